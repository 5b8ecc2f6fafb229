import type { Instant } from '../core/model.ts';
import { buildPlan, type Plan } from '../core/plan.ts';
import { formatInstant } from '../core/time.ts';
import { foldCode } from '../core/text.ts';
import type { Snapshot } from '../directory/port.ts';
import type { PlanHeader, PlanScope } from '../generated/plan.ts';
import { gitState } from '../git/state.ts';
import type { LoadedPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { withProgress } from '../report/progress.ts';
import { tool } from '../version.ts';
import { openReader, targetOf } from './directories.ts';
import { type Io, Stop } from './io.ts';
import { readPast, readPrevious } from './past.ts';
import { accept, maskOf } from './workspace.ts';

/** What is planned, and for when. */
export interface Planned {
  readonly plan: Plan;
  /** All of the plan file's header but its digest. */
  readonly header: Omit<PlanHeader, 'digest'>;
  readonly snapshot: Snapshot;
  readonly loaded: LoadedPolicies;
}

/** The whole directory, or the end of the command with all that is wrong in it. */
export async function readDirectory(io: Io, settings: ResolvedSettings): Promise<Snapshot> {
  const reader = await openReader(io, settings);
  const read = await withProgress(io, `Reading the ${reader.kind}`, (onProgress) => reader.read(io.signal, onProgress));
  return accept(io, settings.root, read, maskOf(io, settings));
}

/** Reads everything that a plan is made from and makes it. Nothing is written. */
export async function makePlan(io: Io, settings: ResolvedSettings, loaded: LoadedPolicies, asOf: Instant | null, scope: PlanScope | null): Promise<Planned> {
  const snapshot = await readDirectory(io, settings);
  const madeAt = io.now();
  const now = asOf ?? madeAt;
  const past = await readPast(settings, now);
  const plan = buildPlan({
    population: snapshot.population,
    policies: loaded.policies,
    context: { now, statusEvidence: snapshot.statusEvidence, reEnrolledAt: past.reEnrolledAt },
    observedAt: snapshot.observedAt,
    madeAt,
    sources: [...snapshot.sources],
    sourceFindings: snapshot.findings.map((finding) => ({ ...finding, organisation: null, account: null })),
    history: past.history,
    previous: await readPrevious(io, settings, loaded, past.ledger),
    scope,
    chunkSize: settings.apply.chunkSize,
    throughPortal: settings.target?.kind === 'portal',
  });
  return { plan, header: await headerOf(settings, loaded, snapshot, plan, { now, madeAt, scope }), snapshot, loaded };
}

async function headerOf(
  settings: ResolvedSettings,
  loaded: LoadedPolicies,
  snapshot: Snapshot,
  plan: Plan,
  { now, madeAt, scope }: { now: Instant; madeAt: Instant; scope: PlanScope | null },
): Promise<Omit<PlanHeader, 'digest'>> {
  const git = await gitState(settings.root, settings.policies);
  return {
    type: 'header',
    format: 'mfactl.plan/v1',
    tool: tool(),
    policy: { digest: loaded.digest, commit: git.commit, dirty: git.dirty },
    directory: {
      kind: snapshot.kind,
      name: snapshot.name,
      digest: snapshot.digest,
      observedAt: formatInstant(snapshot.observedAt),
      complete: { sources: [...snapshot.sources] },
    },
    target: await targetOf(settings),
    asOf: formatInstant(now),
    madeAt: formatInstant(madeAt),
    scope,
    undoes: null,
    counts: plan.counts,
    findings: [...plan.findings],
    guardrails: [...plan.guardrails],
    fingerprint: plan.fingerprint,
  };
}

/** The part of the tenant that options name; an organisation without a document is refused, since it is likely a slip. */
export function planScope(loaded: LoadedPolicies, options: { organisation?: string[]; unit?: string[]; userPolicy?: string[] }): PlanScope | null {
  const { organisation = [], unit = [], userPolicy = [] } = options;
  if (organisation.length + unit.length + userPolicy.length === 0) return null;
  const organisations = organisation.map(foldCode);
  const unknown = organisations.filter((code) => !loaded.policies.organisations.has(code));
  if (unknown.length > 0) throw new Stop(`no policy speaks of organisation ${unknown.join(', ')}; look for its folder below policies/organisations/.`);
  return { organisations, units: unit, userPolicies: userPolicy };
}
