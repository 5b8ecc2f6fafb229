import { resolve } from 'node:path';
import { readByteLines } from '../../machine/byte-lines.ts';
import { checkPlanFile } from '../../plan/file/check.ts';
import { readPlanChunks } from '../../plan/file/write.ts';
import { maskedLine } from '../../report/markup/mask.ts';
import { planMarkdown } from '../../report/plan/markdown.ts';
import { paint } from '../../report/markup/terminal.ts';
import { type PlanTextOptions, renderChunk, renderFindings, renderPlanHead } from '../../report/plan/text.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { accept, type GlobalOptions, maskedIo, maskOf, openSettings } from '../../session/workspace.ts';

interface ShowOptions extends GlobalOptions {
  readonly plan: string;
  readonly format: 'text' | 'markdown' | 'json';
  readonly json?: boolean;
}

/** Checks a plan file and shows every change in it. */
export async function show(io: Io, options: ShowOptions): Promise<number> {
  const settings = openSettings(io, options);
  const file = resolve(io.cwd, options.plan);
  const mask = maskOf(io, settings);
  const shown = maskedIo(io, mask);
  const checked = await checkPlanFile(file);
  const { header, planId } = accept(io, io.cwd, checked, mask);
  if (options.json === true || options.format === 'json') {
    for await (const { bytes } of readByteLines(file)) await io.out(maskedLine(`${bytes.toString('utf8')}\n`, mask));
    return EXIT.done;
  }
  if (options.format === 'markdown') {
    await shown.out(planMarkdown(header, await Array.fromAsync(readPlanChunks(file)), mask));
    return EXIT.done;
  }
  const text: PlanTextOptions = {
    paint: paint(io.colour.out),
    mask,
    timezone: null,
    changesPerChunk: Number.POSITIVE_INFINITY,
  };
  await shown.out(renderPlanHead(header, text));
  for await (const chunk of readPlanChunks(file)) await shown.out(renderChunk(chunk, text));
  await shown.out(renderFindings(header.findings, text));
  await io.out(`plan id      ${planId}\nfingerprint  ${header.fingerprint}\n`);
  return EXIT.done;
}
