/** Plans of parts of a tenant → one plan, the same that would have been made for all of it at once. */
import type { GuardrailResult, PlanAccount, PlanChange, PlanChunk } from '../../generated/plan.ts';
import { type ChunkPlace, belongTogether } from '../chunks.ts';
import { Fingerprint } from '../fingerprint.ts';
import { GUARDRAILS, type GuardrailId } from '../guardrails/guardrails.ts';
import type { PartsSurvey } from './headers.ts';
import { ACTIONS } from '../../model/account.ts';
import { reportedException } from '../../model/status.ts';
import { isLockout } from '../guardrails/tally.ts';
import { compareUtf8 } from '../../model/text.ts';

/** The chunks of a part; they can be read more than once. */
export type PlanPart = () => AsyncIterable<PlanChunk>;

/** What the whole plan does with a change beyond what its part did. */
export interface Fate {
  /** Guardrails of the whole plan; those of organisations have spoken in the parts. */
  readonly guardrails: readonly GuardrailResult[];
  /** Registered methods, null where they are not known; asked only where the total of lockout is violated. */
  readonly methodsOf: (account: PlanAccount) => readonly string[] | null;
  /** Whether the portal does the work: it takes short-term exceptions and their restores one user at a time. */
  readonly throughPortal: boolean;
  /** 1 to 50. */
  readonly chunkSize: number;
}

/** Looks at all changes once, in plan order. */
export async function surveyParts(parts: readonly PlanPart[]): Promise<PartsSurvey> {
  const fingerprint = new Fingerprint();
  const byOrganisation: Record<string, number> = {};
  for await (const chunk of inPlanOrder(parts)) {
    for (const change of chunk.changes) fingerprint.add(chunk, change);
    byOrganisation[chunk.organisation] = (byOrganisation[chunk.organisation] ?? 0) + chunk.changes.length;
  }
  return { fingerprint: fingerprint.value(), byOrganisation };
}

/** The chunks of the whole plan: in plan order, withheld by its guardrails too, cut and numbered afresh. */
export async function* mergeChunks(parts: readonly PlanPart[], fate: Fate): AsyncGenerator<PlanChunk> {
  const withholderOf = totalWithholder(fate);
  let open: PlanChunk | null = null;
  let place: ChunkPlace | null = null;
  let id = 0;
  for await (const chunk of inPlanOrder(parts)) {
    for (const change of chunk.changes) {
      const next: ChunkPlace = {
        change: { action: chunk.action, direction: change.direction, to: chunk.to },
        organisation: chunk.organisation,
        withheld: withholderOf(chunk, change),
        alone: goesAlone(chunk, change, fate),
      };
      if (open !== null && place !== null && open.changes.length < fate.chunkSize && belongTogether(place, next))
        open.changes.push(change);
      else {
        if (open !== null) yield open;
        open = { ...chunk, id: ++id, withheld: next.withheld, changes: [change] };
      }
      place = next;
    }
  }
  if (open !== null) yield open;
}

function goesAlone({ action }: PlanChunk, { before, after }: PlanChange, { throughPortal }: Fate): boolean {
  if (action === 're-enrol') return true;
  const status = action === 'except' ? after.status : before.status;
  return throughPortal && (action === 'except' || action === 'restore') && reportedException(status) === 'short-term';
}

/** The first of the part's own and of the violated totals, in the order of the guardrails. */
function totalWithholder({
  guardrails,
  methodsOf,
}: Fate): (chunk: PlanChunk, change: PlanChange) => GuardrailId | null {
  const violated = new Set<string>(
    guardrails.filter(({ ok, organisation }) => !ok && organisation === null).map(({ id }) => id),
  );
  return ({ action, to, withheld }, { account, direction }) => {
    // What is privileged was withheld by its organisation's guardrail already: its limit is 0 everywhere.
    const kind = {
      privilegedLoosen: false,
      lockout: violated.has('lockout') && isLockout({ action, to }, methodsOf(account)),
    };
    const found = GUARDRAILS.find(
      ({ id, withholds }) => id === withheld || (violated.has(id) && withholds({ action, direction }, kind)),
    );
    return found?.id ?? null;
  };
}

/** The chunks of all parts in plan order. All chunks of one organisation are in one part, where they are in order. */
async function* inPlanOrder(parts: readonly PlanPart[]): AsyncGenerator<PlanChunk> {
  const readers = parts.map((chunks) => chunks()[Symbol.asyncIterator]());
  const heads = await Promise.all(readers.map((reader) => reader.next()));
  for (;;) {
    let first = -1;
    for (const [i, head] of heads.entries()) {
      const best = heads[first];
      if (head.done !== true && (best === undefined || byPlanOrder(head.value, best.value as PlanChunk) < 0)) first = i;
    }
    const head = heads[first];
    if (head === undefined) return;
    yield head.value as PlanChunk;
    heads[first] = await (readers[first] as AsyncIterator<PlanChunk>).next();
  }
}

function byPlanOrder(a: PlanChunk, b: PlanChunk): number {
  return group(a) - group(b) || compareUtf8(a.organisation, b.organisation);
}

function group({ action, changes }: PlanChunk): number {
  return (changes[0].direction === 'loosen' ? ACTIONS.length : 0) + ACTIONS.indexOf(action);
}

/**
 * Splits organisations into at most `count` parts that hold about as many accounts each: the largest first, each to
 * the part that is smallest by then. The same sizes give the same parts. A part without an organisation is left out.
 */
export function splitBySize(sizes: ReadonlyMap<string, number>, count: number): string[][] {
  const parts = Array.from({ length: count }, () => ({ accounts: 0, organisations: [] as string[] }));
  const largestFirst = [...sizes].sort(([a, left], [b, right]) => right - left || compareUtf8(a, b));
  for (const [code, accounts] of largestFirst) {
    const smallest = parts.reduce((best, part) => (part.accounts < best.accounts ? part : best));
    smallest.accounts += accounts;
    smallest.organisations.push(code);
  }
  return parts
    .filter(({ organisations }) => organisations.length > 0)
    .map(({ organisations }) => organisations.sort(compareUtf8));
}
