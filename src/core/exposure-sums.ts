import type { ApproverSpan } from './approver-spans.ts';
import type { TellStretch } from './exposure.ts';
import { groupRows, type Population, valueAt } from './population.ts';

/** Time without MFA in milliseconds. Sums are of any size, so they are big integers. */
export interface ExposureSums {
  readonly total: bigint;
  /** By code; only those with any. */
  readonly byOrganisation: ReadonlyMap<string, bigint>;
  /** Only those with any. */
  readonly byUnit: readonly { readonly organisation: string; readonly unit: string; readonly time: bigint }[];
  /** By folded address; the key null holds what nobody approved. */
  readonly byApprover: ReadonlyMap<string | null, bigint>;
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
      const byUnit = new Map<string, ExposureSums['byUnit'][number]>();
      const byOrganisation = new Map<string, bigint>();
      representatives.forEach((row, group) => {
        if (times[group] === 0) return;
        const name = { organisation: valueAt(organisation, row), unit: valueAt(unit, row) };
        const key = JSON.stringify(name);
        const time = BigInt(times[group] as number);
        byUnit.set(key, { ...name, time: (byUnit.get(key)?.time ?? 0n) + time });
        put(byOrganisation, name.organisation, time);
      });
      const total = sum(byOrganisation.values());
      const unapproved = total - sum(approved.values());
      return {
        total,
        byOrganisation,
        byUnit: [...byUnit.values()],
        byApprover: new Map<string | null, bigint>([
          ...approved,
          ...(unapproved > 0n ? [[null, unapproved] as const] : []),
        ]),
      };
    },
  };
}

function put(times: Map<string, bigint>, key: string, time: bigint): void {
  times.set(key, (times.get(key) ?? 0n) + time);
}

function sum(times: Iterable<bigint>): bigint {
  let total = 0n;
  for (const time of times) total += time;
  return total;
}
