import { printable } from '../../../model/text.ts';
import { grouped, percent, tenths } from '../../markup/numbers.ts';

/** Anything that came from data goes into the page through these, as text: none of it can become markup. */
export type Child = Node | string | null;

/** An element with attributes and children; a text child is shown with invisible characters spelt out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== null) made.append(typeof child === 'string' ? printable(child) : child);
  return made;
}

/** Text from outside, which cannot turn the direction of what stands beside it. */
export function outside(text: string): HTMLElement {
  return element('bdi', {}, text);
}

/** A bar beside a share, which says it in words; so it is hidden from assistive technology. */
export function bar(percent: number): SVGElement {
  const svg = drawing('svg', { class: 'bar', width: '100%', height: '14', 'aria-hidden': 'true', focusable: 'false' });
  svg.append(
    drawing('rect', { class: 'track', width: '100%', height: '100%' }),
    drawing('rect', { class: 'fill-standard', width: `${percent}%`, height: '100%' }),
  );
  return svg;
}

function drawing(tag: 'svg' | 'rect', attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** An element of the page that the report made; that it is missing is a bug. */
export function existing<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/** A table with a caption; the first cell of each row is its heading. Columns after the first `texts` hold numbers. */
export function smallTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  texts = 1,
): HTMLElement {
  const kind = (i: number): string => (i < texts ? 'text' : 'numbers');
  const head = element('tr', {}, ...heads.map((each, i) => element('th', { scope: 'col', class: kind(i) }, each)));
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, i) =>
        i === 0 ? element('th', { scope: 'row' }, cell) : element('td', { class: kind(i) }, cell),
      ),
    ),
  );
  const table = element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
  if (heads.length <= 3 && texts === 1) return table;
  // May be too wide for a phone, so it scrolls by itself.
  return element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption }, table);
}

/** A number of the data, marked with where it stands there. */
export function count(value: number | undefined, path: string): HTMLElement {
  return marked(grouped(value ?? 0), 'data-figure', path);
}

export function share(value: number | null, path: string): HTMLElement {
  return marked(percent(value), 'data-figure', path);
}

export function userDays(value: number, path: string): HTMLElement {
  return marked(tenths(value), 'data-figure', path);
}

/** A number that is added up from the data. */
export function derived(value: number, name: string): HTMLElement {
  return marked(grouped(value), 'data-derived', name);
}

function marked(text: string, attribute: string, path: string): HTMLElement {
  return element('span', { class: 'figure', [attribute]: path }, text);
}
