import { grouped, percent, tenths } from '../../markup/numbers.ts';
import { element } from './element.ts';

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
