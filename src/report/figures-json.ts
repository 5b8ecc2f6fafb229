import { formatInstant } from '../core/time.ts';
import { type Coverage, enforced, share } from './coverage.ts';
import { maskText } from './mask.ts';
import { type ReportData, shownLapses } from './report-data.ts';

/** The figures for programs: counts, instants as RFC 3339, shares in per cent (null of nothing). */
export function figuresJson(data: ReportData): string {
  const { figures, mask, now, source, policy, product, tenant } = data;
  const shown = (text: string): string => maskText(text, mask);
  const named = (counts: ReadonlyMap<string, number>): object =>
    Object.fromEntries([...counts].map(([name, count]) => [shown(name), count]));
  return JSON.stringify({
    format: 'mfactl.figures/v1',
    product,
    tenant: shown(tenant),
    asOf: formatInstant(now),
    observedAt: formatInstant(source.observedAt),
    policy,
    total: coverageJson(figures.total),
    pendingByAction: figures.pendingByAction,
    statuses: named(figures.statuses),
    methods: named(figures.methods),
    lapsing: shownLapses(data).map((lapse) => ({ ...lapse, expiresAt: formatInstant(lapse.expiresAt) })),
    organisations: figures.organisations.map(({ code, name, ...coverage }) => ({
      code: shown(code),
      name: name === null ? null : shown(name),
      ...coverageJson(coverage),
    })),
  });
}

function coverageJson({ managed, unmanaged, exceptions, pending }: Coverage): object {
  return {
    accounts: managed.accounts + unmanaged.accounts,
    managed: {
      ...managed,
      enforcedPercent: share(enforced(managed), managed.accounts),
      registeredPercent: share(managed.registered.yes, managed.accounts),
    },
    unmanaged,
    exceptions,
    pending,
  };
}
