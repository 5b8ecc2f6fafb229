import type { CoverageReport } from '../../../generated/coverage.ts';
import { chart } from '../chart/chart.ts';
import { drawLapses, lapseDays } from '../chart/lapses.ts';
import { utcText, zonedDay, zonedText } from '../../markup/dates.ts';
import { derivedFigure, figure } from '../figure.ts';
import { counted, grouped } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { nothing, type Section } from '../section.ts';
import { organisationLink, isolated, htmlTable, whole } from '../table.ts';

/** People read the first of these; all others stand in the calendar, in coverage.json, and with their organisation. */
const LISTED = 200;

/** Who lapses when, within 30 days. */
export function lapsingSection(report: CoverageReport): Section {
  const { total, listed } = report.lapsing;
  const section = {
    id: 'lapsing',
    title: 'Exceptions that lapse within 30 days',
    brief: 'Lapsing',
    made: 'lapsing',
  } as const;
  if (listed.length === 0) return { ...section, content: nothing('None.') };
  const left = total - Math.min(LISTED, listed.length);
  const more =
    left > 0
      ? html`<p>And ${grouped(left)} more: see <code>expiries.ics</code> and <code>exceptions.csv</code>.</p>`
      : null;
  return {
    ...section,
    content: html`<p>When an exception lapses, the user must use MFA again. ${figure(report, 'lapsing.total')} will lapse. Review each long-term exception 14 days before.</p>${timeline(report)}${list(report)}${more}`,
  };
}

function timeline({ lapsing, asOf, timezone }: CoverageReport): Html {
  const days = lapseDays(lapsing.listed, asOf, timezone);
  const busiest = days.toSorted((a, b) => b.short + b.long - (a.short + a.long))[0];
  const beyond =
    lapsing.total > lapsing.listed.length
      ? ` Of ${grouped(lapsing.total)}, the chart shows the first ${grouped(lapsing.listed.length)}.`
      : '';
  const rows = days
    .filter(({ short, long }) => short + long > 0)
    .map(({ day, short, long }) => [
      day,
      derivedFigure(`lapsing.${day}.long`, long),
      derivedFigure(`lapsing.${day}.short`, short),
    ]);
  const heads = ['long term', 'short term'].map((head) => ({ head, holds: 'numbers' as const }));
  return html`<p class="keys">${key('fill-long', 'long term')} ${key('fill-short', 'short term')}</p>${chart({
    id: 'lapse-chart',
    title: 'Exceptions that lapse, by day',
    says: `Most lapse on ${busiest?.day}: ${counted((busiest?.short ?? 0) + (busiest?.long ?? 0), 'exception')}.${beyond}`,
    height: 190,
    draw: (frame) => drawLapses(days, frame),
    table: htmlTable('Exceptions that lapse, by day', [{ head: 'day' }, ...heads], rows),
  })}`;
}

function key(className: string, name: string): Html {
  return html`<span><svg class="swatch" width="12" height="12" aria-hidden="true" focusable="false"><rect class="${className}" width="12" height="12"/></svg>${name}</span>`;
}

function list({ lapsing, timezone, asOf }: CoverageReport): Html {
  const rows = lapsing.listed
    .slice(0, LISTED)
    .map(({ account, organisation, unit, type, reason, expiresAt, reviewDue }) => [
      isolated(account),
      organisationLink(organisation),
      isolated(unit),
      html`${isolated(reason)}<span class="sub">${type}</span>`,
      html`<time class="whole" datetime="${expiresAt}">${utcText(expiresAt)}</time><span class="sub whole">${zonedText(expiresAt, timezone)}</span>`,
      reviewText(reviewDue, asOf, timezone),
    ]);
  const heads = ['account', 'organisation', 'unit', 'reason', `lapses, in UTC and ${timezone}`, 'review due'];
  return htmlTable(
    'Whose exception lapses when, the next one first',
    heads.map((head) => ({ head })),
    rows,
    { wide: true },
  );
}

/** The day on which somebody should renew it or let it lapse, and whether that day is over. */
function reviewText(due: string | null, asOf: string, timezone: string): Html {
  if (due === null) return html`–`;
  const over = Date.parse(due) <= Date.parse(asOf);
  return html`${whole(zonedDay(due, timezone))}${over ? html`<span class="sub">due now</span>` : null}`;
}
