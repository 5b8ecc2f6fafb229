import type { Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import type { Tallies } from './guardrails/tally.ts';

/** What earlier runs tell: highest counts of the last 7 days, and what was loosened in the last 24 hours. */
export interface GuardrailHistory {
  readonly highest: { readonly total: number | null; readonly byOrganisation: ReadonlyMap<string, number> };
  readonly loosened: { readonly total: number; readonly byOrganisation: ReadonlyMap<string, number> };
}

export interface GuardrailInput {
  readonly policies: Policies;
  readonly tallies: Tallies;
  readonly history: GuardrailHistory;
  /** When the plan is made; never the instant it is made for. */
  readonly madeAt: Instant;
  readonly observedAt: Instant;
  /** The instant planned for: overrides lift until they expire. */
  readonly now: Instant;
  /** Sources that hold fewer rows or pages than they claim. */
  readonly incompleteSources: number;
  /** Active exceptions that match no account, by organisation. */
  readonly orphans: ReadonlyMap<string, number>;
}
