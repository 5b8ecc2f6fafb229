/** What is looked at, and its text in the address of the page: who opens the link sees the same. */
import { COLUMNS, type ColumnId, FILTERS } from './columns.ts';

export interface View {
  readonly search: string;
  /** Ids of the filters that are on, in their order. */
  readonly only: readonly string[];
  /** A reported status that some account must have; null for any, blank for the blank one. */
  readonly status: string | null;
  readonly sort: ColumnId;
  readonly descending: boolean;
  readonly rows: 50 | 100;
  /** From 1. */
  readonly page: number;
  /** The code of the organisation that is shown by itself; null for none. */
  readonly organisation: string | null;
}

export const START: View = {
  search: '',
  only: [],
  status: null,
  sort: 'code',
  descending: false,
  rows: 50,
  page: 1,
  organisation: null,
};

/** The part of the address behind `#`; only what differs from the start stands in it. */
export function formatState(state: View): string {
  const text = new URLSearchParams();
  if (state.search !== '') text.set('search', state.search);
  for (const id of state.only) text.append('only', id);
  if (state.status !== null) text.set('status', state.status);
  if (state.sort !== START.sort || state.descending)
    text.set('sort', `${state.sort}${state.descending ? '-down' : ''}`);
  if (state.rows !== START.rows) text.set('rows', String(state.rows));
  if (state.page !== 1) text.set('page', String(state.page));
  if (state.organisation !== null) text.set('organisation', state.organisation);
  return text.toString();
}

/** Reads it back; null where it is the plain name of a section. What makes no sense counts as left out. */
export function parseState(hash: string): View | null {
  if (hash !== '' && !hash.includes('=')) return null;
  const text = new URLSearchParams(hash);
  const [sort, down] = (text.get('sort') ?? '').split('-');
  const page = Number(text.get('page') ?? '1');
  return {
    search: text.get('search') ?? '',
    only: FILTERS.map(({ id }) => id).filter((id) => text.getAll('only').includes(id)),
    status: text.get('status'),
    sort: COLUMNS.find(({ id }) => id === sort)?.id ?? START.sort,
    descending: down === 'down',
    rows: text.get('rows') === '100' ? 100 : 50,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    organisation: text.get('organisation'),
  };
}
