import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { planLines, writePlan } from '../../plan/file/write.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PlanHeader } from '../../generated/plan.ts';
import { planMarkdown } from '../../report/plan/markdown.ts';
import { maskedLine } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { type PlanTextOptions, renderChunk, renderFindingKinds, renderPlanHead } from '../../report/plan/text.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { makePlan, planScope, refusePast, refuseUnknown } from '../../session/planning.ts';
import { openRunPolicies } from '../../session/ledger.ts';
import type { GlobalOptions } from '../../session/workspace.ts';
import { instantOption, maskedIo, maskOf, openSettings } from '../../session/workspace.ts';

interface PlanOptions extends GlobalOptions {
  readonly out?: string;
  readonly asOf?: string;
  readonly organisation?: string[];
  readonly unit?: string[];
  readonly userPolicy?: string[];
  readonly detailedExitcode?: boolean;
  readonly format: 'text' | 'markdown' | 'json';
  readonly json?: boolean;
}

/** Compares the directory with the policies and tells what would change. */
export async function plan(io: Io, options: PlanOptions): Promise<number> {
  const settings = openSettings(io, options);
  const loaded = await openRunPolicies(io, settings);
  const asOf = options.asOf === undefined ? null : instantOption(io, options.asOf, '--as-of');
  const planned = await makePlan(io, settings, loaded, { asOf, scope: planScope(options) });
  refusePast(asOf, planned.snapshot);
  refuseUnknown(planned);
  const header = await keepPlan(io, options.out, planned.header, planned.plan);
  const mask = maskOf(io, settings);
  const text: PlanTextOptions = {
    paint: paint(io.colour.out),
    mask,
    timezone: loaded.policies.tenant.timezone,
    changesPerChunk: 3,
  };
  const shown = maskedIo(io, mask);
  if (options.json === true || options.format === 'json') {
    for (const line of planLines(planned.header, () => planned.plan.chunks())) await io.out(maskedLine(line, mask));
  } else if (options.format === 'markdown') await shown.out(planMarkdown(header, planned.plan.chunks(), mask));
  else {
    await shown.out(renderPlanHead(header, text));
    for (const chunk of planned.plan.chunks()) await shown.out(renderChunk(chunk, text));
    await shown.out(renderFindingKinds(header.findings, text));
  }
  if (options.out !== undefined)
    io.err(
      `The plan is in ${options.out}.${planned.plan.counts.changes === 0 ? '' : ` Look at it with "mfactl show ${options.out}".`}\n`,
    );
  return exitCode(planned.plan, options);
}

/** Writes the plan where a file is named. A file cannot be written before the plan is whole. */
export async function keepPlan(
  io: Io,
  out: string | undefined,
  header: Omit<PlanHeader, 'digest'>,
  made: Plan,
): Promise<PlanHeader> {
  if (out === undefined) return { ...header, digest: '' };
  const file = resolve(io.cwd, out);
  try {
    await mkdir(dirname(file), { recursive: true });
    return await writePlan(file, header, made.chunks());
  } catch (error) {
    throw new EndOfCommand(`mfactl cannot write the plan to ${out}: ${(error as Error).message}`);
  }
}

function exitCode(made: Plan, options: PlanOptions): number {
  if (made.refused) return EXIT.refused;
  return options.detailedExitcode === true && made.counts.changes > 0 ? EXIT.pending : EXIT.done;
}
