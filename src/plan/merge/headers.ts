import type { PlanGrant, PlanConfirmation, PlanCounts, PlanFinding, PlanHeader } from '../../generated/plan.ts';
import { confirmationFindings, isOfHandedOver } from '../handed-over.ts';
import { mergeGuardrails } from './guardrails.ts';
import { sortFindings } from '../findings/accounts.ts';
import { compareUtf8 } from '../../model/text.ts';

/** What the header must know of all changes before they are written. */
export interface PartsSurvey {
  readonly fingerprint: string;
  /** Changes by organisation, in plan order. */
  readonly byOrganisation: Record<string, number>;
}

/** The whole plan's header, and organisations of the directory that no part is about. */
export interface MergedHead {
  readonly header: Omit<PlanHeader, 'digest'>;
  readonly missing: readonly string[];
}

/** Puts the headers together. The parts fit, as `mergeProblems` has found. */
export function mergeHeaders(
  headers: readonly [PlanHeader, ...PlanHeader[]],
  { fingerprint, byOrganisation }: PartsSurvey,
): MergedHead {
  const [first] = headers;
  const covered = new Set(headers.flatMap(({ scope }) => scope?.organisations ?? []));
  const missing = Object.keys(first.counts.accountsByOrganisation).filter((code) => !covered.has(code));
  // The oldest part counts when the age of the plan is looked at.
  const oldest = headers.reduce((a, b) => (b.madeAt < a.madeAt ? b : a));
  const confirmations = mergeConfirmations(headers);
  const grants = mergeGrants(headers);
  // In the order in which a plan of the whole tenant has them: the bytes are the same.
  const header = {
    type: first.type,
    format: first.format,
    tool: first.tool,
    policy: first.policy,
    directory: oldest.directory,
    target: first.target,
    counts: { ...mergeCounts(headers), byOrganisation },
    findings: sortFindings([...mergeFindings(headers), ...confirmationFindings(confirmations)]),
    ...(confirmations.length === 0 ? {} : { confirmations }),
    ...(grants.length === 0 ? {} : { grants }),
    guardrails: mergeGuardrails(headers),
    fingerprint,
    asOf: oldest.asOf,
    madeAt: oldest.madeAt,
    scope: missing.length === 0 ? null : { organisations: [...covered].sort(compareUtf8), units: [], userPolicies: [] },
    undoes: first.undoes,
  };
  return { header, missing };
}

function mergeCounts(headers: readonly [PlanHeader, ...PlanHeader[]]): Omit<PlanCounts, 'byOrganisation'> {
  const sum = (of: (counts: PlanCounts) => Record<string, number>): Record<string, number> => {
    const total: Record<string, number> = {};
    for (const { counts } of headers)
      for (const [key, count] of Object.entries(of(counts))) total[key] = (total[key] ?? 0) + count;
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

/** Each part tells of its own organisations alone. */
function mergeConfirmations(headers: readonly PlanHeader[]): PlanConfirmation[] {
  const byRun = new Map<string, PlanConfirmation>();
  for (const one of headers.flatMap(({ confirmations = [] }) => confirmations)) {
    const known = byRun.get(one.run);
    byRun.set(one.run, known === undefined ? one : added(known, one));
  }
  return [...byRun.values()].sort((a, b) => compareUtf8(a.at, b.at) || compareUtf8(a.run, b.run));
}

function added(a: PlanConfirmation, b: PlanConfirmation): PlanConfirmation {
  return {
    ...a,
    waiting: a.waiting + b.waiting,
    superseded: a.superseded + b.superseded,
    confirmed: a.confirmed + b.confirmed,
    missing: a.missing + b.missing,
    untold: a.untold + b.untold,
  };
}

/** Findings of the whole directory stand in every part; what they say of changes handed over is counted anew. */
function mergeFindings(headers: readonly PlanHeader[]): PlanFinding[] {
  const found = new Map(
    headers.flatMap(({ findings }) =>
      findings.filter(({ code }) => !isOfHandedOver(code)).map((finding) => [JSON.stringify(finding), finding]),
    ),
  );
  return [...found.values()];
}

/** Each part has looked at the whole directory, so all have the same news, but for parts that were read later. */
function mergeGrants(headers: readonly PlanHeader[]): PlanGrant[] {
  const all = headers.flatMap(({ grants = [] }) => grants);
  return [...new Map(all.map((grant) => [JSON.stringify(grant), grant])).values()];
}
