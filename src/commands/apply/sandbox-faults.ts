import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadFaults } from '../../directory/sandbox/faults.ts';
import { parseFaults } from './parse-faults.ts';
import { counted } from '../../report/markup/terminal.ts';
import { EXIT, type Io, Stop } from '../../session/io.ts';
import { sandboxFile } from './sandbox.ts';
import { accept, type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface SandboxFaultsOptions extends GlobalOptions {
  readonly file: string;
}

/** Sets the faults that the sandbox shows at its next writes, in place of those before. */
export async function sandboxFaults(io: Io, options: SandboxFaultsOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const text = await readFile(resolve(io.cwd, options.file), 'utf8').catch((error: Error) => {
    throw new Stop(`${options.file} can not be read: ${error.message}`);
  });
  const faults = accept(io, io.cwd, parseFaults(options.file, text), mask);
  const count = accept(io, settings.root, loadFaults(sandboxFile(settings), faults), mask);
  await io.out(
    count === 0
      ? 'The sandbox has no faults now.\n'
      : `The sandbox has ${counted(count, 'fault')} now; its next write is request 1.\n`,
  );
  return EXIT.done;
}
