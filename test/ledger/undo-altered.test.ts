/** An undo, and what follows it, from files of a run that somebody changed. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJournal } from '../../src/ledger/run/journal.ts';
import { CHAIN_START, sealLine } from '../../src/machine/sealed-lines.ts';
import { readLedger } from '../../src/ledger/read.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { withWorld, type World } from '../worlds/apply-world.ts';

import { applyAs, specsOf, undo } from './undo-scene.ts';

const [a, b] = [address(0), address(1)];

/** Writes a file of a run anew: every line sound, and about another account. */
async function alter(world: World, run: string, file: 'plan.ndjson' | 'journal.ndjson'): Promise<void> {
  const path = join(world.reports, 'runs', run, file);
  const text = (await readFile(path, 'utf8')).replaceAll(a, b);
  if (file === 'plan.ndjson') return writeFile(path, text);
  let end = CHAIN_START;
  let sealed = '';
  for (const line of text.trimEnd().split('\n')) {
    const { seq: _seq, sum: _sum, ...content } = JSON.parse(line) as { seq: number; sum: string };
    const next = sealLine(end, content);
    end = next.end;
    sealed += `${next.text}\n`;
  }
  await writeFile(path, sealed);
  for await (const { line } of readJournal(path)) assert.ok(line.seq > 0);
}

for (const [file, named] of [
  ['plan.ndjson', /plan\.ndjson is not the plan that the ledger names/],
  ['journal.ndjson', /journal\.ndjson is not the journal that the ledger names/],
] as const) {
  test(`a ${file} that is sound but not that of the run is refused by its undo, and by all that comes after its undo`, () =>
    withWorld(async (world) => {
      world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
      await applyAs(world, 'one', [{ accounts: [a] }]);
      await applyAs(world, 'undo', specsOf(await undo(world, 'one')), { undoes: 'one' });
      await alter(world, 'one', file);
      await assert.rejects(undo(world, 'one'), named);
      await alter(world, 'undo', file);
      await assert.rejects(readLedger(world.reports, world.clock.time), named);
    }));
}

test('a journal that tells of no re-enrolment is refused where the ledger tells of one', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'standard'), account(b, 'standard'));
    await applyAs(world, 'one', [{ action: 're-enrol', to: null, from: 'standard', accounts: [a] }]);
    assert.ok((await readLedger(world.reports, world.clock.time)).reEnrolledAt.has(a));
    await alter(world, 'one', 'journal.ndjson');
    await assert.rejects(readLedger(world.reports, world.clock.time), /journal\.ndjson is not the journal/);
  }));
