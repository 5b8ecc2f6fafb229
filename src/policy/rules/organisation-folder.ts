import type { Diagnostic } from '../../model/diagnostic.ts';
import { foldCode } from '../../model/text.ts';
import { diagnose, type Place, wholeFile } from '../diagnostics/diagnose.ts';
import { kindAt } from '../places.ts';
import { quoted } from '../../model/printable.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

/** A document speaks of the organisation of its folder alone, so that review by folder is a real boundary. */
export const folderMatches: Rule = ({ documents }) =>
  [...documents.organisations, ...documents.exceptions, ...documents.reEnrolments].flatMap((document) => {
    const { folder, source, value } = document;
    const property = 'code' in value ? 'code' : 'organisation';
    const code = 'code' in value ? value.code : value.organisation;
    if (folder === null || foldCode(code) === foldCode(folder)) return [];
    const message = `${quoted(code)} does not belong in the folder ${quoted(folder)}. Move the file, or correct the code.`;
    return [diagnose('folder-mismatch', placeOf(source, [property]), message)];
  });

/** A folder below organisations/ holds an Organisation document; said once, at the first of its files. */
export const folderHasOrganisation: Rule = ({ documents, name }) => {
  const { organisations, exceptions, reEnrolments, refused } = documents;
  const folders = new Set<string | null>([null]);
  for (const { folder } of organisations) folders.add(folder);
  for (const { folder, path } of refused) if (kindAt(path) === 'Organisation') folders.add(folder);
  const lacks = (folder: string | null): folder is string => folder !== null && !folders.has(folder);
  const report = (folder: string, place: Place): Diagnostic => {
    folders.add(folder);
    const message = `This folder has no Organisation document. Add organisation.yaml to ${quoted(folder)}.`;
    return diagnose('folder-without-organisation', place, message);
  };
  return [
    ...[...exceptions, ...reEnrolments].flatMap(({ folder, source }) =>
      lacks(folder) ? [report(folder, placeOf(source, ['organisation']))] : [],
    ),
    ...refused.flatMap(({ folder, path }) => (lacks(folder) ? [report(folder, wholeFile(`${name}/${path}`))] : [])),
  ];
};
