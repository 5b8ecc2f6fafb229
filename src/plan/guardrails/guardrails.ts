/**
 * The guardrails: each compares a measure with a limit, for each organisation and for the total, and withholds a kind
 * of change where the measure is greater. One small function each, in the list at the end.
 */
import type { Change } from '../changes.ts';
import type { Instant } from '../../model/account.ts';
import type { GuardrailLimits, Override } from '../../model/policies.ts';
import type { GuardrailInput } from '../input.ts';
import { type ChangeKind, type Tally, emptyTally, shareOf } from './tally.ts';
import { compareUtf8 } from '../../model/text.ts';

export type GuardrailId =
  | 'empty-directory'
  | 'shrunk-directory'
  | 'one-sided'
  | 'stale-report'
  | 'max-changes'
  | 'loosen'
  | 'privileged-loosen'
  | 'lockout'
  | 'unknown-status'
  | 'orphan-exceptions';

/** One guardrail's measure against its limit; organisation null: the total. */
export interface GuardrailCheck {
  readonly id: GuardrailId;
  readonly organisation: string | null;
  readonly measure: number;
  readonly limit: number;
  readonly ok: boolean;
}

interface Measured {
  readonly measure: number;
  readonly limit: number;
}

export interface Guardrail {
  readonly id: GuardrailId;
  /** Whether a violation withholds a change. */
  readonly withholds: (change: Pick<Change, 'action' | 'direction'>, kind: ChangeKind) => boolean;
  /** Null where this directory has nothing that it measures. */
  readonly total: (input: GuardrailInput) => Measured | null;
  /** Null where it does not measure single organisations. */
  readonly organisation: ((input: GuardrailInput, code: string) => Measured | null) | null;
}

const everything = (): boolean => true;
const nothing = (): boolean => false;

const emptyDirectory: Guardrail = {
  id: 'empty-directory',
  withholds: everything,
  total: ({ tallies, incompleteSources }) => ({
    measure: incompleteSources + (tallies.total.accounts === 0 ? 1 : 0),
    limit: 0,
  }),
  organisation: null,
};

const shrunkDirectory: Guardrail = {
  id: 'shrunk-directory',
  withholds: everything,
  total: (input) =>
    shrinkage(
      input.history.highest.total,
      input.tallies.total.accounts,
      input.policies.tenant.guardrails.shrunkDirectory,
    ),
  organisation: (input, code) =>
    shrinkage(
      input.history.highest.byOrganisation.get(code) ?? null,
      of(input, code).accounts,
      limitsOf(input, code).shrunkDirectory,
    ),
};

function shrinkage(highest: number | null, accounts: number, percent: number): Measured {
  const before = highest ?? accounts;
  return { measure: Math.max(0, before - accounts), limit: Math.max(5, shareOf(percent, before)) };
}

/** One export lacks many accounts of the other: it was cut, or the two are not of one day. */
const oneSided: Guardrail = {
  id: 'one-sided',
  withholds: everything,
  total: (input) => input.oneSided,
  organisation: null,
};

const staleReport: Guardrail = {
  id: 'stale-report',
  withholds: everything,
  total: ({ madeAt, observedAt, policies }) => ({
    measure: Math.max(0, madeAt - observedAt),
    limit: policies.tenant.guardrails.staleReport,
  }),
  organisation: null,
};

const maxChanges: Guardrail = {
  id: 'max-changes',
  withholds: ({ action }) => action !== 'restore',
  total: ({ tallies, policies }) => ({
    measure: tallies.total.changes,
    limit: policies.tenant.guardrails.maxChanges ?? 5000,
  }),
  organisation: (input, code) => {
    const limit = input.policies.organisations.get(code)?.guardrails.maxChanges ?? null;
    return limit === null ? null : { measure: of(input, code).changes, limit };
  },
};

const loosen: Guardrail = {
  id: 'loosen',
  withholds: ({ direction }) => direction === 'loosen',
  total: ({ tallies, history, policies }) => {
    const { floor, totalPercent } = policies.tenant.guardrails.loosen;
    return {
      measure: tallies.total.loosen + history.loosened.total,
      limit: Math.max(floor, shareOf(totalPercent, tallies.total.managed)),
    };
  },
  organisation: (input, code) => {
    const { floor, percent, count } = limitsOf(input, code).loosen;
    const { loosen: loosening, managed } = of(input, code);
    const earlier = input.history.loosened.byOrganisation.get(code) ?? 0;
    return { measure: loosening + earlier, limit: Math.min(count, Math.max(floor, shareOf(percent, managed))) };
  },
};

