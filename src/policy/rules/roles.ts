import { fold } from '../../model/text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { originOf, placeOf } from '../yaml/source.ts';

export const noDuplicateRole: Rule = ({ documents }) => {
  const first = new Map<string, string>();
  return documents.roles.flatMap(({ value, source }) => {
    const other = first.get(fold(value.name));
    if (other !== undefined) {
      return [
        diagnose(
          'duplicate-role',
          placeOf(source, ['name']),
          `The role at ${other} has this name too. Rename one, or join them.`,
        ),
      ];
    }
    first.set(fold(value.name), originOf(source, ['name']));
    return [];
  });
};

/** Administrators and ATP roles always have a floor. */
export const privilegedRolesHaveFloor: Rule = ({ documents }) =>
  documents.roles.flatMap(({ value, source }) => {
    if (value.category === 'other' || value.mfa !== 'disabled') return [];
    const message = `A role of category ${value.category} needs a floor. Set mfa to standard or named-locations.`;
    return [diagnose('role-floor-disabled', placeOf(source, ['mfa']), message)];
  });
