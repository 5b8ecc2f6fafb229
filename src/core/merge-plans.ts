/** Plans of parts of a tenant → one plan, the same that would have been made for all of it at once. */
import type { GuardrailResult, PlanAccount, PlanChange, PlanChunk, PlanCounts, PlanFinding, PlanHeader } from '../generated/plan.ts';
import { belongTogether, type ChunkPlace } from './chunks.ts';
import { Fingerprint } from './fingerprint.ts';
import { type GuardrailId, GUARDRAILS } from './guardrails.ts';
import { mergeGuardrails } from './merge-guardrails.ts';
import { ACTIONS } from './model.ts';
import { sortFindings } from './plan-findings.ts';
import { reportedException } from './status.ts';
import { isLockout } from './tally.ts';
import { compareUtf8 } from './text.ts';

/** A part that can be read more than once. */
export interface PlanPart {
  readonly header: PlanHeader;
  readonly chunks: () => AsyncIterable<PlanChunk>;
}

/** The whole plan's header, and organisations of the directory that no part is about. */
export interface MergedHead {
  readonly header: Omit<PlanHeader, 'digest'>;
  readonly missing: readonly string[];
}

/** Puts the headers together. The parts fit, as `mergeProblems` has found. */
export function mergeHeaders(headers: readonly [PlanHeader, ...PlanHeader[]], { fingerprint, byOrganisation }: PartsSurvey): MergedHead {
  const [first] = headers;
  const covered = headers.flatMap(({ scope }) => scope?.organisations ?? []).sort(compareUtf8);
  const missing = Object.keys(first.counts.accountsByOrganisation).filter((code) => !covered.includes(code));
  // The oldest part counts when the age of the plan is looked at.
  const oldest = headers.reduce((a, b) => (b.madeAt < a.madeAt ? b : a));
  const { digest: _, ...rest } = first;
  const header = {
    ...rest,
    directory: oldest.directory,
    asOf: oldest.asOf,
    madeAt: oldest.madeAt,
    scope: missing.length === 0 ? null : { organisations: covered, units: [], userPolicies: [] },
    counts: { ...mergeCounts(headers), byOrganisation },
    findings: mergeFindings(headers),
    guardrails: mergeGuardrails(headers),
    fingerprint,
  };
  return { header, missing };
}

function mergeCounts(headers: readonly [PlanHeader, ...PlanHeader[]]): Omit<PlanCounts, 'byOrganisation'> {
  const sum = (of: (counts: PlanCounts) => Record<string, number>): Record<string, number> => {
    const total: Record<string, number> = {};
    for (const { counts } of headers) for (const [key, count] of Object.entries(of(counts))) total[key] = (total[key] ?? 0) + count;
    return total;
  };
  return {
    ...headers[0].counts,
    changes: headers.reduce((total, { counts }) => total + counts.changes, 0),
    byAction: sum(({ byAction }) => byAction),
    byDirection: sum(({ byDirection }) => byDirection),
    byCause: sum(({ byCause }) => byCause),
  };
}

/** Findings of the whole directory stand in every part. */
function mergeFindings(headers: readonly PlanHeader[]): PlanFinding[] {
  const found = new Map(headers.flatMap(({ findings }) => findings.map((finding) => [JSON.stringify(finding), finding])));
  return sortFindings([...found.values()]);
}

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

/** What the header must know of all changes before they are written. */
export interface PartsSurvey {
  readonly fingerprint: string;
  /** Changes by organisation, in plan order. */
  readonly byOrganisation: Record<string, number>;
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
      if (open !== null && place !== null && open.changes.length < fate.chunkSize && belongTogether(place, next)) open.changes.push(change);
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
function totalWithholder({ guardrails, methodsOf }: Fate): (chunk: PlanChunk, change: PlanChange) => GuardrailId | null {
  const violated = new Set<string>(guardrails.filter(({ ok, organisation }) => !ok && organisation === null).map(({ id }) => id));
  return ({ action, to, withheld }, { account, direction }) => {
    // What is privileged was withheld by its organisation's guardrail already: its limit is 0 everywhere.
    const kind = { privilegedLoosen: false, lockout: violated.has('lockout') && isLockout({ action, to }, methodsOf(account)) };
    const found = GUARDRAILS.find(({ id, withholds }) => id === withheld || (violated.has(id) && withholds({ action, direction }, kind)));
    return found?.id ?? null;
  };
}

/** The chunks of all parts in plan order. All chunks of one organisation are in one part, where they are in order. */
async function* inPlanOrder(parts: readonly PlanPart[]): AsyncGenerator<PlanChunk> {
  const readers = parts.map(({ chunks }) => chunks()[Symbol.asyncIterator]());
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
