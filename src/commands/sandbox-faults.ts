import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadFaults } from '../directory/sandbox/faults.ts';
import { counted } from '../report/paint.ts';
import { EXIT, type Io, Stop } from './io.ts';
import { sandboxFile } from './sandbox-load.ts';
import { accept, type GlobalOptions, maskOf, openSettings } from './workspace.ts';

interface SandboxFaultsOptions extends GlobalOptions {
  readonly file: string;
}
