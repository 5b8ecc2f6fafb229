/** Rules of the Tenant document and of Role documents. */
import { portalRoleCategory } from '../../model/portal-names.ts';
import { foldName, quoted } from '../../model/text.ts';
import { diagnose, wholeFile } from '../diagnostics/diagnose.ts';
import { kindAt } from '../documents.ts';
import { originOf, placeOf } from '../yaml/source.ts';
import type { Rule } from './rule.ts';

/** There is exactly one Tenant document. One that is refused for another mistake is there all the same. */
export const oneTenant: Rule = ({ documents, name }) => {
  const refused = documents.refused.filter(({ kind, path }) => kind === 'Tenant' || kindAt(path) === 'Tenant');
  const [first, ...others] = documents.tenants;
  if (first === undefined && refused.length === 0) {
    const place = wholeFile(`${name}/tenant.yaml`);
    return [diagnose('missing-tenant', place, `There is no Tenant document. Write ${name}/tenant.yaml.`)];
  }
  return others.map(({ source }) =>
    diagnose(
      'second-tenant',
      placeOf(source, ['kind']),
      `There is already a Tenant document: ${first?.source.file}. Keep one of the two.`,
    ),
  );
};

export const noDuplicateRole: Rule = ({ documents }) => {
  const first = new Map<string, string>();
  return documents.roles.flatMap(({ value, source }) => {
    const other = first.get(foldName(value.name));
    if (other === undefined) {
      first.set(foldName(value.name), originOf(source, ['name']));
      return [];
    }
    const message = `The role at ${other} has this name too. Rename one, or join them.`;
    return [diagnose('duplicate-role', placeOf(source, ['name']), message)];
  });
};

/** Administrators and ATP roles always have a floor. */
export const privilegedRolesHaveFloor: Rule = ({ documents }) =>
  documents.roles.flatMap(({ value, source }) => {
    if (value.category === 'other' || value.mfa !== 'disabled') return [];
    const message = `A role of category ${value.category} needs a floor. Set mfa to standard or named-locations.`;
    return [diagnose('role-floor-disabled', placeOf(source, ['mfa']), message)];
  });

/** An administrator of the portal is one whatever a policy calls the role: `other` would let holders have exceptions. */
export const portalRolesKeepCategory: Rule = ({ documents }) =>
  documents.roles.flatMap(({ value, source }) => {
    if (value.category !== 'other') return [];
    const names = [value.name, ...value.match].map((name) => ({ name, category: portalRoleCategory(name) }));
    const found = names.find(({ category }) => category !== null && category !== 'other');
    if (found === undefined) return [];
    const message = `${quoted(found.name)} is a role of the portal, and its category is ${found.category}. Set category to ${found.category}, or remove this name.`;
    return [diagnose('portal-role-as-other', placeOf(source, ['category']), message)];
  });
