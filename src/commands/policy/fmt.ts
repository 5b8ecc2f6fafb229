import { join } from 'node:path';
import { formatDocument } from '../../policy/edit/format.ts';
import { acceptedDocuments } from '../../policy/documents.ts';
import { folderName } from '../../policy/load.ts';
import { parseDocuments } from '../../policy/parse-documents.ts';
import { readPolicyFiles } from '../../policy/read.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { type PolicyEdit, writeEdits } from '../../session/edits.ts';
import { type GlobalOptions, maskOf, openSettings, tell } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface FmtOptions extends GlobalOptions {
  readonly check?: boolean;
}

/** Gives every policy file its canonical layout, or lists those that have another one. */
export async function fmt(io: Io, options: FmtOptions): Promise<number> {
  const settings = openSettings(io, options);
  const name = folderName(settings.policies);
  const read = readPolicyFiles(join(settings.root, settings.policies), name);
  const { documents, diagnostics } = parseDocuments(read, name);
  const mistakes = [...read.diagnostics, ...diagnostics];
  tell(io, settings.root, mistakes, maskOf(io, settings));
  const texts = new Map(read.files.map(({ path, text }) => [path, text]));
  const edits = acceptedDocuments(documents)
    .map(
      ({ path, kind, source }): PolicyEdit => ({
        path: `${name}/${path}`,
        before: texts.get(path) ?? '',
        after: formatDocument(source.text, kind),
      }),
    )
    .filter(({ before, after }) => before !== after);
  if (options.check !== true) await writeEdits(settings, edits);
  for (const { path } of edits) await io.out(`${options.check === true ? 'differs' : 'formatted'}  ${path}\n`);
  const left = documents.refused.length;
  if (left > 0) io.err(`${counted(left, 'file')} with errors not changed.\n`);
  if (options.check === true && edits.length > 0)
    io.err(`${counted(edits.length, 'file')} to format: run "mfactl fmt".\n`);
  return mistakes.length > 0 || (options.check === true && edits.length > 0) ? EXIT.failed : EXIT.done;
}
