/** How many accounts the policies decide for, and why not for the others (docs/policy-model.md, "What the directory shows"). */
import type { Sweep } from '../../decide/sweep.ts';
import type { PlanFinding } from '../../generated/plan.ts';
import type { PlanInput } from '../input.ts';
import type { Policies } from '../../model/policies.ts';
import { FEW_GOVERNED } from './accounts.ts';
import { compareUtf8, foldName, foldStatus } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { type Population, valueAt } from '../../snapshot/population.ts';

/** So many organisations tell of their own held accounts; the others are counted. */
const NAMED = 20;

/** Why an account is not governed, in the order in which it is told. */
type Reason = 'held' | 'type' | 'status' | 'protected';

/**
 * The first finding of a plan: fewer than half of the accounts whose type is managed, or is not listed, are governed,
 * or none is. Most likely a name in the tenant document is wrong. None where there is nothing to tell. A plan for a part
 * looks at the whole directory here, so that parts that are merged say what the whole plan says.
 */
export function fewGoverned(population: Population, { tenant }: Policies, swept: Sweep): PlanFinding[] {
  const { type, status } = population.columns;
  const treatments = type.values.map((name) => tenant.accountTypes.get(foldName(name))?.treatment ?? 'unlisted');
  const isLeft = status.values.map((name) => name === '' || tenant.unmanagedStatuses.has(foldStatus(name)));
  const why = new Map<Reason, number>();
  let all = 0;
  let governed = 0;
  for (let row = 0; row < population.size; row++) {
    const treatment = treatments[type.codes[row] as number];
    if (treatment !== 'managed' && treatment !== 'unlisted') continue;
    all++;
    const { managed, held } = swept.at(row);
    if (managed && held === null) governed++;
    else {
      const isUnlisted = treatment === 'unlisted';
      const left = isLeft[status.codes[row] as number] === true;
      const reason = held !== null ? 'held' : isUnlisted ? 'type' : left ? 'status' : 'protected';
      why.set(reason, (why.get(reason) ?? 0) + 1);
    }
  }
  if (population.size === 0 || (governed * 2 >= all && governed > 0)) return [];
  return [finding(FEW_GOVERNED, 'error', null, sentence(governed, all, why))];
}

const BECAUSE: Readonly<Record<Reason, string>> = {
  held: 'a rollout holds them',
  type: 'the tenant does not list their type',
  status: 'the tenant does not manage their status, or the directory gives none',
  protected: 'the tenant protects them',
};

function sentence(governed: number, all: number, why: ReadonlyMap<Reason, number>): string {
  if (all === 0)
    return 'the policies manage no account of the directory: no type of account is managed. Check accountTypes in the tenant document';
  const reasons = (Object.keys(BECAUSE) as Reason[]).flatMap((reason) => {
    const count = why.get(reason) ?? 0;
    return count === 0 ? [] : [`${count} because ${BECAUSE[reason]}`];
  });
  return `the policies decide for ${governed} of ${all} accounts, and not for the others: ${reasons.join(', ')}. If you did not intend this, check accountTypes, unmanagedStatuses and protected in the tenant document, and the waves`;
}

/** What `shrunk-governed` cannot measure, once there is a run to compare with. */
export function unmeasuredGoverned({ previous, history }: Pick<PlanInput, 'previous' | 'history'>): PlanFinding[] {
  if (previous === null) return [];
  const missing = [
    ...(history.highest.governed === null
      ? ['no run of the last 7 days has counted the accounts that they govern']
      : []),
    ...(previous.policies === null ? ['mfactl cannot read the policies that were applied last'] : []),
  ];
  if (missing.length === 0) return [];
  const says = `mfactl cannot fully check whether the policies govern fewer accounts than before: ${missing.join(', and ')}`;
  return [finding('governed-unmeasured', 'info', null, says)];
}

/** Accounts that a rollout holds, by organisation: until which wave, and how many that no wave covers. */
export function heldFindings(population: Population, swept: Sweep): PlanFinding[] {
  const byOrganisation = new Map<string, Map<string, number>>();
  for (let row = 0; row < population.size; row++) {
    const { held } = swept.at(row);
    if (held === null) continue;
    const code = valueAt(population.columns.organisation, row);
    const until =
      held.wave === null
        ? 'no wave covers'
        : `wave ${held.wave} covers from ${held.starts === null ? 'its start' : formatInstant(held.starts)}`;
    const waves = byOrganisation.get(code) ?? new Map<string, number>();
    byOrganisation.set(code, waves.set(until, (waves.get(until) ?? 0) + 1));
  }
  const total = (waves: ReadonlyMap<string, number>): number =>
    [...waves.values()].reduce((sum, count) => sum + count, 0);
  const ordered = [...byOrganisation].sort(([a, x], [b, y]) => total(y) - total(x) || compareUtf8(a, b));
  const named = ordered.slice(0, NAMED).map(([code, waves]) => {
    const parts = [...waves]
      .sort(([a, x], [b, y]) => y - x || compareUtf8(a, b))
      .map(([until, count]) => `${count} that ${until}`);
    return finding(
      'held',
      'info',
      code,
      `a rollout holds ${total(waves)} accounts at the level they have: ${parts.join(', ')}`,
    );
  });
  const rest = ordered.slice(NAMED);
  if (rest.length === 0) return named;
  const accounts = rest.reduce((sum, [, waves]) => sum + total(waves), 0);
  return [
    ...named,
    finding('held', 'info', null, `rollouts hold ${accounts} accounts in ${rest.length} more organisations`),
  ];
}

function finding(
  code: string,
  severity: PlanFinding['severity'],
  organisation: string | null,
  says: string,
): PlanFinding {
  return { code, severity, organisation: organisation === '' ? null : organisation, account: null, says };
}
