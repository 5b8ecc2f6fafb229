/** The table of organisations with its search, filters, order and pages. */
import { grouped } from '../../markup/numbers.ts';
import { COLUMNS } from './columns.ts';
import { existing } from './element.ts';
import { showRows, showSort, sortBy } from './organisation-table.ts';
import type { Row } from './rows.ts';
import { pageOf, selectRows } from './select.ts';
import { START, type View } from './state.ts';

export interface Explorer {
  readonly show: (state: View) => void;
  /** Until it is shown again: so many rows at once, for a printer. */
  readonly showMany: (state: View, most: number) => void;
}

/** Told of each wish, as the step from the state that is shown to the one that is wanted. */
export type ChangeView = (next: (state: View) => View) => void;

/** `change` is told of each wish. */
export function explorer(rows: readonly Row[], change: ChangeView): Explorer {
  const table = existing('organisations-table', HTMLTableElement);
  const body = table.tBodies[0] as HTMLTableSectionElement;
  listen(table, change);
  const show = (state: View, perPage: number): void => {
    const selected = selectRows(rows, state);
    const { page, pages, shown } = pageOf(selected, state.page, perPage);
    showRows(body, shown, state);
    showSort(table, state);
    showControls(state);
    showPager(page, pages);
    existing('result', HTMLElement).textContent = resultText(
      selected.length,
      rows.length,
      shown.length,
      (page - 1) * perPage,
      state,
    );
  };
  existing('explorer', HTMLElement).hidden = false;
  return { show: (state) => show(state, state.rows), showMany: show };
}

function listen(table: HTMLTableElement, change: ChangeView): void {
  const search = existing('search', HTMLInputElement);
  search.addEventListener('input', () => change((state) => ({ ...state, search: search.value, page: 1 })));
  const status = existing('status', HTMLSelectElement);
  status.addEventListener('change', () =>
    change((state) => ({ ...state, status: status.value === '' ? null : status.value.slice(1), page: 1 })),
  );
  const perPage = existing('rows', HTMLSelectElement);
  perPage.addEventListener('change', () =>
    change((state) => ({ ...state, rows: perPage.value === '100' ? 100 : 50, page: 1 })),
  );
  for (const box of boxes())
    box.addEventListener('change', () =>
      change((state) => ({
        ...state,
        only: boxes()
          .filter((each) => each.checked)
          .map((each) => each.value),
        page: 1,
      })),
    );
  for (const head of table.querySelectorAll<HTMLElement>('th[data-column]'))
    head.addEventListener('click', () => change((state) => sortBy(state, head.dataset['column'] ?? '')));
  existing('clear', HTMLButtonElement).addEventListener('click', () =>
    change(({ rows, sort, descending }) => ({ ...START, rows, sort, descending })),
  );
  turn('previous', -1, change);
  turn('next', 1, change);
}

/** A button that can do nothing stays where it is, so that a focus on it is not lost. */
function turn(id: string, by: number, change: ChangeView): void {
  const button = existing(id, HTMLButtonElement);
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') !== 'true') change((state) => ({ ...state, page: state.page + by }));
  });
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[name=only]')];
}

function showControls({ search, status, rows, only }: View): void {
  const field = existing('search', HTMLInputElement);
  // Setting what is there already would move the cursor.
  if (field.value !== search) field.value = search;
  existing('status', HTMLSelectElement).value = status === null ? '' : `=${status}`;
  existing('rows', HTMLSelectElement).value = String(rows);
  for (const box of boxes()) box.checked = only.includes(box.value);
}

function showPager(page: number, pages: number): void {
  existing('page', HTMLElement).textContent = `Page ${grouped(page)} of ${grouped(pages)}`;
  existing('previous', HTMLButtonElement).setAttribute('aria-disabled', String(page <= 1));
  existing('next', HTMLButtonElement).setAttribute('aria-disabled', String(page >= pages));
}

function resultText(found: number, all: number, shown: number, before: number, { sort, descending }: View): string {
  if (found === 0) return `None of ${grouped(all)} organisations matches. Clear the search or a filter.`;
  const column = COLUMNS.find(({ id }) => id === sort)?.title.toLowerCase() ?? '';
  const numbers = COLUMNS.find(({ id }) => id === sort)?.numbers === true;
  const way = numbers ? (descending ? 'highest first' : 'lowest first') : descending ? 'Z to A' : 'A to Z';
  const some = found === all ? `${grouped(all)} organisations` : `${grouped(found)} of ${grouped(all)} organisations`;
  return `${some}. Showing ${grouped(before + 1)} to ${grouped(before + shown)}, sorted by ${column}, ${way}.`;
}
