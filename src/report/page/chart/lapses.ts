import { scaleBand, scaleLinear } from 'd3-scale';
import type { LapsingException } from '../../../generated/coverage.ts';
import { shortDay, shortDays } from '../../markup/dates.ts';
import { type Html, html } from '../../markup/html.ts';
import { type Frame, px } from './chart.ts';

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
