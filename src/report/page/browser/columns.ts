/** The columns of the table of organisations, for the heading that the report makes and the rows that the script makes. */
import type { Row } from './rows.ts';

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  readonly numbers: boolean;
  /** What rows are sorted by; null stands last, whichever way. */
  readonly value: (row: Row) => string | number | null;
}

export type ColumnId = 'code' | 'name' | 'managed' | 'enforced' | 'registered' | 'unknown' | 'exceptions' | 'pending';

export const COLUMNS: readonly Column[] = [
  { id: 'code', title: 'Code', numbers: false, value: (row) => row.code },
  { id: 'name', title: 'Name', numbers: false, value: (row) => row.sortName },
  { id: 'managed', title: 'Managed accounts', numbers: true, value: (row) => row.managed },
  { id: 'enforced', title: 'MFA enforced', numbers: true, value: (row) => row.enforced },
  { id: 'registered', title: 'Registered', numbers: true, value: (row) => row.registered },
  { id: 'unknown', title: 'Unknown level', numbers: true, value: (row) => row.unknown },
  { id: 'exceptions', title: 'Exceptions in force', numbers: true, value: (row) => row.exceptions },
  { id: 'pending', title: 'Pending changes', numbers: true, value: (row) => row.pending },
];
