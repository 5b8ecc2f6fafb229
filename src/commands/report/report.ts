import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { nodeDisk } from '../../machine/durable.ts';
import { handedOverOf } from '../../ledger/pending.ts';
import { contextAt } from '../../decide/context.ts';
import { wantedChanges } from '../../plan/wanted.ts';
import { gitState } from '../../git/state.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { countFigures } from '../../report/figures/figures.ts';
import type { CoverageReport } from '../../generated/coverage.ts';
import { coverageJson, coverageReport } from '../../report/figures/coverage.ts';
import { REPORT_FILES } from '../../report/latest/files.ts';
import type { ReportData } from '../../report/figures/report-data.ts';
import { displayName } from '../../session/directories.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { readPast, readTrusted } from '../../session/ledger.ts';
import { readDirectory } from '../../session/planning.ts';
import { readReportPast } from './past.ts';
import { type GlobalOptions, maskOf, openPolicies, openSettings } from '../../session/workspace.ts';

interface ReportOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Writes the reports of the state as it is now to reports/latest/. */
export async function report(io: Io, options: ReportOptions): Promise<number> {
  const settings = openSettings(io, options);
  const data = await gather(io, settings);
  const coverage = coverageReport(data);
  const folder = join(settings.reports, 'latest');
  const written = await writeReports(io, folder, data, coverage);
  const where = displayName(settings.root, folder);
  const done = `${written.map((name) => `Wrote ${where}/${name}.`).join('\n')}\n`;
  if (options.json === true) {
    await io.out(coverageJson(coverage));
    io.err(done);
  } else await io.out(done);
  return EXIT.done;
}

/** Reads policies, directory and ledger, decides every account, and counts. */
async function gather(io: Io, settings: ResolvedSettings): Promise<ReportData> {
  const mask = maskOf(io, settings);
  const { policies, digest } = openPolicies(io, settings);
  const now = io.now();
  const snapshot = await readDirectory(io, settings);
  const { population, kind, observedAt, sources } = snapshot;
  const earlier = await readPast(settings, now);
  const { folder, ledger } = earlier;
  const context = contextAt(now, snapshot, earlier);
  const { swept, changes } = wantedChanges(snapshot, policies, context, {
    handedOver: handedOverOf(ledger),
    madeAt: now,
  });
  const present = { population, swept, policies, context };
  const past = await readTrusted(() => readReportPast(folder, ledger, present, io.signal));
  const { commit, dirty } = await gitState(settings.root, settings.policies);
  return {
    product: settings.product,
    tenant: policies.tenant.name,
    timezone: policies.tenant.timezone,
    now,
    policy: { digest, commit, dirty },
    policies,
    source: { kind, observedAt, sources },
    population,
    swept,
    figures: countFigures(population, swept, changes, policies, now),
    past,
    guidance: settings.guidance,
    mask,
  };
}

/** Each file has its old content or all of the new one, whatever happens; the result is their names. */
async function writeReports(io: Io, folder: string, data: ReportData, coverage: CoverageReport): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, render } of REPORT_FILES)
      await nodeDisk.replace(join(folder, name), inPieces(render(data, coverage), io.signal));
  } catch (error) {
    if (io.signal.aborted || !(error instanceof Error) || !('syscall' in error)) throw error;
    throw new EndOfCommand(
      `mfactl cannot write the reports: ${error.message}. Each file is either the old one or the complete new one.`,
    );
  }
  return REPORT_FILES.map(({ name }) => name);
}

/** The pieces of a text, with a look at the signal between them. */
async function* inPieces(content: string | Iterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  for (const piece of typeof content === 'string' ? [content] : content) {
    await setImmediate();
    signal.throwIfAborted();
    yield piece;
  }
}
