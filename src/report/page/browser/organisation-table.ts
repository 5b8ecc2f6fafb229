import { COLUMNS } from './columns.ts';
import { bar, count, derived, element, outside, share } from './element.ts';
import type { Row } from './rows.ts';
import { type View, formatState } from './state.ts';

/** The rows of one page. The headings stay as they are, so that a focus in them is not lost. */
export function showRows(body: HTMLTableSectionElement, rows: readonly Row[], state: View): void {
  body.replaceChildren(...rows.map((row) => rowElement(row, state)));
}

function rowElement(row: Row, state: View): HTMLTableRowElement {
  const at = `organisations.${row.index}`;
  const address = `#${formatState({ ...state, organisation: row.code })}`;
  const link = element('a', { href: address }, row.code === '' ? '(none)' : outside(row.code));
  const numbers = (child: HTMLElement): HTMLElement => element('td', { class: 'numbers' }, child);
  return element(
    'tr',
    { 'data-organisation': row.code },
    element('th', { scope: 'row', class: 'column-code' }, link),
    element('td', {}, row.name === null ? '(no policy)' : outside(row.name)),
    numbers(count(row.managed, `${at}.managed.accounts`)),
    element(
      'td',
      { class: 'numbers column-enforced' },
      row.enforced === null ? null : bar(row.enforced),
      share(row.enforced, `${at}.enforcedPercent`),
    ),
    numbers(share(row.registered, `${at}.registeredPercent`)),
    numbers(count(row.unknown, `${at}.managed.levels.unknown`)),
    numbers(derived(row.exceptions, `${at}.inForce`)),
    numbers(count(row.pending, `${at}.pending`)),
  );
}

/** Says in the headings by which column rows are sorted. */
export function showSort(table: HTMLTableElement, { sort, descending }: View): void {
  for (const head of table.querySelectorAll('th[data-column]')) {
    if (head.getAttribute('data-column') !== sort) head.removeAttribute('aria-sort');
    else head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  }
}

/** What a click on a heading asks for: its column, or the other way round. Numbers begin with the largest, shares with the smallest. */
export function sortBy(state: View, id: string): View {
  const column = COLUMNS.find((each) => each.id === id);
  if (column === undefined) return state;
  const first = column.numbers && column.id !== 'enforced' && column.id !== 'registered';
  const descending = state.sort === column.id ? !state.descending : first;
  return { ...state, sort: column.id, descending, page: 1 };
}
