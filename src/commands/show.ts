import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { checkPlanFile } from '../apply/plan-check.ts';
import { readPlanChunks } from '../apply/plan-file.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { maskText } from '../report/mask.ts';
import { paint } from '../report/paint.ts';
import { type PlanTextOptions, renderChunk, renderFindings, renderPlanHead } from '../report/plan-text.ts';
import { EXIT, type Io } from './io.ts';
import { accept, type GlobalOptions, maskOf, openSettings } from './workspace.ts';

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
  const checked = await checkPlanFile(file);
  const { header, planId } = accept(io, io.cwd, checked, mask);
  if (options.json === true || options.format === 'json') {
    for await (const piece of createReadStream(file, { encoding: 'utf8' })) await io.out(maskText(piece as string, mask));
    return EXIT.done;
  }
  if (options.format === 'markdown') {
    await io.out(planMarkdown(header, await Array.fromAsync(readPlanChunks(file)), mask));
    return EXIT.done;
  }
  const text: PlanTextOptions = { paint: paint(io.colour.out), mask, timezone: null, changesPerChunk: Number.POSITIVE_INFINITY };
  await io.out(renderPlanHead(header, text));
  for await (const chunk of readPlanChunks(file)) await io.out(renderChunk(chunk, text));
  await io.out(renderFindings(header.findings, text));
  await io.out(`plan id      ${planId}\nfingerprint  ${header.fingerprint}\n`);
  return EXIT.done;
}
