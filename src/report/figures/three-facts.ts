/**
 * Three facts that stay apart everywhere: is MFA enforced, is a method registered, is an exception active. Counted of
 * the tenant or of one organisation.
 */
import type { ActualLevel, ExceptionType } from '../../model/account.ts';
import { percent } from '../markup/numbers.ts';

/** Whether a method is registered. `unknown`: the source does not tell, which is not the same as none. */
export type Registered = 'yes' | 'no' | 'unknown';

/** Two of the three facts, counted over some accounts. */
export interface FactCounts {
  accounts: number;
  /** By actual level; `unknown` is never counted as enforced. */
  readonly levels: Record<ActualLevel, number>;
  readonly registered: Record<Registered, number>;
}

/** What became of an exception: in force by its type, refused, or granted by the portal without an entry in git. */
export type ExceptionFate = ExceptionType | 'refused' | 'unrecorded';

/** All three facts of the tenant or of one organisation. */
export interface Coverage {
  readonly managed: FactCounts;
  readonly unmanaged: FactCounts;
  /** Accounts by the exception that is active now. */
  readonly exceptions: Record<ExceptionFate, number>;
  /** Changes that a plan for this instant would hold, before guardrails. */
  pending: number;
}

/** Whether a method is registered, by what the source tells. */
export function registeredOf(methods: readonly string[] | null): Registered {
  if (methods === null) return 'unknown';
  return methods.length > 0 ? 'yes' : 'no';
}

/** Accounts on which MFA is known to be enforced. */
export function enforced({ levels }: FactCounts): number {
  return levels.standard + levels['named-locations'];
}

/** A share in per cent with one decimal, rounded down, so that 100 says all; null of nothing. */
export function percentShare(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part * 1000) / whole) / 10;
}

/** A share for people: "97.3 %"; a dash of nothing. */
export function percentage(part: number, whole: number): string {
  return percent(percentShare(part, whole));
}

function emptyFacts(): FactCounts {
  return {
    accounts: 0,
    levels: { standard: 0, 'named-locations': 0, disabled: 0, unknown: 0 },
    registered: { yes: 0, no: 0, unknown: 0 },
  };
}

/** Nothing counted yet. */
export function emptyCoverage(): Coverage {
  return {
    managed: emptyFacts(),
    unmanaged: emptyFacts(),
    exceptions: { 'short-term': 0, 'long-term': 0, refused: 0, unrecorded: 0 },
    pending: 0,
  };
}

/** What was counted of several organisations, together. */
export function sumCoverage(coverages: readonly Coverage[]): Coverage {
  const total = emptyCoverage();
  for (const each of coverages) {
    for (const part of ['managed', 'unmanaged'] as const) {
      total[part].accounts += each[part].accounts;
      add(total[part].levels, each[part].levels);
      add(total[part].registered, each[part].registered);
    }
    add(total.exceptions, each.exceptions);
    total.pending += each.pending;
  }
  return total;
}

function add<Key extends string>(total: Record<Key, number>, counts: Readonly<Record<Key, number>>): void {
  for (const key of Object.keys(counts) as Key[]) total[key] += counts[key];
}
