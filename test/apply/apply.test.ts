import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyResult } from '../../src/apply/deps.ts';
import type { Receipt } from '../../src/generated/receipt.ts';
import { account, address, planOf, withWorld, type World } from './world.ts';

function apply(world: World): Promise<ApplyResult> {
  return applyPlan(world.plan, world.deps, world.options, world.stop.signal);
}

async function receiptOf(world: World, run: string | null): Promise<Receipt> {
  return JSON.parse(await readFile(join(world.reports, 'runs', run as string, 'receipt.json'), 'utf8')) as Receipt;
}

const names = Array.from({ length: 12 }, (_, i) => address(i));

test('a plan is done, receipted and booked', () =>
  withWorld(async (world) => {
    world.directory.add(...names.map((name) => account(name, 'disabled')));
    await planOf(world.plan, [{ accounts: names }]);
    const result = await apply(world);
    assert.deepEqual(result.messages, []);
    assert.equal(result.exit, 0);
    assert.equal(result.counts?.applied, 12);
    assert.ok(names.every((name) => world.directory.level(name) === 'standard'));
    const receipt = await receiptOf(world, result.run);
    assert.equal(receipt.accounts.length, 12);
    assert.equal(receipt.accounts[3]?.outcome, 'applied');
    assert.match(result.head ?? '', /^1:sha256:/);
    const again = await apply(world);
    assert.equal(again.exit, 4);
    assert.match(again.messages[0] ?? '', /applied before/);
  }));
