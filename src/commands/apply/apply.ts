import { resolve } from 'node:path';
import { applyPlan } from '../../apply/apply.ts';
import { checkPlanFile } from '../../plan/file/check.ts';
import type { ApplyResult } from '../../apply/needs.ts';
import { resumeRun } from '../../apply/finish-open-runs.ts';
import type { OnProgress } from '../../directory/port.ts';
import type { OutcomeCounts } from '../../generated/receipt.ts';
import { type Mask, maskedJson, maskText } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { withProgress } from '../../session/progress.ts';
import { applyNeeds, type ApplyFlags } from '../../session/apply/world.ts';
import { type Io, outlivingReader, EndOfCommand } from '../../session/io.ts';
import { openRunPolicies } from '../../session/ledger.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { grouped } from '../../report/markup/numbers.ts';

interface ApplyCommandOptions extends GlobalOptions, ApplyFlags {
  readonly plan?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

/** Does what a plan says and nothing else, or finishes a run that was interrupted. */
export async function apply(heard: Io, options: ApplyCommandOptions): Promise<number> {
  const io = outlivingReader(heard);
  if ((options.plan === undefined) === (options.resume === undefined))
    throw new EndOfCommand('apply takes the file of a plan, or --resume and the id of a run.');
  const settings = openSettings(io, options);
  const loaded = await openRunPolicies(io, settings);
  const mask = maskOf(io, settings);
  const world = { io, settings, loaded, json: options.json === true };
  const result = await withProgress(io, 'Applying', (onProgress) => work(onProgress));
  await tellResult(io, result, mask, options.json === true);
  return result.exit;

  async function work(onProgress: OnProgress): Promise<ApplyResult> {
    if (options.plan === undefined) {
      return resumeRun(options.resume as string, await applyNeeds(world, options, onProgress, 0), io.signal);
    }
    const file = resolve(io.cwd, options.plan);
    const checked = await checkPlanFile(file);
    const header = checked.ok ? checked.value.header : null;
    if (header !== null && header.undoes === null && header.policy.digest !== loaded.digest) {
      throw new EndOfCommand(`the policies have changed since ${options.plan} was made. Make a new plan.`, 4);
    }
    const needs = await applyNeeds(world, options, onProgress, header?.counts.changes ?? 0);
    return applyPlan({ file, run: options.run ?? null }, needs, io.signal);
  }
}

async function tellResult(io: Io, result: ApplyResult, mask: Mask, json: boolean): Promise<void> {
  const { exit, run, counts, messages, head } = result;
  if (json) {
    await io.out(`${maskedJson({ type: 'result', run, exit, counts, messages, head }, mask)}\n`);
    return;
  }
  for (const message of messages) io.err(`${maskText(message, mask)}\n`);
  if (run === null) return;
  const style = paint(io.colour.out);
  const verdict = exit === 0 ? style.good('done') : style.bad(`exit ${exit}`);
  await io.out(`Run ${run}: ${verdict}. ${counts === null ? 'It has not finished.' : describeCounts(counts)}\n`);
  if (head !== null) await io.out(`Ledger head ${head}\n`);
}

function describeCounts(counts: OutcomeCounts): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0
    ? 'Nothing to do.'
    : `${parts.map(([name, count]) => `${name} ${grouped(count)}`).join(', ')}.`;
}
