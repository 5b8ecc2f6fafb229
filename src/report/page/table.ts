import { type Html, html, type Part } from './html.ts';

/** A column of a table: its heading, and whether it holds numbers, which stand to the right, or a bar. */
export interface Column {
  readonly head: string;
  readonly holds?: 'numbers' | 'bar';
}

interface Look {
  /** Scrolls sideways by itself where the screen is narrow; only tables of many columns do. */
  readonly wide?: true;
}

/** A table with a caption; the first cell of each row is its heading. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
  { wide }: Look = {},
): Html {
  const heads = columns.map(({ head, holds }) =>
    // A bar repeats the number beside it, so its column needs no name.
    holds === 'bar' ? html`<td class="bar-cell"></td>` : html`<th scope="col" class="${holds ?? 'text'}">${head}</th>`,
  );
  const body = rows.map((cells) => html`<tr>${cells.map((cell, i) => cellOf(cell, columns[i], i === 0))}</tr>`);
  const whole = html`<table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
  if (!wide) return whole;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">${whole}</div>`;
}

function cellOf(cell: Part, column: Column | undefined, heading: boolean): Html {
  if (heading) return html`<th scope="row">${cell}</th>`;
  if (column?.holds === 'bar') return html`<td class="bar-cell">${cell}</td>`;
  return html`<td class="${column?.holds ?? 'text'}">${cell}</td>`;
}

/** Text from outside, such as a name or an address; it can not turn the direction of what stands beside it. */
export function outside(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A code or a digest; it breaks anywhere rather than make the page wider than the screen. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** The code of an organisation as it is shown; accounts without one are told so. */
export function organisationName(organisation: string): Html {
  return organisation === '' ? html`(no organisation)` : code(organisation);
}
