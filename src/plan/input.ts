import type { CompleteSource, PlanFinding, PlanScope } from '../generated/plan.ts';
import type { Previous } from './cause.ts';
import type { BookedGrant } from './grants.ts';
import type { HandedOver } from './handed-over.ts';
import type { DecisionContext, Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import type { OneSided } from '../snapshot/snapshot.ts';
import type { Population } from '../snapshot/population.ts';
import type { TakenBack } from './take-back.ts';
import type { Governed, Tallies } from './guardrails/tally.ts';

/** All that a plan is made from. */
export interface PlanInput {
  readonly population: Population;
  readonly policies: Policies;
  /** Its `now` is the instant planned for (`asOf`). */
  readonly context: DecisionContext;
  readonly observedAt: Instant;
  readonly madeAt: Instant;
  readonly sources: readonly CompleteSource[];
  /** Accounts that one of two exports lacks; left out where the directory is not read from exports. */
  readonly oneSided?: OneSided | null | undefined;
  /** Findings of the source itself. */
  readonly sourceFindings: readonly PlanFinding[];
  readonly history: GuardrailHistory;
  /** Null where there is no ledger. */
  readonly previous: Previous | null;
  /** The policies of every run of the last 7 days but these; null for some that cannot be read. Left out: none. */
  readonly recent?: readonly (Policies | null)[] | undefined;
  /** Changes that earlier runs handed over to people; left out where there are none. */
  readonly handedOver?: readonly HandedOver[] | undefined;
  /** Exceptions that earlier runs granted and that no run has seen end; left out where there are none. */
  readonly grants?: readonly BookedGrant[] | undefined;
  /** Null for the whole tenant. */
  readonly scope: PlanScope | null;
  /** The accounts of a run that is taken back; left out of an ordinary plan. */
  readonly undo?: readonly TakenBack[] | undefined;
  /** 1 to 50. */
  readonly chunkSize: number;
  /** Whether the portal does the work: it takes short-term exceptions and their restores one user at a time. */
  readonly throughPortal: boolean;
}

/** What earlier runs tell: highest counts of the last 7 days, and what was loosened in the last 24 hours. */
export interface GuardrailHistory {
  readonly highest: {
    readonly total: number | null;
    readonly byOrganisation: ReadonlyMap<string, number>;
    /** Accounts governed; null where no run has counted them. */
    readonly governed: Governed | null;
  };
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
  /** Accounts that one of two exports lacks, against its limit; null where there are no exports. */
  readonly oneSided: { readonly measure: number; readonly limit: number } | null;
  /** What the policies that were applied last would govern today; null where that is not measured. */
  readonly governedBefore: Governed | null;
  /** Active exceptions that match no account, by organisation. */
  readonly orphans: ReadonlyMap<string, number>;
}
