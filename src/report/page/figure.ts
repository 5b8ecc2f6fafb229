/** Figures: each is taken from the data by its path, so that the page cannot say another number than coverage.json. */
import type { CoverageReport } from '../../generated/coverage.ts';
import { grouped, percent, tenths } from '../markup/numbers.ts';
import { type Html, html } from '../markup/html.ts';

/** The number at a path such as `total.managed.levels.unknown`; a path that leads nowhere is a bug, and throws. */
export function numberAt(report: CoverageReport, path: string): number | null {
  let value: unknown = report;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  if (typeof value !== 'number' && value !== null) throw new Error(`no figure at ${path}`);
  return value;
}

/** How the number at a path reads: shares and user-days have a decimal, counts have none. */
export function formatAt(path: string, value: number | null): string {
  if (path.endsWith('Percent')) return percent(value);
  if (value === null) return '–';
  return path.endsWith('userDays') ? tenths(value) : grouped(value);
}

/** The number at a path, marked with where it stands in the data. */
export function figure(report: CoverageReport, path: string): Html {
  return html`<data class="figure" value="${String(numberAt(report, path) ?? '')}" data-figure="${path}">${formatAt(path, numberAt(report, path))}</data>`;
}

/** A count that is made from figures of the data; `name` says which, for the test that makes it again. */
export function derivedFigure(name: string, value: number): Html {
  return html`<data class="figure" value="${value}" data-derived="${name}">${grouped(value)}</data>`;
}

/** The sections that `made` explains. */
export type MadeKey = keyof CoverageReport['made'];

/** A link from a figure to how it was made. */
export function madeLink(key: MadeKey, what: string): Html {
  return html`<a class="made" href="#made-${key}">How this is made<span class="hidden">: ${what}</span></a>`;
}
