import type { Decision } from '../../model/decision.ts';
import type { RolePolicy } from '../../model/policies.ts';
import { valueAt } from '../../snapshot/population.ts';
import { compareUtf8, foldName } from '../../model/text.ts';
import type { WeakAccount, WeakMethods } from '../../generated/coverage.ts';
import { maskText } from '../markup/mask.ts';
import type { ReportData } from './report-data.ts';

/** More than these make a list that nobody reads; all are counted. */
const LISTED = 1000;

/** Privileged accounts with the finding `weak-method`, in the order of what is shown of them. */
export function weakMethodFigures(data: ReportData): WeakMethods {
  const { population, swept, mask } = data;
  const weak = swept.decisions.map(isWeak);
  const found: { account: string; row: number }[] = [];
  for (let row = 0; row < population.size; row++) {
    if (weak[swept.decisionOf[row] as number] === true)
      found.push({ account: mask(population.addresses.at(row)), row });
  }
  found.sort((a, b) => compareUtf8(a.account, b.account));
  const listed = found.slice(0, LISTED).map(({ account, row }) => ({ account, ...detailsOf(row, data) }));
  return { total: found.length, listed };
}

function isWeak({ privileged, findings }: Decision): boolean {
  return privileged && findings.some(({ code }) => code === 'weak-method');
}

function detailsOf(row: number, { population, policies, mask }: ReportData): Omit<WeakAccount, 'account'> {
  const { columns } = population;
  const held = valueAt(columns.roles, row).map(foldName);
  const methods = valueAt(columns.methods, row) ?? [];
  const strict = policies.roles.filter(
    (role) => role.match.some((name) => held.includes(name)) && methods.some((method) => !allows(role, method)),
  );
  const refused = methods.filter((method) => strict.some((role) => !allows(role, method)));
  return {
    organisation: maskText(valueAt(columns.organisation, row), mask),
    roles: strict.map(({ name }) => maskText(name, mask)),
    methods: refused.map((method) => maskText(method, mask)),
  };
}

function allows({ allowedMethods }: RolePolicy, method: string): boolean {
  return allowedMethods === null || allowedMethods.includes(foldName(method));
}
