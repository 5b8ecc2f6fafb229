/** The columns of the table of organisations, for the heading that the report makes and the rows that the script makes. */
import type { Row } from './rows.ts';

export interface ExplorerColumn {
  readonly id: ColumnId;
  readonly title: string;
  readonly numbers: boolean;
  /** What rows are sorted by; null stands last, whichever way. */
  readonly value: (row: Row) => string | number | null;
}

export type ColumnId = 'code' | 'name' | 'managed' | 'enforced' | 'registered' | 'unknown' | 'exceptions' | 'pending';

export const COLUMNS: readonly ExplorerColumn[] = [
  { id: 'code', title: 'Code', numbers: false, value: (row) => row.code },
  { id: 'name', title: 'Name', numbers: false, value: (row) => row.sortName },
  { id: 'managed', title: 'Managed accounts', numbers: true, value: (row) => row.managed },
  { id: 'enforced', title: 'MFA enforced', numbers: true, value: (row) => row.enforced },
  { id: 'registered', title: 'Registered', numbers: true, value: (row) => row.registered },
  { id: 'unknown', title: 'Unknown level', numbers: true, value: (row) => row.unknown },
  { id: 'exceptions', title: 'Exceptions in force', numbers: true, value: (row) => row.exceptions },
  { id: 'pending', title: 'Pending changes', numbers: true, value: (row) => row.pending },
];

/** What the boxes beside the search say, and which organisations each of them leaves. */
export interface Filter {
  readonly id: string;
  readonly title: string;
  readonly holds: (row: Row) => boolean;
}

export const FILTERS: readonly Filter[] = [
  { id: 'below', title: 'below 100 % enforced', holds: ({ enforced }) => enforced !== null && enforced < 100 },
  { id: 'exceptions', title: 'with exceptions in force', holds: ({ exceptions }) => exceptions > 0 },
  { id: 'pending', title: 'with pending changes', holds: ({ pending }) => pending > 0 },
  { id: 'unknown', title: 'with unknown levels', holds: ({ unknown }) => unknown > 0 },
  { id: 'rollout', title: 'with a rollout in progress', holds: ({ rollingOut }) => rollingOut },
];
