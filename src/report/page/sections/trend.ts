import type { CoverageReport } from '../../../generated/coverage.ts';
import { chart } from '../chart/chart.ts';
import { drawTrend } from '../chart/trend.ts';
import { utcText, zonedDay } from '../../markup/dates.ts';
import { figure } from '../figure.ts';
import { counted, percent } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { nothing, type Section } from '../section.ts';
import { htmlTable, whole } from '../table.ts';

/** Coverage after each run of the ledger. */
export function trendSection(report: CoverageReport): Section {
  const { every, points } = report.trend;
  const section = { id: 'trend', title: 'Trend', made: 'trend' } as const;
  const first = points[0];
  const last = points.at(-1);
  if (first?.at === last?.at)
    return { ...section, content: nothing('There is no trend yet, because no time has passed since the first run.') };
  const says = `MFA was enforced on ${percent(first?.enforcedPercent ?? null)} of the managed accounts of today on ${zonedDay(first?.at ?? '', report.timezone)}, and is on ${percent(last?.enforcedPercent ?? null)} now.`;
  const drawing = chart({
    id: 'trend-chart',
    title: 'Share of managed accounts with MFA enforced',
    says,
    height: 260,
    draw: (frame) => drawTrend(points, report.timezone, frame),
    table: runTable(report),
  });
  const measured =
    every === 'run' ? `after each of ${counted(points.length - 1, 'run')}` : 'after the last run of each day';
  return {
    ...section,
    content: html`<p>${says} Measured ${measured}, and now. The hatched band above the line shows accounts with an unknown level: MFA may be enforced on them, but they do not count.</p>${drawing}`,
  };
}

function runTable(report: CoverageReport): Html {
  const rows = report.trend.points.map(({ at, run, seq }, i) => [
    whole(utcText(at)),
    run === null ? 'now' : `${seq}: ${run}`,
    ...['enforcedPercent', 'enforced', 'unknown', 'managed'].map((key) => figure(report, `trend.points.${i}.${key}`)),
  ]);
  const numbers = ['MFA enforced', 'accounts', 'unknown', 'managed'].map((head) => ({
    head,
    holds: 'numbers' as const,
  }));
  const columns = [{ head: 'at' }, { head: 'line of the ledger' }, ...numbers];
  return htmlTable('Coverage after each run', columns, rows, { wide: true });
}
