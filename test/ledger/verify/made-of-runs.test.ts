import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hashOf } from '../../../src/ledger/side-files.ts';
import { assertVerified } from '../../worlds/runs.ts';
import type { World } from '../../worlds/apply-world.ts';
import { address } from '../../worlds/memory-directory.ts';
import { verify } from '../booked-runs.ts';
import { type EditOfLines, forgeRun } from '../forged.ts';
import { type Members, resealFile, resealLedger } from '../resealed.ts';
import { withEventfulRuns } from './eventful-runs.ts';

type Change = Members & { account: Members };

/** Edits each change of one chunk. */
const changesOf =
  (chunk: number, edit: (change: Change, i: number) => Members): EditOfLines =>
  (lines) =>
    lines.map((line) => (line['id'] === chunk ? { ...line, changes: (line['changes'] as Change[]).map(edit) } : line));

const header =
  (edit: (line: Members) => Members): EditOfLines =>
  ([first, ...rest]) => [edit(first as Members), ...rest];

const PLANS: readonly (readonly [string, EditOfLines, RegExp])[] = [
  [
    'a loosening that claims to tighten',
    changesOf(4, (change) => ({ ...change, direction: 'tighten' })),
    /the header's byDirection does not count the changes|contradicts itself/,
  ],
  [
    'another account',
    changesOf(4, (change) => ({ ...change, account: { id: null, address: address(99) } })),
    /do not match the fingerprint/,
  ],
  [
    'other counts',
    header((line) => ({ ...line, counts: { ...(line['counts'] as Members), changes: 3 } })),
    /the header counts 3 changes/,
  ],
  [
    '51 changes in a chunk',
    (lines) =>
      lines.map((line) =>
        line['id'] === 2 ? { ...line, changes: Array(51).fill((line['changes'] as Change[])[0]) } : line,
      ),
    /does not follow the format|more than 50 changes/,
  ],
  ['a member that plans do not have', header((line) => ({ ...line, honest: true })), /does not follow the format/],
  [
    'a forecast',
    header((line) => ({ ...line, asOf: '2026-11-24T09:00:01Z' })),
    /it is a forecast for 2026-11-24T09:00:01Z/,
  ],
  ['no target', header((line) => ({ ...line, target: null })), /it names no target/],
  [
    'a plan that was made after the run began',
    header((line) => ({ ...line, asOf: '2026-11-24T09:10:00Z', madeAt: '2026-11-24T09:10:00Z' })),
    /it was made after the run began/,
  ],
  ['a chunk less', (lines) => lines.toSpliced(3, 1), /should be chunk 3/],
];

test('verify checks the plan of each run as apply does, though everything that follows from it was made again', () =>
  withEventfulRuns(async (world) => {
    for (const [says, edit, found] of PLANS) {
      let before: Members[] = [];
      await forgeRun(world, 'eventful', {
        plan: (lines) => {
          before = lines;
          return edit(structuredClone(lines));
        },
      });
      const [problem = 'nothing'] = (await verify(world)).problems;
      assert.match(problem, /^runs\/eventful\/plan\.ndjson:\d+ is not a plan that can be applied: /, says);
      assert.match(problem, found, says);
      await forgeRun(world, 'eventful', { plan: () => before });
    }
    await assertVerified(world);
  }));

test('verify checks the digest of a plan, though the hashes in ledger, journal and receipt fit', () =>
  withEventfulRuns(async (world) => {
    await forgeRun(world, 'eventful', {});
    await resealFile(world, 'eventful', 'planId', (text) =>
      text.replace(/"digest":"sha256:.{64}"\}/, `"digest":"sha256:${'0'.repeat(64)}"}`),
    );
    assert.match((await verify(world)).problems.join(), /plan\.ndjson:1 is not a plan.*does not match its digest/);
  }));

async function forgeSideFile(
  world: World,
  file: 'pending' | 'population',
  edit: (text: string) => string,
): Promise<void> {
  const path = join(world.reports, `${file}.ndjson`);
  const text = edit(await readFile(path, 'utf8'));
  await writeFile(path, text);
  await resealLedger(world, (line) => (line['run'] === 'after' ? { ...line, [file]: hashOf(text) } : line));
}

test('verify makes the side files again from the runs, and finds one that says something else, though its hash fits', () =>
  withEventfulRuns(async (world) => {
    await forgeSideFile(world, 'pending', (text) => `${text}${text.split('\n')[0] ?? ''}\n`);
    assert.deepEqual((await verify(world)).problems, [
      'ledger.ndjson:3: this line names another pending.ndjson than the runs up to here come to; somebody changed it; fetch the ledger again, and look at its history',
    ]);
  }));

test('so it does for the counts of a week', () =>
  withEventfulRuns(async (world) => {
    await forgeSideFile(world, 'population', (text) => text.replace('"total":0', '"total":1'));
    assert.match((await verify(world)).problems.join(), /ledger\.ndjson:3: this line names another population\.ndjson/);
  }));
