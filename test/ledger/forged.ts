/**
 * Writes a run anew as somebody would who has mfactl itself: plan and journal are edited, and everything that follows
 * from them (digest, planId, receipt, lines, side files, chain and head) is made again by mfactl's own code.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineContentOf } from '../../src/ledger/append.ts';
import { changesOf, planHeaderOf } from '../../src/ledger/run/files.ts';
import { receiptText } from '../../src/ledger/run/receipt.ts';
import { tallyRun } from '../../src/ledger/run/results.ts';
import { readRunState } from '../../src/ledger/run/state.ts';
import { hashOf, sideTextsAfter, type SideTexts } from '../../src/ledger/side-files.ts';
import { checkedInstant } from '../../src/model/time.ts';
import { planLines } from '../../src/plan/file/write.ts';
import type { PlanChunk, PlanHeader } from '../../src/generated/plan.ts';
import { CHAIN_START, sealLine } from '../../src/machine/sealed-lines.ts';
import type { World } from '../worlds/apply-world.ts';
import { isRun, type Members, linesOf, resealLedger } from './resealed.ts';

type Reports = Pick<World, 'reports'>;

/** Edits the lines of a file as one list: lines may go, come, and change places. */
export type EditOfLines = (lines: Members[]) => Members[];

/** Edits a run; what is left out stays as it is. */
export interface Forgery {
  readonly plan?: EditOfLines;
  readonly journal?: EditOfLines;
}

function fileOf({ reports }: Reports, run: string, name: string): string {
  return join(reports, 'runs', run, name);
}

/** Edits plan and journal of a run, then makes everything again that follows from them. */
export async function forgeRun(world: Reports, run: string, forgery: Forgery): Promise<void> {
  const planFile = fileOf(world, run, 'plan.ndjson');
  const [header, ...chunks] = (forgery.plan ?? ((lines) => lines))(await linesOf(planFile));
  const { digest: _, ...undigested } = header as unknown as PlanHeader;
  const plan = [...planLines(undigested, () => chunks as unknown as PlanChunk[])].join('');
  await writeFile(planFile, plan);
  const edited = (forgery.journal ?? ((lines) => lines))(await linesOf(fileOf(world, run, 'journal.ndjson')));
  await writeFile(
    fileOf(world, run, 'journal.ndjson'),
    sealedJournal(edited.map((line) => (line['type'] === 'run' ? { ...line, planId: hashOf(plan) } : line))),
  );
  await remakeRun(world, run);
}

/** The text of a journal whose numbers and checksums fit. */
export function sealedJournal(lines: readonly Members[]): string {
  let end = CHAIN_START;
  return lines
    .map((sealedBefore) => {
      const { seq: _, sum: __, ...line } = sealedBefore;
      const sealed = sealLine(end, line);
      end = sealed.end;
      return `${sealed.text}\n`;
    })
    .join('');
}

/** Makes receipt and line of a run again, then side files, chain and head of the whole ledger. */
async function remakeRun(world: Reports, run: string): Promise<void> {
  const { reports } = world;
  const journal = fileOf(world, run, 'journal.ndjson');
  const { header, closed, resumed } = await readRunState(journal);
  if (closed === null) throw new Error('the run has not ended');
  const plan = await planHeaderOf(reports, run);
  const tally = await tallyRun(changesOf(reports, run));
  const facts = { plan, run: header, closed, resumed, tally };
  let receipt = '';
  for await (const text of receiptText(facts, changesOf(reports, run))) receipt += text;
  await writeFile(fileOf(world, run, 'receipt.json'), receipt);
  const content = {
    ...lineContentOf(facts),
    receipt: hashOf(receipt),
    journal: hashOf(await readFile(journal, 'utf8')),
  };
  await resealLedger(world, (line) => (isRun(line, run) ? { ...line, ...content } : line));
  await remakeSideFiles(world);
}

async function remakeSideFiles(world: Reports): Promise<void> {
  const { reports } = world;
  let texts: SideTexts = { population: null, pending: null, grants: null };
  const named = new Map<unknown, Record<string, string | null>>();
  for (const line of await linesOf(join(reports, 'ledger.ndjson'))) {
    if (line['type'] !== 'run') continue;
    const run = line['run'] as string;
    texts = await sideTextsAfter(reports, texts, {
      plan: await planHeaderOf(reports, run),
      run,
      end: checkedInstant(line['end'] as string),
      isOld: false,
      changes: () => changesOf(reports, run),
    });
    named.set(run, Object.fromEntries(Object.entries(texts).map(([kind, text]) => [kind, hashOf(text)])));
  }
  await resealLedger(world, (line) => (line['type'] === 'run' ? { ...line, ...named.get(line['run']) } : line));
  for (const [kind, text] of Object.entries(texts)) await writeFile(join(reports, `${kind}.ndjson`), text ?? '');
}
