import type { TellStretch, Window } from './exposure.ts';
import { type Population, accountAt, groupRows, valueAt } from '../snapshot/population.ts';
import { compareUtf8, unitKey, unitSegments } from '../model/text.ts';
import { decide } from '../decide/decide.ts';
import { entriesFor } from '../decide/facts.ts';
import type { DecisionContext, Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { namedRows } from '../decide/sweep.ts';

/** Time without MFA in milliseconds. Sums are of any size, so they are big integers. */
export interface ExposureSums {
  readonly total: bigint;
  /** By code; only those with any. */
  readonly byOrganisation: ReadonlyMap<string, bigint>;
  /** Only those with any. */
  readonly byUnit: readonly UnitTime[];
  /** By folded address; the key null holds what nobody approved. */
  readonly byApprover: ReadonlyMap<string | null, bigint>;
}

interface UnitTime {
  readonly organisation: string;
  readonly unit: string;
  readonly time: bigint;
}

/** Adds up stretches without MFA. */
export interface ExposureCollector {
  readonly add: TellStretch;
  readonly sums: () => ExposureSums;
}

/** Attributes each stretch to the account's organisation and unit, and to whoever approved the exception of that time. */
export function collectExposure(
  population: Population,
  spans: ReadonlyMap<number, readonly ApproverSpan[]>,
): ExposureCollector {
  const { organisation, unit } = population.columns;
  const { groups, representatives } = groupRows(population.size, [organisation, unit]);
  // A unit's time is exact up to 100 million user-days.
  const times = new Float64Array(representatives.length);
  const approved = new Map<string, bigint>();
  return {
    add: (row, from, to) => {
      const group = groups[row] as number;
      times[group] = (times[group] as number) + (to - from);
      for (const span of spans.get(row) ?? []) {
        const shared = Math.min(to, span.to) - Math.max(from, span.from);
        if (shared > 0) put(approved, span.approvedBy, BigInt(shared));
      }
    },
    sums: () => {
      const found = representatives.flatMap((row, group): UnitTime[] => {
        const time = BigInt(times[group] as number);
        return time === 0n ? [] : [{ organisation: valueAt(organisation, row), unit: valueAt(unit, row), time }];
      });
      const byOrganisation = new Map<string, bigint>();
      for (const each of found) put(byOrganisation, each.organisation, each.time);
      const total = sum(byOrganisation.values());
      const unapproved = total - sum(approved.values());
      return {
        total,
        byOrganisation,
        byUnit: sameUnits(found),
        byApprover: new Map<string | null, bigint>([
          ...approved,
          ...(unapproved > 0n ? [[null, unapproved] as const] : []),
        ]),
      };
    },
  };
}

/** Together what policies take for one unit; it is shown as it is written where the most time stands. */
function sameUnits(found: readonly UnitTime[]): UnitTime[] {
  const keyOf = ({ organisation, unit }: UnitTime): string =>
    JSON.stringify([organisation, unitKey(unitSegments(unit))]);
  return [...Map.groupBy(found, keyOf).values()].map((same) => {
    const [first] = same.toSorted((a, b) => Number(b.time - a.time) || compareUtf8(a.unit, b.unit)) as [UnitTime];
    return { ...first, time: sum(same.map(({ time }) => time)) };
  });
}

function put(times: Map<string, bigint>, key: string, time: bigint): void {
  times.set(key, (times.get(key) ?? 0n) + time);
}

function sum(times: Iterable<bigint>): bigint {
  let total = 0n;
  for (const time of times) total += time;
  return total;
}

/** A span of time in which an exception was in force for an account, and who approved it. */
export interface ApproverSpan {
  readonly from: Instant;
  readonly to: Instant;
  /** Folded address. */
  readonly approvedBy: string;
}

/**
 * The spans of each row within a window, by the policies and the accounts as they are now: an exception that a role of
 * today refuses was not in force. Rows without any, and exceptions that nobody approved, are left out.
 */
export function approverSpans(
  population: Population,
  policies: Policies,
  context: Omit<DecisionContext, 'now'>,
  window: Window,
): ReadonlyMap<number, readonly ApproverSpan[]> {
  const spans = new Map<number, ApproverSpan[]>();
  for (const row of namedRows(population, policies)) {
    const own = spansOf(population, row, policies, context, window);
    if (own.length > 0) spans.set(row, own);
  }
  return spans;
}

function spansOf(
  population: Population,
  row: number,
  policies: Policies,
  context: Omit<DecisionContext, 'now'>,
  { from, to }: Window,
): ApproverSpan[] {
  const account = accountAt(population, row);
  const bounds = entriesFor(account, policies.exceptions)
    .flatMap(({ startsAt, expiresAt }) => [startsAt, expiresAt])
    .filter((instant) => from < instant && instant < to);
  // Between two bounds it is the same entry that counts.
  const instants = [...new Set([from, ...bounds])].sort((a, b) => a - b);
  return instants.flatMap((now, i) => {
    const { exception } = decide(account, policies, { ...context, now });
    const approvedBy = exception === null || exception.refused !== null ? null : exception.entry.approvedBy;
    return approvedBy === null ? [] : [{ from: now, to: instants[i + 1] ?? to, approvedBy }];
  });
}
