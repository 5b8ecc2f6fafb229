import type { Row } from './rows.ts';

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
