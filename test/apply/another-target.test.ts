import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { apply, resume } from '../worlds/runs.ts';
import { restart, withWorld, type World } from '../worlds/apply-world.ts';

/** The directory that stands at the same place is another one. */
function point(world: World, name: string): void {
  restart(world);
  world.directory.name = name;
  world.outside = { ...world.outside, writer: world.directory.writer };
}

test('a run that was interrupted stays open while another target is written, and is finished on its own', () =>
  withWorld(async (world) => {
    const [first, second] = [address(0), address(1)];
    world.directory.add(account(first, 'disabled'), account(second, 'disabled'));
    world.run = 'r1';
    world.directory.fault = () => {
      world.stop.abort();
      return null;
    };
    await planOf(world.plan, [{ accounts: [first] }, { organisation: 'X27', accounts: [second] }]);
    assert.equal((await apply(world)).exit, 6);
    world.directory.fault = () => null;
    const journal = (): Promise<string> => readFile(join(world.reports, 'runs/r1/journal.ndjson'), 'utf8');
    const before = await journal();

    point(world, 'sandbox-2');
    world.run = 'r2';
    await planOf(world.plan, [{ accounts: [second] }], { target: { kind: 'sandbox', name: 'sandbox-2' } });
    for (const result of [await apply(world), await resume(world, 'r1')]) {
      assert.equal(result.exit, 4);
      assert.equal(result.counts, null);
      assert.match(
        result.messages.join('\n'),
        /the run r1 writes to sandbox sandbox-1, but the settings name sandbox sandbox-2/,
      );
    }
    assert.equal(await journal(), before);
    assert.equal(world.directory.requests.length, 1);

    point(world, 'sandbox-1');
    const done = await resume(world, 'r1');
    assert.equal(done.exit, 0, done.messages.join('\n'));
    assert.equal(done.counts?.applied, 2);
  }));
