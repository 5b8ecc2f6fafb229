import type { ExceptionType, Instant } from '../core/model.ts';
import type { Population } from '../core/population.ts';
import type { Sweep } from '../core/sweep.ts';
import { compareUtf8 } from '../core/text.ts';
import type { DirectoryKind } from '../directory/port.ts';
import type { Figures } from './figures.ts';
import type { Mask } from './mask.ts';

/** All that the reports are rendered from. */
export interface ReportData {
  /** The name of the mail service. */
  readonly product: string;
  readonly tenant: string;
  readonly timezone: string;
  /** The instant reported on. */
  readonly now: Instant;
  readonly policy: { readonly digest: string; readonly commit: string | null; readonly dirty: boolean };
  readonly source: ReportSource;
  readonly population: Population;
  readonly swept: Sweep;
  readonly figures: Figures;
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

export interface ShownLapse {
  /** As it may be shown. */
  readonly account: string;
  readonly organisation: string;
  readonly type: ExceptionType;
  readonly expiresAt: Instant;
}

/** Exceptions that lapse soon, the next one first, then by what is shown of the account. */
export function shownLapses({
  figures,
  population,
  mask,
}: Pick<ReportData, 'figures' | 'population' | 'mask'>): ShownLapse[] {
  return figures.lapsing
    .map(({ row, organisation, type, expiresAt }) => ({
      account: mask(population.addresses.at(row)),
      organisation,
      type,
      expiresAt,
    }))
    .sort((a, b) => a.expiresAt - b.expiresAt || compareUtf8(a.account, b.account));
}
