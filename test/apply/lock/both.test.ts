/** An apply holds two locks: of the target and of the ledger. It goes on only while it has both. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Acquired, acquireBoth, type Lock } from '../../../src/apply/lock/lock.ts';
import { withWorld } from '../../worlds/apply-world.ts';
import { account, address } from '../../worlds/memory-directory.ts';
import { planOf } from '../../worlds/plans.ts';
import { apply } from '../../worlds/runs.ts';

/** A lock that can be lost. */
class Losable implements Lock {
  readonly id = 'lock';
  held = true;
  released = 0;
  readonly isHeld = async (): Promise<boolean> => this.held;
  readonly release = async (): Promise<void> => void this.released++;
}

const had =
  (lock: Lock): (() => Promise<Acquired>) =>
  async () => ({ ok: true, lock, tookOver: null });

for (const lost of ['target', 'ledger'] as const) {
  test(`where that of the ${lost} is lost in mid-run, nothing more is sent, and the run stays open`, () =>
    withWorld(async (world) => {
      const locks = { target: new Losable(), ledger: new Losable() };
      world.locking = { acquireLock: () => acquireBoth(had(locks.target), had(locks.ledger)), takeOver: null };
      world.directory.add(account(address(0), 'disabled'), account(address(1), 'disabled'));
      await planOf(world.plan, [{ accounts: [address(0)] }, { accounts: [address(1)] }]);
      world.directory.fault = () => {
        locks[lost].held = false;
        return null;
      };
      const { exit, counts } = await apply(world);
      assert.deepEqual([exit, counts], [5, null]);
      assert.equal(world.directory.requests.length, 1);
      assert.deepEqual([locks.target.released, locks.ledger.released], [1, 1]);
    }));
}

test('where the second cannot be had, or fails, the first is given back', async () => {
  const first = new Losable();
  const refused: Acquired = { ok: false, holder: null, says: 'locked' };
  assert.deepEqual(await acquireBoth(had(first), async () => refused), refused);
  assert.equal(first.released, 1);
  await assert.rejects(
    acquireBoth(had(first), () => Promise.reject(new Error('no disk'))),
    /no disk/,
  );
  assert.equal(first.released, 2);
});

test('where giving back the second fails, the first is given back all the same', async () => {
  const [first, second] = [new Losable(), new Losable()];
  const broken: Lock = {
    id: 'lock',
    isHeld: second.isHeld,
    release: () => Promise.reject(new Error('gone')),
  };
  const both = await acquireBoth(had(first), had(broken));
  assert.ok(both.ok);
  await assert.rejects(both.lock.release(), /gone/);
  assert.equal(first.released, 1);
});
