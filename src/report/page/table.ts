import { type Html, html, type Part } from '../markup/html.ts';

/** A column of a table: its heading, and whether it holds numbers, which stand to the right, or a bar. */
export interface TableColumn {
  readonly head: string;
  readonly holds?: 'numbers' | 'bar';
}

interface Look {
  /** Scrolls sideways by itself where the screen is narrow; only tables of many columns do. */
  readonly wide?: true;
  /** Of few columns, so kept together on a wide screen. */
  readonly compact?: true;
}

/** A table with a caption; the first cell of each row is its heading. */
export function htmlTable(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Part[])[],
  { wide, compact }: Look = {},
): Html {
  const heads = columns.map(({ head, holds }) =>
    // A bar repeats the number beside it, so its column needs no name.
    holds === 'bar' ? html`<td class="bar-cell"></td>` : html`<th scope="col" class="${holds ?? 'text'}">${head}</th>`,
  );
  const body = rows.map((cells) => html`<tr>${cells.map((cell, i) => cellOf(cell, columns[i], i === 0))}</tr>`);
  const whole = html`<table class="${compact === true ? 'compact' : 'whole-width'}"><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
  if (!wide) return whole;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">${whole}</div>`;
}

function cellOf(cell: Part, column: TableColumn | undefined, heading: boolean): Html {
  if (heading) return html`<th scope="row">${cell}</th>`;
  if (column?.holds === 'bar') return html`<td class="bar-cell">${cell}</td>`;
  return html`<td class="${column?.holds ?? 'text'}">${cell}</td>`;
}

/** Text from outside, such as a name or an address; it cannot turn the direction of what stands beside it. */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A short text that is not broken into lines. */
export function whole(text: string): Html {
  return html`<span class="whole">${text}</span>`;
}

/** A code or a digest; it breaks anywhere rather than make the page wider than the screen. */
export function htmlCode(text: string): Html {
  return html`<code>${text}</code>`;
}

/** The code of an organisation, linked to the sheet that shows it by itself; accounts without one are told so. */
export function organisationLink(organisation: string): Html {
  const name = organisation === '' ? html`(no organisation)` : htmlCode(organisation);
  return html`<a href="#organisation=${encodeURIComponent(organisation)}">${name}</a>`;
}
