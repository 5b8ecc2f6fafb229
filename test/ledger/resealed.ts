/** Edits a ledger as somebody would who can write all of it: every hash and checksum fits again afterwards. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAIN_START, sealLine } from '../../src/machine/sealed-lines.ts';
import { lineHash } from '../../src/ledger/chain.ts';
import type { World } from '../worlds/apply-world.ts';

export type Members = Record<string, unknown>;
/** Null takes the line away. */
export type EditOfLine = (line: Members, index: number) => Members | null;

/** The lines of a file as objects. */
export async function linesOf(path: string): Promise<Members[]> {
  return (await readFile(path, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text) as Members);
}

/** Whether a line is that of a run; a hold names one too. */
export function isRun(line: Members, run: string): boolean {
  return line['type'] === 'run' && line['run'] === run;
}

/** Changes lines of the ledger, then makes chain and head fit. */
export async function resealLedger(world: Pick<World, 'reports'>, edit: EditOfLine): Promise<void> {
  const path = join(world.reports, 'ledger.ndjson');
  let previous: string | null = null;
  let text = '';
  let seq = 0;
  for (const [i, line] of (await linesOf(path)).entries()) {
    const edited = edit(line, i);
    if (edited === null) continue;
    const content = JSON.stringify({ ...edited, seq: ++seq, previous });
    previous = lineHash(content);
    text += `${content}\n`;
  }
  await writeFile(path, text);
  await writeFile(join(world.reports, 'ledger.head'), `${seq}:${previous ?? ''}\n`);
}

/** Changes the text of a file of a run, then makes its hash in the run's line fit. */
export async function resealFile(
  world: World,
  run: string,
  member: 'receipt' | 'journal' | 'planId',
  edit: (text: string) => string,
): Promise<void> {
  const name = { receipt: 'receipt.json', journal: 'journal.ndjson', planId: 'plan.ndjson' }[member];
  const path = join(world.reports, 'runs', run, name);
  const text = edit(await readFile(path, 'utf8'));
  await writeFile(path, text);
  await resealLedger(world, (line) => (isRun(line, run) ? { ...line, [member]: lineHash(text) } : line));
}

/** Changes lines of a run's journal; the checksums of its lines fit again, and its hash in the run's line. */
export async function resealJournal(world: World, run: string, edit: EditOfLine): Promise<void> {
  await resealFile(world, run, 'journal', (whole) => {
    let end = CHAIN_START;
    return whole
      .split('\n')
      .slice(0, -1)
      .map((text, i) => {
        const { seq: _, sum: __, ...line } = edit(JSON.parse(text) as Members, i) ?? {};
        const sealed = sealLine(end, line);
        end = sealed.end;
        return `${sealed.text}\n`;
      })
      .join('');
  });
}
