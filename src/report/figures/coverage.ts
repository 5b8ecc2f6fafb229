/** coverage.json: the figures for programs and for the page. */
import { formatInstant } from '../../model/time.ts';
import type { CoverageReport, Lapsing } from '../../generated/coverage.ts';
import { COVERAGE_MADE, NO_LEDGER } from './coverage-made.ts';
import { organisationCoverage, totalCoverage } from './coverage-organisations.ts';
import { exceptionFigures } from './exceptions.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from './legend.ts';
import { maskText, showAddresses } from '../markup/mask.ts';
import { exposureFigures, trendFigures } from './past.ts';
import { type ReportData, shownLapses } from './report-data.ts';
import { reviewDue } from '../../model/review.ts';
import { rolloutFigures } from './rollout.ts';
import { statusesByOrganisation, textCounts } from './texts.ts';
import { weakMethods } from './weak-methods.ts';

/** More than these are counted and not listed. */
const LAPSES_LISTED = 5000;

/** All figures as they may be shown: instants as RFC 3339, shares in per cent, null of nothing. */
export function coverageReport(data: ReportData): CoverageReport {
  const { figures, mask, guidance, past, population, source } = data;
  const names = (legend: readonly { readonly name: string }[]): string[] => legend.map(({ name }) => name);
  const statuses = textCounts(figures.statuses, names(STATUS_LEGEND), guidance, mask);
  const ofOrganisation = statusesByOrganisation(population, statuses.nameOf);
  const exposure = exposureFigures(data);
  return {
    format: 'mfactl.coverage/v1',
    product: data.product,
    tenant: maskText(data.tenant, mask),
    timezone: data.timezone,
    asOf: formatInstant(data.now),
    observedAt: formatInstant(source.observedAt),
    masked: mask !== showAddresses,
    policy: data.policy,
    source: {
      kind: source.kind,
      // The name of a sandbox is a random id, which tells people nothing.
      sources: source.sources.map(({ name, rows }) => ({
        name: source.kind === 'sandbox' ? 'sandbox' : maskText(name, mask),
        rows,
      })),
    },
    ledger: past.ledger,
    made: COVERAGE_MADE,
    missing: exposure === null ? { exposure: NO_LEDGER } : {},
    total: totalCoverage(figures.total),
    pendingByAction: figures.pendingByAction,
    statuses: [...statuses.texts],
    methods: [...textCounts(figures.methods, names(METHOD_LEGEND), guidance, mask).texts],
    organisations: figures.organisations.map((each) =>
      organisationCoverage(each, ofOrganisation.get(each.code) ?? new Map(), mask),
    ),
    exceptions: exceptionFigures(data),
    lapsing: lapsingFigures(data),
    rollout: rolloutFigures(data),
    weakMethods: weakMethods(data),
    exposure,
    trend: trendFigures(data),
  };
}

/** The same as the text of the file: one line, since it is embedded into a page. */
export function coverageJson(data: ReportData): string {
  return `${JSON.stringify(coverageReport(data))}\n`;
}

function lapsingFigures(data: ReportData): Lapsing {
  const lapses = shownLapses(data);
  const shown = (text: string): string => maskText(text, data.mask);
  const listed = lapses.slice(0, LAPSES_LISTED).map(({ account, unit, entry }) => {
    const due = reviewDue(entry);
    return {
      account,
      organisation: shown(entry.organisation),
      unit: shown(unit),
      type: entry.type,
      reason: shown(entry.reason),
      expiresAt: formatInstant(entry.expiresAt),
      reviewDue: due === null ? null : formatInstant(due),
    };
  });
  return { total: lapses.length, listed };
}
