import type { ExceptionType } from '../../model/account.ts';
import { foldCode } from '../../model/text.ts';
import type { Documents, PolicyDocument } from '../documents.ts';
import { printText } from '../yaml/print.ts';

/** The file that a new entry goes into. */
export interface ExceptionPlace {
  /** Below the folder of the policies. */
  readonly path: string;
  /** What stands in it; null where it is new, and starts as `start`. */
  readonly text: string | null;
  readonly start: string;
}

/** Where an entry of an organisation goes; null where no document speaks of the organisation. */
export function exceptionPlace(documents: Documents, organisation: string, type: ExceptionType): ExceptionPlace | null {
  const home = documents.organisations.find(({ value }) => foldCode(value.code) === organisation);
  if (home === undefined) return null;
  const fitting = fittingFile(
    documents.exceptions.filter(({ folder }) => folder === home.folder),
    type,
  );
  if (fitting !== null) return { path: fitting.path, text: fitting.source.text, start: '' };
  return newExceptionPlace(home.folder ?? organisation, home.value.code);
}

/** The first file of exceptions of an organisation. */
export function newExceptionPlace(folder: string, code: string): ExceptionPlace {
  const start = `kind: Exceptions\norganisation: ${printText(code, false)}\nexceptions: []\n`;
  return { path: `organisations/${folder}/exceptions.yaml`, text: null, start };
}

/** The file that is named after the type; else the one with the most entries of it, exceptions.yaml before others. */
function fittingFile(
  files: readonly PolicyDocument<'Exceptions'>[],
  type: ExceptionType,
): PolicyDocument<'Exceptions'> | null {
  const named = files.find(({ path }) => path.includes(`/exceptions/${type}.`));
  if (named !== undefined) return named;
  const count = ({ value }: PolicyDocument<'Exceptions'>): number =>
    value.exceptions.filter((entry) => entry.type === type).length;
  const main = files.find(({ path }) => /\/exceptions\.ya?ml$/.test(path));
  const [most] = [...(main === undefined ? [] : [main]), ...files.filter((file) => file !== main)].sort(
    (a, b) => count(b) - count(a),
  );
  return most ?? null;
}
