import { type ScaleLinear, scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { TrendPoint } from '../../../generated/coverage.ts';
import { shortDay } from '../../markup/dates.ts';
import { percent } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { type Frame, px } from './chart.ts';

/** More marks than these run into each other. */
const MARKED = 60;

interface Plotted {
  readonly at: number;
  readonly enforced: number;
  /** Enforced and unknown together, in per cent: MFA might be enforced on so many. */
  readonly possible: number;
}

/**
 * The share of accounts with MFA after each run. Above the line a hatched band shows the unknown: the truth lies
 * somewhere within it. The share holds from one run to the next, so the line goes in steps.
 */
export function drawTrend(points: readonly TrendPoint[], timezone: string, frame: Frame): Html {
  const plotted = points.map(plot);
  const { width, height, left, right, top, bottom } = frame;
  const lowest = Math.min(...plotted.map(({ enforced }) => enforced));
  const x = scaleUtc([plotted[0]?.at ?? 0, plotted.at(-1)?.at ?? 1], [left, width - right]);
  const y = scaleLinear([Math.max(0, Math.floor(lowest / 10) * 10 - 10), 100], [height - bottom, top]);
  const path = line<Plotted>(
    (d) => x(d.at),
    (d) => y(d.enforced),
  )
    .curve(curveStepAfter)
    .digits(1);
  const band = area<Plotted>(
    (d) => x(d.at),
    (d) => y(d.enforced),
    (d) => y(d.possible),
  )
    .curve(curveStepAfter)
    .digits(1);
  const marks = plotted.length > MARKED ? [] : plotted;
  return html`${gridLines(y, frame)}${dayTicks(points, x, timezone, frame)}
<path class="fill-unknown" d="${band(plotted) ?? ''}"/><path class="trend-line" d="${path(plotted) ?? ''}"/>
${marks.map((d) => html`<circle class="trend-mark" cx="${px(x(d.at))}" cy="${px(y(d.enforced))}" r="2.5"/>`)}
${endLabels(points.at(-1), plotted.at(-1), y, frame)}`;
}

function plot({ at, managed, enforced, unknown, enforcedPercent }: TrendPoint): Plotted {
  const possible = managed === 0 ? 0 : ((enforced + unknown) * 100) / managed;
  return { at: Date.parse(at), enforced: enforcedPercent ?? 0, possible };
}

function gridLines(y: ScaleLinear<number, number>, { left, width, right }: Frame): Html[] {
  return y.ticks(5).map((tick) => {
    const at = px(y(tick));
    return html`<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text class="tick" x="${left - 6}" y="${at}" dy="0.32em" text-anchor="end">${tick} %</text>`;
  });
}

function dayTicks(
  points: readonly TrendPoint[],
  x: (value: number) => number,
  timezone: string,
  { left, width, height, right, bottom }: Frame,
): Html[] {
  const first = Date.parse(points[0]?.at ?? '');
  const last = Date.parse(points.at(-1)?.at ?? '');
  const count = Math.max(2, Math.floor((width - left - right) / 90));
  const instants =
    first === last ? [first] : Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
  return instants.map((instant, i) => {
    const anchor = i === 0 ? 'start' : i === instants.length - 1 ? 'end' : 'middle';
    const at = px(x(instant));
    return html`<line class="axis" x1="${at}" x2="${at}" y1="${height - bottom}" y2="${height - bottom + 5}"/><text class="tick" x="${at}" y="${height - bottom + 20}" text-anchor="${anchor}">${shortDay(new Date(instant).toISOString(), timezone)}</text>`;
  });
}

/** What the line and the band are is said beside their ends; where there is no room, the caption says it. */
function endLabels(
  last: TrendPoint | undefined,
  end: Plotted | undefined,
  y: (value: number) => number,
  { width, right }: Frame,
): Html | null {
  if (last === undefined || end === undefined || right < 100) return null;
  const at = y(end.enforced);
  const unknown =
    last.unknown > 0
      ? html`<text class="label-unknown" x="${width - right + 10}" y="${px(at - 18)}">hatched: unknown</text>`
      : null;
  return html`${unknown}<text class="label" x="${width - right + 10}" y="${px(at + 5)}">${percent(last.enforcedPercent)} enforced</text>`;
}
