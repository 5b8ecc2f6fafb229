/** What was decided, read and held before a wait is looked at again after it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatInstant } from '../../src/model/time.ts';
import { RequestError } from '../../src/directory/port.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { NOW, planOf } from '../worlds/plans.ts';
import { apply, outcomeOf } from '../worlds/runs.ts';
import { withWorld, type World } from '../worlds/apply-world.ts';

const RUN = 'the-run';
const [a, b] = [address(0), address(1)];
const later = (milliseconds: number) =>
  new RequestError('later', { code: 'throttled', retryable: true, retryAfter: milliseconds });
const refused = () => new RequestError('one is bad', { code: 'refused', retryable: false });

async function loosening(world: World, validUntil: number | null): Promise<void> {
  world.directory.add(account(a, 'standard'), account(b, 'standard'));
  const over = { validUntil: validUntil === null ? null : formatInstant(validUntil) };
  await planOf(world.plan, [{ action: 'disable', to: 'disabled', from: 'standard', accounts: [a, b], over }]);
}

test('the second half of a request that was split is not sent once its decision has lapsed', () =>
  withWorld(async (world) => {
    await loosening(world, NOW + 300_000);
    world.directory.fault = (_, number) => {
      if (number === 1) throw refused();
      if (number === 2) throw later(600_000);
      return null;
    };
    const { run } = await apply(world);
    for (const name of [a, b]) assert.equal((await outcomeOf(world, run, name)).reason, 'lapsed', name);
    assert.equal(world.directory.requests.length, 2);
  }));

test('the second half of a request that was split is decided again after a wait, and read again', () =>
  withWorld(async (world) => {
    await loosening(world, null);
    world.outside = {
      ...world.outside,
      redecide: async (accounts) =>
        accounts.map(() => ({
          level: world.clock.time > NOW + 60_000 ? 'standard' : 'disabled',
          status: 'Admin Disabled',
        })),
    };
    world.directory.fault = (_, number) => {
      if (number === 1) throw refused();
      if (number === 2) throw later(600_000);
      return null;
    };
    const { run } = await apply(world);
    for (const name of [a, b]) assert.equal((await outcomeOf(world, run, name)).reason, 'moved', name);
  }));

test('where a request holds fewer accounts than a chunk, the next is judged by the time at which it is sent', () =>
  withWorld(async (world) => {
    world.directory.limit = 1;
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    world.directory.fault = () => {
      world.clock.time += 600_000;
      return null;
    };
    await planOf(world.plan, [{ accounts: [a, b], over: { validUntil: formatInstant(NOW + 300_000) } }]);
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, a)).outcome, 'applied');
    assert.equal((await outcomeOf(world, run, b)).reason, 'lapsed');
  }));

test('an account that moves while others of its chunk are being sent is left alone', () =>
  withWorld(async (world) => {
    world.directory.limit = 1;
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    world.directory.fault = (_, number) => {
      if (number > 1) return null;
      world.directory.set(b, { membership: 'named-locations' });
      throw later(60_000);
    };
    await planOf(world.plan, [{ accounts: [a, b] }]);
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, b)).reason, 'moved');
    assert.equal(world.directory.writes.get(b), undefined);
  }));

test('what another wrote during a wait is not taken for a write of this run', () =>
  withWorld(async (world) => {
    world.directory.limit = 1;
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    world.directory.fault = (_, number) => {
      if (number > 1) return null;
      world.directory.set(b, { membership: 'standard' });
      throw later(60_000);
    };
    await planOf(world.plan, [{ accounts: [a, b] }]);
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, b)).outcome, 'already');
  }));

/** A lock that can be lost at any time. */
function losable(world: World): { held: boolean } {
  const state = { held: true };
  const { acquireLock } = world.locking;
  world.locking = {
    ...world.locking,
    acquireLock: async (record, takeOver) => {
      const acquired = await acquireLock(record, takeOver);
      return acquired.ok ? { ...acquired, lock: { ...acquired.lock, isHeld: async () => state.held } } : acquired;
    },
  };
  return state;
}

function journalOf(world: World): Promise<string> {
  return readFile(join(world.reports, 'runs', RUN, 'journal.ndjson'), 'utf8');
}

test('where the lock is lost during a wait, the journal belongs to another: nothing is written to it', () =>
  withWorld(async (world) => {
    const lock = losable(world);
    world.run = RUN;
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    world.directory.fault = () => {
      world.directory.set(a, { membership: 'standard' });
      throw new RequestError('no answer', { code: 'timeout', retryable: true, uncertain: true, retryAfter: 200_000 });
    };
    let before = '';
    const { sleep } = world.clock;
    world.clock.sleep = async (milliseconds, signal) => {
      lock.held = false;
      before = await journalOf(world);
      return sleep(milliseconds, signal);
    };
    await planOf(world.plan, [{ accounts: [a, b] }]);
    const { exit } = await apply(world);
    assert.equal(exit, 5);
    assert.match(before, /"type":"intent"/);
    assert.equal(await journalOf(world), before);
  }));

test('where the lock is lost while the accounts are read, no intent is written', () =>
  withWorld(async (world) => {
    const lock = losable(world);
    world.run = RUN;
    world.directory.add(account(a, 'disabled'));
    world.directory.beforeRead = () => {
      lock.held = false;
    };
    await planOf(world.plan, [{ accounts: [a] }]);
    assert.equal((await apply(world)).exit, 5);
    assert.doesNotMatch(await journalOf(world), /"type":"intent"/);
  }));

test('where the lock is lost at the very end, the run is neither closed nor booked', () =>
  withWorld(async (world) => {
    const lock = losable(world);
    world.run = RUN;
    world.directory.add(account(a, 'disabled'));
    world.directory.fault = () => {
      lock.held = false;
      return null;
    };
    await planOf(world.plan, [{ accounts: [a] }]);
    const { exit, counts } = await apply(world);
    assert.deepEqual([exit, counts], [5, null]);
    assert.doesNotMatch(await journalOf(world), /"type":"closed"/);
  }));

test('the journal is put in a safe place also where the clock was put back', () =>
  withWorld(async (world) => {
    const names = Array.from({ length: 4 }, (_, i) => address(i));
    world.directory.limit = 1;
    world.directory.add(...names.map((name) => account(name, 'disabled')));
    let published = 0;
    world.books = { ...world.books, publish: async () => void published++ };
    const atSend: number[] = [];
    world.directory.fault = (_, number) => {
      world.clock.time += number === 1 ? -3_600_000 : 0;
      atSend.push(published);
      return null;
    };
    await planOf(world.plan, [{ accounts: names }]);
    assert.equal((await apply(world)).exit, 0);
    assert.deepEqual(atSend, [1, 2, 2, 2]);
  }));
