import type { CoverageReport, LapsingException } from '../../../generated/coverage.ts';
import { type Frame, chart, px } from '../chart/chart.ts';
import { shortDay, shortDays, utcText, zonedDay, zonedText } from '../../markup/dates.ts';
import { derivedFigure, figure } from '../figure.ts';
import { counted, grouped } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { nothing, type Section } from '../section.ts';
import { organisationLink, isolated, htmlTable, whole } from '../table.ts';
import { scaleBand, scaleLinear } from 'd3-scale';

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

/** How many exceptions lapse on one day of the calendar. */
export interface LapseDay {
  /** `24 Nov`, in the tenant's zone. */
  readonly day: string;
  readonly short: number;
  readonly long: number;
}

/** How far ahead a lapse is told, in milliseconds. */
const WINDOW = 30 * 86_400_000;

/** The days from now on, also those on which nothing lapses. */
export function lapseDays(listed: readonly LapsingException[], asOf: string, timezone: string): LapseDay[] {
  const days = shortDays(asOf, new Date(Date.parse(asOf) + WINDOW).toISOString(), timezone);
  const counts = new Map(days.map((day) => [day, { short: 0, long: 0 }]));
  for (const { expiresAt, type } of listed) {
    const count = counts.get(shortDay(expiresAt, timezone));
    if (count) count[type === 'short-term' ? 'short' : 'long']++;
  }
  return [...counts].map(([day, count]) => ({ day, ...count }));
}

/** A column for each day: long-term ones plain at the bottom, short-term ones striped on top, the sum above. */
export function drawLapses(days: readonly LapseDay[], { width, height, left, top, bottom }: Frame): Html {
  const right = 10;
  const most = Math.max(1, ...days.map(({ short, long }) => short + long));
  const x = scaleBand(
    days.map(({ day }) => day),
    [left, width - right],
  ).padding(0.25);
  const y = scaleLinear([0, most], [height - bottom, top + 14]);
  const base = height - bottom;
  const every = Math.ceil(days.length / ((width - left) / 75));
  return html`<line class="axis" x1="${left}" x2="${width - right}" y1="${base}" y2="${base}"/>
${days.map(({ day, short, long }, i) => {
  const at = px(x(day) ?? 0);
  const middle = px((x(day) ?? 0) + x.bandwidth() / 2);
  const tick =
    i % every === 0 ? html`<text class="tick" x="${middle}" y="${base + 20}" text-anchor="middle">${day}</text>` : null;
  if (short + long === 0) return html`${tick}`;
  const column = (className: string, from: number, to: number): Html =>
    html`<rect class="${className}" x="${at}" width="${px(x.bandwidth())}" y="${px(y(to))}" height="${px(y(from) - y(to))}"/>`;
  return html`${column('fill-long', 0, long)}${column('fill-short', long, long + short)}<text class="value" x="${middle}" y="${px(y(long + short) - 5)}" text-anchor="middle">${long + short}</text>${tick}`;
})}`;
}
