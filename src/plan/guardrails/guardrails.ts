/**
 * The guardrails: each compares a measure with a limit, for each organisation and for the total, and withholds a kind
 * of change where the measure is greater. One small function each, in the list at the end.
 */
import type { Change } from '../changes.ts';
import type { GuardrailLimits } from '../../model/policies.ts';
import type { GuardrailInput } from '../input.ts';
import { type ChangeKind, type Tally, emptyTally, shareOf } from './tally.ts';

export type GuardrailId =
  | 'empty-directory'
  | 'shrunk-directory'
  | 'one-sided'
  | 'shrunk-governed'
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

export interface Measured {
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

/** Policies that decide for fewer accounts let nobody fall by themselves, but hide all that comes after them. */
const shrunkGoverned: Guardrail = {
  id: 'shrunk-governed',
  withholds: ({ action, direction }) => direction === 'loosen' && action !== 'except',
  total: ({ tallies, history, governedBefore }) =>
    shortfall(tallies.total.governed, history.highest.governed?.total, governedBefore?.total),
  organisation: ({ tallies, history, governedBefore }, code) =>
    shortfall(
      tallies.byOrganisation.get(code)?.governed ?? 0,
      history.highest.governed?.byOrganisation.get(code),
      governedBefore?.byOrganisation.get(code),
    ),
};

/** Against the most of the last days, and against what the policies that were applied last would govern today. */
function shortfall(governed: number, most: number | undefined, before: number | undefined): Measured | null {
  if (most === undefined && before === undefined) return null;
  const expected = Math.max(most ?? 0, before ?? 0);
  return { measure: Math.max(0, expected - governed), limit: Math.max(5, shareOf(10, expected)) };
}

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
  shrunkGoverned,
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

/** The same, where it is the total that is violated. */
const REFUSING_IN_TOTAL: readonly GuardrailId[] = ['shrunk-governed'];

/** Whether a plan with these results is refused in whole or in part: exit code 3. */
export function isRefused(
  results: readonly (Pick<GuardrailCheck, 'id' | 'organisation' | 'ok'> & { readonly withholds: number })[],
): boolean {
  return results.some(
    ({ id, organisation, ok, withholds }) =>
      !ok &&
      (withholds > 0 || ALWAYS_REFUSING.includes(id) || (organisation === null && REFUSING_IN_TOTAL.includes(id))),
  );
}

function of(input: GuardrailInput, code: string): Tally {
  return input.tallies.byOrganisation.get(code) ?? emptyTally();
}

function limitsOf(input: GuardrailInput, code: string): GuardrailLimits {
  return input.policies.organisations.get(code)?.guardrails ?? input.policies.tenant.guardrails;
}
