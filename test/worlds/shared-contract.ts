import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** How the reason begins for which a test without the folder is skipped; the runner counts them. */
export const ABSENT = 'the shared contract folder is not beside this repository';

/**
 * A file of the shared contract folder, which may lie beside this repository, and what a test that needs it gives as
 * `skip`: false, or the reason that is printed.
 */
export function sharedContract(...path: string[]): { readonly file: string; readonly skip: false | string } {
  const file = join(import.meta.dirname, '..', '..', '..', 'shared', ...path);
  return {
    file,
    skip: existsSync(file) ? false : `${ABSENT}: ${path.join('/')} is missing`,
  };
}