const privilegedLoosen: Guardrail = {
  id: 'privileged-loosen',
  withholds: (_, kind) => kind.privilegedLoosen,
  total: ({ tallies }) => ({ measure: tallies.total.privilegedLoosen, limit: 0 }),
  organisation: (input, code) => ({ measure: of(input, code).privilegedLoosen, limit: 0 }),
};

const lockout: Guardrail = {
  id: 'lockout',
  // A restore counts, but is not withheld: an exception ends when it ends.
  withholds: ({ action }, kind) => kind.lockout && action !== 'restore',
  total: ({ tallies, policies }) => ({ measure: tallies.total.lockout, limit: policies.tenant.guardrails.lockout }),
  organisation: (input, code) => ({ measure: of(input, code).lockout, limit: limitsOf(input, code).lockout }),
};

const unknownStatus: Guardrail = {
  id: 'unknown-status',
  withholds: nothing,
  total: ({ tallies, policies }) => unknownShare(tallies.total, policies.tenant.guardrails.unknownStatus),
  organisation: (input, code) => unknownShare(of(input, code), limitsOf(input, code).unknownStatus),
};

function unknownShare({ unknown, managed }: Tally, percent: number): Measured {
  return { measure: unknown, limit: shareOf(percent, managed) };
}

const orphanExceptions: Guardrail = {
  id: 'orphan-exceptions',
  withholds: nothing,
  total: ({ orphans }) => ({ measure: [...orphans.values()].reduce((sum, count) => sum + count, 0), limit: 0 }),
  organisation: ({ orphans }, code) => ({ measure: orphans.get(code) ?? 0, limit: 0 }),
};

/** In the order in which a withheld change names the one that withholds it. `restore` is withheld by the first four alone. */
export const GUARDRAILS: readonly Guardrail[] = [
  emptyDirectory,
  shrunkDirectory,
  oneSided,
  staleReport,
  maxChanges,
  loosen,
  privilegedLoosen,
  lockout,
  unknownStatus,
  orphanExceptions,
];

/** Guardrails whose violation is serious even where there is nothing to withhold. */
export const ALWAYS_REFUSING: readonly GuardrailId[] = [
  'empty-directory',
  'shrunk-directory',
  'one-sided',
  'stale-report',
];

/** Whether a plan with these results is refused in whole or in part: exit code 3. */
export function isRefused(
  results: readonly { readonly id: GuardrailId; readonly ok: boolean; readonly withholds: number }[],
): boolean {
  return results.some(({ id, ok, withholds }) => !ok && (withholds > 0 || ALWAYS_REFUSING.includes(id)));
}

/** Measures all: the totals, and each organisation that a guardrail measures above 0, in the order of their codes. */
export function checkGuardrails(input: GuardrailInput): GuardrailCheck[] {
  const codes = new Set([
    ...input.tallies.byOrganisation.keys(),
    ...input.history.highest.byOrganisation.keys(),
    ...input.orphans.keys(),
  ]);
  const sorted = [...codes].sort(compareUtf8);
  return GUARDRAILS.flatMap((guardrail) => [
    ...ofTotal(guardrail, input),
    ...(guardrail.organisation === null ? [] : sorted.flatMap((code) => ofOrganisation(guardrail, input, code))),
  ]);
}

function ofTotal(guardrail: Guardrail, input: GuardrailInput): GuardrailCheck[] {
  const measured = guardrail.total(input);
  return measured === null ? [] : [check(guardrail.id, null, measured, input)];
}

function ofOrganisation(guardrail: Guardrail, input: GuardrailInput, code: string): GuardrailCheck[] {
  const measured = guardrail.organisation?.(input, code) ?? null;
  return measured === null || measured.measure <= 0 ? [] : [check(guardrail.id, code, measured, input)];
}

function check(
  id: GuardrailId,
  organisation: string | null,
  { measure, limit }: Measured,
  input: GuardrailInput,
): GuardrailCheck {
  const raised = input.policies.overrides
    .filter((override) => lifts(override, id, organisation, input.now))
    .map((override) => override.limit);
  const effective = Math.max(limit, ...raised);
  return { id, organisation, measure, limit: effective, ok: measure <= effective };
}

/** empty-directory and privileged-loosen have no override, whatever a file says. */
function lifts(override: Override, id: GuardrailId, organisation: string | null, now: Instant): boolean {
  if (id === 'empty-directory' || id === 'privileged-loosen') return false;
  if (override.guardrail !== id || override.organisation !== organisation) return false;
  return override.startsAt <= now && now < override.expiresAt;
}

function of(input: GuardrailInput, code: string): Tally {
  return input.tallies.byOrganisation.get(code) ?? emptyTally();
}

function limitsOf(input: GuardrailInput, code: string): GuardrailLimits {
  return input.policies.organisations.get(code)?.guardrails ?? input.policies.tenant.guardrails;
}
