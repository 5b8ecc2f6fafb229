/** Names of the directory that no policy lists, and names with marks that nobody sees (docs/policy-model.md). */
import type { PlanFinding } from '../../generated/plan.ts';
import { hiddenMarksIn, withoutHiddenMarks } from '../../model/hidden-marks.ts';
import type { Policies } from '../../model/policies.ts';
import { isPortalStatus } from '../../model/portal-names.ts';
import { printable, fold, foldName, foldStatus } from '../../model/text.ts';
import type { Column, Population } from '../../snapshot/population.ts';
import { warn } from './matching.ts';

/** Types, statuses and roles that the directory has and nothing lists, with their counts. */
export function unlistedFindings(
  { size, columns: { type, status, roles } }: Population,
  { tenant, roles: documents }: Policies,
): PlanFinding[] {
  const listed = new Set(documents.flatMap(({ match }) => match));
  const accounts = (count: number): string => `${count} ${count === 1 ? 'account' : 'accounts'}`;
  return [
    ...countNames(size, type, (name) => [name])
      .filter(([name]) => name !== '' && !tenant.accountTypes.has(foldName(name)))
      .map(([name, count]) =>
        warn(
          'unlisted-type',
          null,
          `the tenant does not list the account type ${printable(name)}, so mfactl does not manage ${accounts(count)}; list it in accountTypes`,
        ),
      ),
    ...countNames(size, status, (name) => [name])
      .filter(([name]) => name !== '' && !isPortalStatus(name) && !tenant.unmanagedStatuses.has(foldStatus(name)))
      .map(([name, count]) =>
        warn(
          'unlisted-status',
          null,
          `nothing lists the status ${printable(name)} of ${accounts(count)}, so mfactl manages them; if it should not, list it in unmanagedStatuses`,
        ),
      ),
    ...countNames(size, roles, (names) => names)
      .filter(([name]) => name.trim() !== '' && !listed.has(foldName(name)))
      .map(([name, count]) =>
        warn(
          'unlisted-role',
          null,
          `no role document matches the role ${printable(name)} of ${accounts(count)}; add it to the \`match\` of a role, or write a document for it`,
        ),
      ),
  ];
}

/** Each name of a column with the number of accounts that have it, in the order of the names. */
function countNames<Value>(
  size: number,
  column: Column<Value>,
  namesOf: (value: Value) => readonly string[],
): [string, number][] {
  const byCode = new Uint32Array(column.values.length);
  for (let row = 0; row < size; row++)
    byCode[column.codes[row] as number] = (byCode[column.codes[row] as number] as number) + 1;
  const counts = new Map<string, { name: string; count: number }>();
  column.values.forEach((value, code) => {
    for (const name of namesOf(value)) {
      const known = counts.get(fold(name)) ?? { name, count: 0 };
      counts.set(fold(name), { ...known, count: known.count + (byCode[code] as number) });
    }
  });
  return [...counts.values()]
    .filter(({ count }) => count > 0)
    .map(({ name, count }): [string, number] => [name, count])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Names of the directory with marks that nobody sees: they are compared without them, and people should know. */
export function hiddenMarkFindings({ size, columns }: Population): PlanFinding[] {
  const named = [
    ['unit', columns.unit],
    ['user policy', columns.userPolicy],
    ['type', columns.type],
    ['status', columns.status],
  ] as const;
  return [
    ...named.flatMap(([what, column]) =>
      countNames(size, column, (name) => [name]).flatMap((each) => hiddenIn(what, each)),
    ),
    ...countNames(size, columns.roles, (names) => names).flatMap((each) => hiddenIn('role', each)),
  ];
}

function hiddenIn(what: string, [name, count]: readonly [string, number]): PlanFinding[] {
  const [mark] = hiddenMarksIn(name);
  if (mark === undefined) return [];
  return [
    warn(
      'hidden-marks',
      null,
      `the ${what} "${printable(name)}" of ${count} accounts holds ${mark.name}; mfactl reads it as "${withoutHiddenMarks(name).trim()}"`,
    ),
  ];
}
