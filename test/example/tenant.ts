import { NO_PAST } from '../../src/decide/context.ts';
import { fileURLToPath } from 'node:url';
import { decide } from '../../src/decide/decide.ts';
import type { Account, DecisionContext, Instant } from '../../src/model/account.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Policies } from '../../src/model/policies.ts';
import { buildPlan, type Plan } from '../../src/plan/plan.ts';
import type { PlanInput } from '../../src/plan/input.ts';
import type { Population } from '../../src/snapshot/population.ts';
import type { PlanScope } from '../../src/generated/plan.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { account, populationOf } from '../worlds/accounts.ts';

/** The instant that the example is written for. */
export const REFERENCE: Instant = Date.parse('2026-11-24T09:00:00Z');

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The policies of the example tenant, which must be valid. */
export function examplePolicies(): Policies {
  const loaded = loadPolicies(ROOT, 'policies', REFERENCE);
  if (!loaded.ok)
    throw new Error(loaded.diagnostics.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  return loaded.value.policies;
}

export function contextAt(now: Instant): DecisionContext {
  return { now, statusEvidence: true, ...NO_PAST };
}

/** Someone of an organisation whose rollout is over, known by the reported status alone. */
export function someone(given: Partial<Account> = {}): Account {
  return account({
    address: 'someone.example@nhs.net',
    organisation: 'X1A',
    unit: 'Community',
    userPolicy: '',
    membership: null,
    ...given,
  });
}

export function decideAt(policies: Policies, given: Partial<Account>, now: Instant = REFERENCE): Decision {
  return decide(someone(given), policies, contextAt(now));
}

/** A plan for these accounts alone. */
export function planFor(policies: Policies, accounts: readonly Account[], scope: PlanScope | null = null): Plan {
  return buildPlan({ ...planInput(populationOf(accounts), policies, REFERENCE), scope });
}

/** What a plan is made from where there is no history and no ledger, and the directory was observed just now. */
export function planInput(population: Population, policies: Policies, now: Instant): PlanInput {
  return {
    population,
    policies,
    context: contextAt(now),
    observedAt: now,
    madeAt: now,
    sources: [],
    sourceFindings: [],
    history: {
      highest: { total: null, byOrganisation: new Map(), governed: null },
      loosened: { total: 0, byOrganisation: new Map() },
    },
    previous: null,
    scope: null,
    chunkSize: 50,
    throughPortal: false,
  };
}
