import type { Diagnostic } from '../../model/diagnostic.ts';
import { foldName, unitKey, unitSegments } from '../../model/text.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { lineOf, placeOf, type Path, type Source } from '../yaml/source.ts';

/** Account types are compared folded, so two spellings of one type would contradict each other. */
export const noDuplicateAccountType: Rule = ({ documents }) =>
  documents.tenants.flatMap(({ value, source }) => {
    const types = Object.keys(value.accountTypes).map((type) => ({
      key: foldName(type),
      path: ['accountTypes', type],
    }));
    return repeats(source, types, 'duplicate-account-type', 'This account type', 'key');
  });

export const noDuplicateUnit: Rule = ({ documents }) =>
  documents.organisations.flatMap(({ value, source }) => {
    const units = (value.units ?? []).map(({ path }, i) => ({
      key: unitKey(unitSegments(path)),
      path: ['units', i, 'path'],
    }));
    return repeats(
      source,
      units.filter(({ key }) => key !== ''),
      'duplicate-unit',
      'This unit',
      'value',
    );
  });

export const noDuplicateUserPolicy: Rule = ({ documents }) =>
  documents.organisations.flatMap(({ value, source }) => {
    const policies = (value.userPolicies ?? []).map(({ name }, i) => ({
      key: foldName(name),
      path: ['userPolicies', i, 'name'],
    }));
    return repeats(source, policies, 'duplicate-user-policy', 'This user policy', 'value');
  });

function repeats(
  source: Source,
  named: readonly { readonly key: string; readonly path: Path }[],
  code: DiagnosticCode,
  subject: string,
  part: 'key' | 'value',
): Diagnostic[] {
  const first = new Map<string, Path>();
  return named.flatMap(({ key, path }) => {
    const other = first.get(key);
    if (other !== undefined) {
      return [
        diagnose(
          code,
          placeOf(source, path, part),
          `${subject} is already at line ${lineOf(source, other)}. Keep one of the two.`,
        ),
      ];
    }
    first.set(key, path);
    return [];
  });
}
