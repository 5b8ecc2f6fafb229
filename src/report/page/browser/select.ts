import { COLUMNS, FILTERS } from './columns.ts';
import type { Row } from './rows.ts';
import type { View } from './state.ts';

/** The rows that the search and the filters leave, sorted; equal ones stay in the order of the data. */
export function selectRows(rows: readonly Row[], state: View): Row[] {
  const words = state.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const filters = FILTERS.filter(({ id }) => state.only.includes(id));
  const { status } = state;
  return sorted(
    rows.filter(
      (row) =>
        words.every((word) => row.text.includes(word)) &&
        filters.every(({ holds }) => holds(row)) &&
        (status === null || Object.hasOwn(row.statuses, status)),
    ),
    state,
  );
}

function sorted(rows: Row[], { sort, descending }: View): Row[] {
  const value = COLUMNS.find(({ id }) => id === sort)?.value ?? ((row: Row) => row.code);
  const way = descending ? -1 : 1;
  return rows.sort((one, other) => {
    const a = value(one);
    const b = value(other);
    if (a === b) return one.index - other.index;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -way : way;
  });
}

export interface Page {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly shown: readonly Row[];
}

/** The rows of one page. A page behind the last one is the last one. */
export function pageOf(selected: readonly Row[], wanted: number, perPage: number): Page {
  const pages = Math.max(1, Math.ceil(selected.length / perPage));
  const page = Math.min(wanted, pages);
  return { page, pages, shown: selected.slice((page - 1) * perPage, page * perPage) };
}
