import type { ExposureSums } from '../../history/exposure-sums.ts';
import type { Window } from '../../history/exposure.ts';
import type { Instant } from '../../model/account.ts';
import type { UserException, Policies } from '../../model/policies.ts';
import { type Population, valueAt } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';
import { compareUtf8 } from '../../model/text.ts';
import type { TrendCounts } from '../../history/trend.ts';
import type { Figures } from './figures.ts';
import type { Mask } from '../markup/mask.ts';
import type { DirectoryKind } from '../../snapshot/snapshot.ts';

/** All that the reports are rendered from. */
export interface ReportData {
  /** The name of the mail service. */
  readonly product: string;
  readonly tenant: string;
  readonly timezone: string;
  /** The instant reported on. */
  readonly now: Instant;
  readonly policy: { readonly digest: string; readonly commit: string | null; readonly dirty: boolean };
  readonly policies: Policies;
  readonly source: ReportSource;
  readonly population: Population;
  readonly swept: Sweep;
  readonly figures: Figures;
  readonly past: ReportPast;
  /** Links by status or authentication type. */
  readonly guidance: ReadonlyMap<string, string>;
  readonly mask: Mask;
}

/** Where the accounts come from. */
export interface ReportSource {
  readonly kind: DirectoryKind;
  readonly observedAt: Instant;
  readonly sources: readonly { readonly name: string; readonly rows: number }[];
}

/** What the ledger tells of the accounts of today. */
export interface ReportPast {
  /** The end of the ledger; null before the first run. */
  readonly ledger: { readonly seq: number; readonly head: string } | null;
  /** Null before the first run. */
  readonly exposure: { readonly window: Window; readonly sums: ExposureSums } | null;
  /** After each run, the oldest first, without now. `day`: the last run of each day alone. */
  readonly trend: { readonly every: 'run' | 'day'; readonly points: readonly PastPoint[] };
}

/** Levels of the managed accounts of today right after a run. */
export interface PastPoint extends TrendCounts {
  readonly at: Instant;
  readonly run: string;
  readonly seq: number;
}

export interface ShownLapse {
  /** As it may be shown. */
  readonly account: string;
  readonly unit: string;
  readonly entry: UserException;
}

/** Exceptions that lapse soon, the next one first, then by what is shown of the account. */
export function shownLapses({
  figures,
  population,
  mask,
}: Pick<ReportData, 'figures' | 'population' | 'mask'>): ShownLapse[] {
  return figures.lapsing
    .map(({ row, entry }) => ({
      account: mask(population.addresses.at(row)),
      unit: valueAt(population.columns.unit, row),
      entry,
    }))
    .sort((a, b) => a.entry.expiresAt - b.entry.expiresAt || compareUtf8(a.account, b.account));
}
