import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { completeLedger } from '../../src/ledger/append.ts';
import { LedgerError } from '../../src/ledger/chain.ts';
import { readLedger } from '../../src/ledger/read.ts';
import { apply, assertVerified } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { quickDisk, type World, withWorld } from '../worlds/apply-world.ts';
import { applyOne, verify, withRuns } from './booked-runs.ts';

const FILES = ['population.ndjson', 'pending.ndjson'] as const;

/** Lines that follow their schema, and that no run wrote. */
const FORGED = {
  'population.ndjson': { day: '2026-11-24', total: 1, organisations: {} },
  'pending.ndjson': {
    account: { id: null, address: address(9) },
    organisation: 'X26',
    action: 'enable',
    to: 'standard',
    outcome: 'failed',
    reason: null,
    run: 'one',
    at: '2026-11-24T09:00:00Z',
  },
} as const;

async function refuses(world: World, says: RegExp): Promise<void> {
  await assert.rejects(readLedger(world.reports, world.clock.time), (error) => {
    assert.ok(error instanceof LedgerError);
    assert.match(error.message, says);
    return true;
  });
  world.directory.add(account(address(9), 'disabled'));
  world.run = 'next';
  await planOf(world.plan, [{ accounts: [address(9)] }]);
  assert.equal((await apply(world)).exit, 1);
  assert.equal(world.directory.level(address(9)), 'none', 'nothing was sent');
}

for (const file of FILES) {
  test(`a ${file} that no run wrote stops planning and applying, and verify names it`, () =>
    withRuns(async (world) => {
      await writeFile(join(world.reports, file), `${JSON.stringify(FORGED[file])}\n`);
      await refuses(world, new RegExp(`${file} is not the one that the last run wrote`));
      assert.match((await verify(world)).problems.join(), new RegExp(file));
    }));

  test(`a ${file} from before the first run stops planning and applying`, () =>
    withWorld(async (world) => {
      await writeFile(join(world.reports, file), `${JSON.stringify(FORGED[file])}\n`);
      await refuses(world, new RegExp(file));
    }));
}

test('an older population.ndjson, put back, is made again only as the last run made it', () =>
  withWorld(async (world) => {
    const counts = (accounts: number) => ({
      accounts,
      managed: 0,
      changes: 1,
      relabels: 0,
      byAction: { enable: 1 },
      byDirection: { tighten: 1 },
      byCause: {},
      byStatus: {},
      byOrganisation: { X26: 1 },
      accountsByOrganisation: { X26: accounts },
    });
    const texts: string[] = [];
    for (const i of [1, 2, 3]) {
      await applyOne(world, i, `run-${i}`, { counts: counts(i * 100) });
      texts.push(await readFile(join(world.reports, 'population.ndjson'), 'utf8'));
    }
    await writeFile(join(world.reports, 'population.ndjson'), texts[0] as string);
    await refuses(world, /population\.ndjson is not the one/);
    await writeFile(join(world.reports, 'population.ndjson'), texts[1] as string);
    assert.equal((await readLedger(world.reports, world.clock.time)).highest.total, 300);
    await completeLedger(world.reports, quickDisk);
    assert.equal(await readFile(join(world.reports, 'population.ndjson'), 'utf8'), texts[2]);
    await assertVerified(world);
  }));

test('a side file that is gone is an error after the first run too', () =>
  withWorld(async (world) => {
    await applyOne(world, 1, 'one');
    for (const file of FILES) {
      const text = await readFile(join(world.reports, file));
      await rm(join(world.reports, file));
      await assert.rejects(readLedger(world.reports, world.clock.time), /is missing, but the ledger names it/);
      await writeFile(join(world.reports, file), text);
    }
    await assertVerified(world);
  }));
