import { foldCode } from '../../model/text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { originOf, placeOf, type Source } from '../yaml/source.ts';

/** One document for each organisation. A document in a foreign folder is that mistake alone. */
export const noDuplicateOrganisation: Rule = ({ documents }) => {
  const first = new Map<string, Source>();
  return documents.organisations.flatMap(({ value, folder, source }) => {
    const code = foldCode(value.code);
    if (folder === null || foldCode(folder) !== code) return [];
    const other = first.get(code);
    if (other === undefined) {
      first.set(code, source);
      return [];
    }
    return [
      diagnose(
        'duplicate-organisation',
        placeOf(source, ['code']),
        `${originOf(other, ['code'])} describes this organisation too. Keep one of the two.`,
      ),
    ];
  });
};
