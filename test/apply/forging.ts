/** Edits of a plan, drawn at random: the ones that a hand would make, and any value at any place. */
import * as fc from 'fast-check';
import type { PlanChange, PlanChunk, PlanHeader } from '../../src/generated/plan.ts';

/** One edit; numbers are places among as many as there are. */
export interface Edit {
  readonly way: (typeof WAYS)[number];
  readonly line: number;
  readonly at: number;
  readonly value: number;
}

const WAYS = [
  'value',
  'value',
  'value',
  'unwithhold',
  'remove',
  'copy',
  'account',
  'action',
  'states',
  'header',
] as const;

export const anEdit: fc.Arbitrary<Edit> = fc.record({
  way: fc.constantFrom(...WAYS),
  line: fc.nat(999),
  at: fc.nat(9999),
  value: fc.nat(9999),
});

type Node = Record<string, unknown> | unknown[];

/** Values that no plan need hold, and that somebody would try. */
const TRIED: readonly unknown[] = [
  null,
  '',
  0,
  1,
  -1,
  51,
  true,
  false,
  [],
  {},
  'disabled',
  'named-locations',
  'standard',
  'unknown',
  'tighten',
  'loosen',
  'policy',
  'time',
  'pending',
  'drift',
  'enable',
  'disable',
  'switch',
  'except',
  'restore',
  're-enrol',
  'loosen',
  'X26',
  'RA1',
  'Admin Enabled',
  'Admin Disabled',
  'MFA 24 Hour Exception',
  'MFA Long Term Exception',
  '2026-12-01T12:00:00Z',
  '2027-12-01T12:00:00Z',
  '2025-12-01T12:00:00Z',
];

const pick = <Item>(of: readonly Item[], number: number): Item | undefined => of[number % Math.max(1, of.length)];

/** Every place of a value that is no list and no object. */
function places(node: Node): { readonly node: Node; readonly key: string }[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? places(value as Node) : [{ node, key }],
  );
}

function setValue(node: Node, { at, value }: Edit, pool: readonly unknown[]): void {
  const place = pick(places(node), at);
  if (place !== undefined) (place.node as Record<string, unknown>)[place.key] = structuredClone(pick(pool, value));
}

/** A chunk that turns its accounts off, or on, and is of one piece. */
function otherAction(chunk: PlanChunk, off: boolean): void {
  const [action, to, from] = off
    ? (['disable', 'disabled', 'standard'] as const)
    : (['enable', 'standard', 'disabled'] as const);
  Object.assign(chunk, { action, to });
  for (const change of chunk.changes)
    Object.assign(change, {
      direction: off ? 'loosen' : 'tighten',
      before: { level: from, status: off ? 'Admin Enabled' : 'Admin Disabled' },
      after: { level: to, status: off ? 'Admin Disabled' : 'Admin Enabled' },
    });
}

/** Does one edit to a plan. */
export function edited(edit: Edit, header: PlanHeader, chunks: PlanChunk[], addresses: readonly string[]): void {
  const chunk = pick(chunks, edit.line);
  const change = chunk === undefined ? undefined : pick<PlanChange>(chunk.changes, edit.at);
  if (edit.way === 'header') return setValue(header as unknown as Node, edit, [...TRIED, ...addresses]);
  if (chunk === undefined || change === undefined) return;
  switch (edit.way) {
    case 'value':
      return setValue(chunk as unknown as Node, edit, [...TRIED, ...addresses]);
    case 'unwithhold':
      return chunks.forEach((each) => void Object.assign(each, { withheld: null }));
    case 'remove':
      return void (edit.value % 2 === 0 ? chunks.splice(edit.line % chunks.length, 1) : chunk.changes.pop());
    case 'copy':
      return void pick(chunks, edit.value)?.changes.push(structuredClone(change));
    case 'account':
      return void Object.assign(change.account, { address: pick(addresses, edit.value) });
    case 'action':
      return otherAction(chunk, edit.value % 2 === 0);
    case 'states':
      return void Object.assign(change, { before: change.after, after: change.before });
  }
}

/** The counts that the changes of a plan come to, and numbers of chunks from 1, as a careful hand would leave them. */
export function recounted({ counts }: PlanHeader, chunks: readonly PlanChunk[]): void {
  const own = { byAction: {}, byDirection: {}, byCause: {}, byOrganisation: {} };
  const add = (map: Record<string, number>, key: string): void => void (map[key] = (map[key] ?? 0) + 1);
  chunks.forEach((chunk, i) => Object.assign(chunk, { id: i + 1 }));
  for (const { action, organisation, changes } of chunks)
    for (const { direction, cause } of changes) {
      add(own.byAction, action);
      add(own.byDirection, direction);
      add(own.byCause, cause);
      add(own.byOrganisation, organisation);
    }
  const changes = chunks.reduce((sum, chunk) => sum + chunk.changes.length, 0);
  Object.assign(counts, own, { changes });
}
