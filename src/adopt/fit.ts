import { decide } from '../decide/decide.ts';
import { type Account, type DecisionContext, type Level, LEVELS } from '../model/account.ts';
import type { OrganisationPolicy, Policies } from '../model/policies.ts';
import { accountAt, groupRows, type Population } from '../snapshot/population.ts';
import { namedRows } from '../decide/sweep.ts';

/** The base levels under which nothing would change for an account. */
export interface Fit {
  /** Where no rollout holds it. */
  readonly free: ReadonlySet<Level>;
  /** Where a rollout holds it. */
  readonly held: ReadonlySet<Level>;
}

/** Accounts that look the same, and what fits them. */
export interface FitGroup {
  readonly account: Account;
  readonly rows: readonly number[];
  readonly fit: Fit;
}

/** Groups all accounts; one that a policy names stands alone. Units, user policies and rollouts of `policies` play no part. */
export function observedFits(population: Population, policies: Policies, context: DecisionContext): FitGroup[] {
  const { groups } = groupRows(population.size, Object.values(population.columns));
  const named = namedRows(population, policies, context.granted);
  const rows = new Map<number, number[]>();
  for (let row = 0; row < population.size; row++) {
    const group = named.has(row) ? -1 - row : (groups[row] as number);
    const known = rows.get(group);
    if (known === undefined) rows.set(group, [row]);
    else known.push(row);
  }
  return [...rows.values()].map((members) => {
    const account = accountAt(population, members[0] as number);
    return { account, rows: members, fit: fitOf(account, policies, context) };
  });
}

/** Decides an account for each level and sees whether it stays as it is. */
export function fitOf(account: Account, policies: Policies, context: DecisionContext): Fit {
  const stays = (world: Policies): boolean => {
    const { managed, action, actual, desired } = decide(account, world, context);
    return !managed || (action === 'none' && actual.level === desired.level);
  };
  const tenantAt = (level: Level): Policies => ({
    ...policies,
    tenant: { ...policies.tenant, level },
    organisations: new Map(),
  });
  const heldAt = (level: Level): Policies => ({
    ...policies,
    organisations: new Map([[account.organisation, heldOrganisation(account, policies, level)]]),
  });
  return {
    free: new Set(LEVELS.filter((level) => stays(tenantAt(level)))),
    held: new Set(LEVELS.filter((level) => stays(heldAt(level)))),
  };
}

/** An organisation whose rollout covers nobody. */
function heldOrganisation({ organisation: code }: Account, { tenant }: Policies, level: Level): OrganisationPolicy {
  return {
    code,
    name: code,
    owners: [],
    approvers: [],
    closedFrom: null,
    level,
    levelOrigin: '',
    units: new Map(),
    userPolicies: new Map(),
    rollout: [],
    rolloutOrigin: '',
    guardrails: tenant.guardrails,
    origin: '',
  };
}
