import type { PlanCounts, PlanFinding, PlanHeader } from '../generated/plan.ts';
import { mergeGuardrails } from './merge-guardrails.ts';
import { sortFindings } from './plan-findings.ts';
import { compareUtf8 } from './text.ts';

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
  const { digest: _, ...rest } = first;
  const header = {
    ...rest,
    directory: oldest.directory,
    asOf: oldest.asOf,
    madeAt: oldest.madeAt,
    scope: missing.length === 0 ? null : { organisations: [...covered].sort(compareUtf8), units: [], userPolicies: [] },
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

/** Findings of the whole directory stand in every part. */
function mergeFindings(headers: readonly PlanHeader[]): PlanFinding[] {
  const found = new Map(
    headers.flatMap(({ findings }) => findings.map((finding) => [JSON.stringify(finding), finding])),
  );
  return sortFindings([...found.values()]);
}
