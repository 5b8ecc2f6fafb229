import { resolve } from 'node:path';
import { checkPlanFile } from '../../plan/file/check.ts';
import { readPlanChunks } from '../../plan/file/write.ts';
import { type StreamedPlan, dishonours } from '../../plan/compare/honours.ts';
import { type KeyedChange, type PlanDifference, comparePlans } from '../../plan/compare/difference.ts';
import type { PlanChunk, PlanHeader } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import { renderHonours } from '../../report/plan/honours.ts';
import { type Mask, maskedJson } from '../../report/markup/mask.ts';
import { type Paint, paint } from '../../report/markup/terminal.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { type GlobalOptions, accept, maskOf, maskedIo, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface DiffOptions extends GlobalOptions {
  readonly before: string;
  readonly after: string;
  readonly honours?: boolean;
  readonly json?: boolean;
}

/** Tells what changed between two plans, such as the one that was approved and the one that would be applied. */
export async function diff(io: Io, options: DiffOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const files = [options.before, options.after].map((file) => resolve(io.cwd, file)) as [string, string];
  const headers: PlanHeader[] = [];
  for (const file of files) headers.push(accept(io, io.cwd, await checkPlanFile(file), mask).header);
  if (options.honours === true)
    return honours(io, files, headers as [PlanHeader, PlanHeader], mask, options.json === true);
  const differences = await comparePlans(readPlanChunks(files[0]), readPlanChunks(files[1]));
  if (options.json === true)
    for (const difference of differences) await io.out(`${maskedJson(masked(difference, mask), mask)}\n`);
  else await maskedIo(io, mask).out(renderDifferences(differences, paint(io.colour.out), mask));
  return EXIT.done;
}

/** Tells whether the second plan does what was approved by the first, its forecast. */
async function honours(
  io: Io,
  files: [string, string],
  headers: [PlanHeader, PlanHeader],
  mask: Mask,
  json: boolean,
): Promise<number> {
  const streamed = (i: 0 | 1): StreamedPlan => ({
    header: headers[i],
    chunks: namedByMask(readPlanChunks(files[i]), mask),
  });
  const reasons = await dishonours(streamed(0), streamed(1));
  await io.out(
    json
      ? `${maskedJson({ honoured: reasons.length === 0, reasons }, mask)}\n`
      : renderHonours(reasons, paint(io.colour.out)),
  );
  return reasons.length === 0 ? EXIT.done : EXIT.refused;
}

/** A forecast that left the tool names accounts by their masks, so both plans must. What is masked already stays as it is. */
async function* namedByMask(chunks: AsyncIterable<PlanChunk>, mask: Mask): AsyncGenerator<PlanChunk> {
  for await (const chunk of chunks) {
    for (const change of chunk.changes) change.account = { ...change.account, address: mask(change.account.address) };
    yield chunk;
  }
}

function masked({ before, after }: PlanDifference, mask: Mask): PlanDifference {
  const hide = (change: KeyedChange | null) =>
    change && { ...change, account: { ...change.account, address: mask(change.account.address) } };
  return { before: hide(before), after: hide(after) };
}

function renderDifferences(differences: readonly PlanDifference[], style: Paint, mask: Mask): string {
  if (differences.length === 0) return 'Both plans make the same changes.\n';
  const lines = differences.map(({ before, after }) => {
    if (before === null) return style.good(`+ ${describe(after as KeyedChange, mask)}`);
    if (after === null) return style.bad(`- ${describe(before, mask)}`);
    return style.warn(`~ ${describe(before, mask)}, now ${whatIsDone(after)}`);
  });
  return [
    ...lines,
    `${counted(differences.length, 'difference')}: + only the second plan makes this change, - only the first, ~ the second makes another one.`,
    '',
  ].join('\n');
}

function describe(change: KeyedChange, mask: Mask): string {
  return `${printable(change.organisation)}  ${mask(printable(change.account.address))}  ${whatIsDone(change)}`;
}

function whatIsDone({ action, before, after, withheld }: KeyedChange): string {
  const fate = withheld === null ? '' : ` (withheld by ${withheld})`;
  return `${action}: ${printable(before.status) || '(blank)'} → ${printable(after.status) || '(blank)'}${fate}`;
}
