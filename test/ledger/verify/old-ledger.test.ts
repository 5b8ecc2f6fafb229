import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLedger } from '../../../src/ledger/read.ts';
import { assertVerified } from '../../worlds/runs.ts';
import { withWorld } from '../../worlds/apply-world.ts';
import { applyOne, verify } from '../booked-runs.ts';
import { resealFile, resealLedger } from '../resealed.ts';
import { writeOldLedger } from './old-ledger.ts';

test('a ledger that version 0.1.0 wrote still holds, and is read', () =>
  withWorld(async (world) => {
    await writeOldLedger(world.reports);
    await assertVerified(world);
    world.clock.time = Date.parse('2026-11-25T10:00:00Z');
    const { lines, highest, openRuns } = await readLedger(world.reports, world.clock.time);
    assert.deepEqual([lines.length, highest.total, openRuns], [2, 3, []]);
  }));

test('it goes on with runs of this version, and holds as a whole', () =>
  withWorld(async (world) => {
    await writeOldLedger(world.reports);
    world.clock.time = Date.parse('2026-11-25T10:00:00Z');
    for (const i of [1, 2]) await applyOne(world, i, `new-${i}`);
    await assertVerified(world);
  }));

test('a lie in it is found like any other', () =>
  withWorld(async (world) => {
    await writeOldLedger(world.reports);
    await resealLedger(world, (line, i) => (i === 0 ? { ...line, loosened: {} } : line));
    assert.match((await verify(world)).problems.join(), /ledger\.ndjson:1: "loosened" is not what plan and journal/);
    await writeOldLedger(world.reports);
    await resealFile(world, 'old-1', 'receipt', (text) => text.replace('"outcome":"withheld"', '"outcome":"already"'));
    assert.match((await verify(world)).problems.join(), /runs\/old-1\/receipt\.json is not the receipt/);
  }));
