/** Plans a synthetic tenant, from its two reports to a written plan file, and tells what that took. Run as a process of its own. */
import { NO_PAST } from '../../src/decide/context.ts';
import { readPlanChunks, writePlan } from '../../src/plan/file/write.ts';
import type { Policies } from '../../src/model/policies.ts';
import { buildPlan } from '../../src/plan/plan.ts';
import { formatInstant } from '../../src/model/time.ts';
import { createExportReader } from '../../src/directory/exports/reader.ts';
import { policiesIn, reportsIn } from './data.ts';
import type { ReportPaths } from './report-files.ts';
import { NOW } from './tenant.ts';

/** Milliseconds of each part; `cpu` is the work of all threads together. */
export interface PlanTimes {
  readonly read: number;
  readonly build: number;
  readonly write: number;
  readonly cpu: number;
}

/** Reads the reports, builds the plan and writes it to a file. */
export async function planReports(reports: ReportPaths, policies: Policies, file: string): Promise<PlanTimes> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const snapshot = await createExportReader({
    ...reports,
    observedAt: NOW,
    columns: {},
    displayName: (name) => name,
    inCi: false,
    isTracked: () => Promise.resolve(false),
    timezone: () => null,
  }).read(new AbortController().signal);
  if (!snapshot.ok) throw new Error(`The reports cannot be read: ${JSON.stringify(snapshot.diagnostics.slice(0, 3))}`);
  const read = performance.now();
  const { population, statusEvidence, sources, digest } = snapshot.value;
  const plan = buildPlan({
    population,
    policies,
    context: { now: NOW, statusEvidence, ...NO_PAST },
    observedAt: NOW,
    madeAt: NOW,
    sources: [...sources],
    sourceFindings: [],
    history: {
      highest: { total: null, byOrganisation: new Map(), governed: null },
      loosened: { total: 0, byOrganisation: new Map() },
    },
    previous: null,
    scope: null,
    chunkSize: 50,
    throughPortal: false,
  });
  const built = performance.now();
  const instant = formatInstant(NOW);
  await writePlan(
    file,
    {
      type: 'header',
      format: 'mfactl.plan/v1',
      tool: 'bench',
      policy: { digest, commit: null, dirty: false },
      directory: {
        kind: 'report',
        name: 'synthetic',
        digest,
        observedAt: instant,
        complete: { sources: [...sources] },
      },
      target: null,
      asOf: instant,
      madeAt: instant,
      scope: null,
      undoes: null,
      counts: plan.counts,
      findings: [...plan.findings],
      guardrails: [...plan.guardrails],
      fingerprint: plan.fingerprint,
    },
    plan.chunks(),
  );
  return { read: read - start, build: built - read, write: performance.now() - built, cpu: cpuSince(cpu) };
}

/** Milliseconds of all threads of this process. */
export function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** One line for each change of a plan file: address, action, target level. */
export async function changesIn(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { action, to, changes } of readPlanChunks(file)) {
    for (const { account } of changes) lines.push(`${account.address},${action},${to}`);
  }
  return lines;
}

if (import.meta.main) {
  const [folder = '', file = ''] = process.argv.slice(2);
  const policies = policiesIn(folder);
  // Without a file to write nothing is planned: what is left is the memory of the runtime, the code and the policies.
  const times =
    file === '' ? { read: 0, build: 0, write: 0, cpu: 0 } : await planReports(reportsIn(folder), policies, file);
  process.stdout.write(JSON.stringify({ ...times, peak: process.resourceUsage().maxRSS * 1024 }));
}
