/** What all test files share: compiled code, a folder for temporary files, and one browser. */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROWSER_SERVER, startBrowser } from '../../test/browser/installed.ts';
import { ROOT } from './kind.ts';

/** Kept between runs; not in git. */
export const CACHE: string = fileURLToPath(new URL('../../node_modules/.cache/mfactl-tests', import.meta.url));

/** Memory in which temporary files cost no waiting for a disk. */
const MEMORY = '/dev/shm';
/** Bytes that must be free there. */
const ENOUGH = 4 * 2 ** 30;

/**
 * Sets the environment that the files of tests inherit. What was made for them goes when this process ends, also by a
 * failure or a signal.
 */
export async function prepare(files: readonly string[]): Promise<void> {
  const { env } = process;
  // Types are stripped and code is compiled once, for each test file, command, fork and worker that runs it.
  env['NODE_COMPILE_CACHE'] ??= join(CACHE, 'compiled');
  const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'mfactl-tests-'));
  env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  if (files.some((file) => relative(ROOT, file).startsWith('test/browser/'))) {
    const browser = await startBrowser();
    if (browser === null) return;
    process.prependOnceListener('exit', () => browser.end());
    env[BROWSER_SERVER] = browser.address;
  }
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.min(bavail * bsize, freemem()) > ENOUGH;
  } catch {
    return false;
  }
}
