import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Disk } from '../../src/machine/durable.ts';
import { RequestError } from '../../src/directory/port.ts';
import { apply, assertVerified, outcomeOf, resume } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { quickDisk, restart, withWorld, type World } from '../worlds/apply-world.ts';

const names = Array.from({ length: 6 }, (_, i) => address(i));
const RUN = 'the-run';

async function prepare(world: World): Promise<void> {
  world.run = RUN;
  world.directory.limit = 2;
  world.directory.add(...names.map((name) => account(name, 'disabled')));
  await planOf(world.plan, [{ accounts: names }]);
}

test('told to stop, it sends nothing new, keeps the answer that is on its way, and can go on', () =>
  withWorld(async (world) => {
    await prepare(world);
    world.directory.fault = (_, number) => {
      if (number === 2) world.stop.abort();
      return null;
    };
    const { exit, run, messages } = await apply(world);
    assert.deepEqual([exit, run, world.directory.requests.length], [6, RUN, 2]);
    assert.match(messages.join(), /apply --resume the-run/);
    const journal = await readFile(join(world.reports, 'runs', RUN, 'journal.ndjson'), 'utf8');
    assert.equal(journal.match(/"outcome":"applied"/g)?.length, 4, 'the second answer is kept');
    assert.match(journal, /"type":"aborted"/);
    restart(world);
    assert.equal((await resume(world, RUN)).exit, 0);
    assert.deepEqual([...world.directory.writes.values()], [1, 1, 1, 1, 1, 1]);
    await assertVerified(world);
  }));

test('a wait for the next try ends at once when told to stop', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { clock } = world;
    const real = clock.sleep;
    clock.sleep = (milliseconds, signal) => {
      if (!world.stop.signal.aborted) world.stop.abort();
      return real(milliseconds, signal);
    };
    world.directory.fault = () => {
      throw new RequestError('later', { code: 'throttled', retryable: true, retryAfter: 900_000 });
    };
    assert.equal((await apply(world)).exit, 6);
    assert.equal(world.directory.requests.length, 1);
  }));

test('an answer that does not come within seconds of the stop is given up, and read for later', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { writer } = world.outside;
    world.outside = {
      ...world.outside,
      writer: {
        ...writer,
        kind: 'sandbox',
        name: writer.name,
        limit: () => 6,
        write(request, signal) {
          world.directory.perform(request);
          world.stop.abort();
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () =>
              reject(new RequestError('gave up', { code: 'aborted', retryable: true, uncertain: true })),
            );
          });
        },
      },
    };
    const before = world.clock.time;
    assert.equal((await apply(world)).exit, 6);
    assert.ok(world.clock.time - before <= 5_000, 'within five seconds');
    world.outside = { ...world.outside, writer: world.directory.writer };
    restart(world);
    assert.equal((await resume(world, RUN)).exit, 0);
    const { outcome, evidence } = await outcomeOf(world, RUN, names[0] as string);
    assert.deepEqual([outcome, evidence], ['applied', 're-read']);
    assert.ok([...world.directory.writes.values()].every((count) => count === 1));
  }));

test('a disk that is full stops the run before the send, wherever it fills', async () => {
  for (let fits = 0; fits < 12; fits++) {
    await withWorld(async (world) => {
      await prepare(world);
      let written = 0;
      const full = (): never => {
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
      };
      const disk: Disk = {
        ...quickDisk,
        append: async (file, text) => (written++ < fits ? quickDisk.append(file, text) : full()),
        replace: async (path, content) => (written++ < fits ? quickDisk.replace(path, content) : full()),
      };
      world.books = { ...world.books, disk };
      const result = await apply(world);
      if (result.exit === 0) return assert.ok(fits > 8);
      assert.equal(result.exit, 1, `${fits} writes fit`);
      assert.match(result.messages.join(), /ENOSPC/);
      if (result.run !== null) assert.match(result.messages.join(), /apply --resume the-run/);
      world.books = { ...world.books, disk: quickDisk };
      restart(world);
      const resumed = await resume(world, RUN);
      if (resumed.exit === 1) assert.equal((await apply(world)).exit, 0);
      assert.ok(
        names.every((name) => world.directory.level(name) === 'standard' && world.directory.writes.get(name) === 1),
        `${fits} writes fit`,
      );
      return assertVerified(world);
    });
  }
});

test('an intent that does not reach the disk is never followed by its send', () =>
  withWorld(async (world) => {
    await prepare(world);
    let syncs = 0;
    const sync: Disk['sync'] = async () => {
      if (++syncs === 1) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO', syscall: 'fdatasync' });
    };
    world.books = { ...world.books, disk: { ...quickDisk, sync } };
    assert.equal((await apply(world)).exit, 1);
    assert.equal(world.directory.requests.length, 0);
  }));

test('where the lock is lost nothing more is sent or written', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { acquireLock } = world.locking;
    let held = true;
    world.locking = {
      ...world.locking,
      acquireLock: async (record, takeOver) => {
        const acquired = await acquireLock(record, takeOver);
        return acquired.ok ? { ...acquired, lock: { ...acquired.lock, isHeld: async () => held } } : acquired;
      },
    };
    world.directory.fault = () => {
      held = false;
      return null;
    };
    const { exit, run } = await apply(world);
    assert.deepEqual([exit, run, world.directory.requests.length], [5, RUN, 1]);
    const journal = await readFile(join(world.reports, 'runs', RUN, 'journal.ndjson'), 'utf8');
    assert.match(journal.trimEnd().split('\n').at(-1) ?? '', /"type":"outcomes"/);
  }));

test('in CI plan and header are in a safe place before the first write, the journal every 30 seconds and before each re-enrolment', () =>
  withWorld(async (world) => {
    await prepare(world);
    const published: number[] = [];
    const atSend: number[] = [];
    world.books = { ...world.books, publish: async () => void published.push(world.clock.time) };
    world.directory.fault = (_, number) => {
      atSend.push(published.length);
      if (number !== 1) return null;
      throw new RequestError('later', { code: 'throttled', retryable: true, retryAfter: 200_000 });
    };
    assert.equal((await apply(world)).exit, 0);
    assert.ok((atSend[0] as number) >= 1);
    assert.ok(
      published.every((at, i) => i === 0 || at - (published[i - 1] as number) <= 30_000),
      published.join(),
    );
    const before = published.length;
    world.run = 'another';
    await planOf(world.plan, [{ action: 're-enrol', to: null, from: 'standard', accounts: names.slice(0, 2) }]);
    assert.equal((await apply(world)).exit, 0);
    assert.equal(published.length - before, 4, 'begin, two intents, end');
  }));

test('what cannot be put in a safe place is not begun, and is not lost', () =>
  withWorld(async (world) => {
    await prepare(world);
    world.books = { ...world.books, publish: () => Promise.reject(new Error('the push was rejected')) };
    const { exit, messages } = await apply(world);
    assert.deepEqual([exit, world.directory.requests.length], [1, 0]);
    assert.match(messages.join(), /the push was rejected/);
    world.books = { ...world.books, publish: null };
    restart(world);
    assert.equal((await resume(world, RUN)).exit, 0);
  }));

test('there is no run to go on with before its folder appears', () =>
  withWorld(async (world) => {
    for (const run of ['unknown', '../x']) assert.equal((await resume(world, run)).exit, 1);
  }));

test('a run that has ended is not done again', () =>
  withWorld(async (world) => {
    await prepare(world);
    await apply(world);
    const { exit, messages } = await resume(world, RUN);
    assert.equal(exit, 0);
    assert.match(messages.join(), /has ended already/);
    assert.equal(world.directory.requests.length, 3);
  }));

test('a run that was killed just before it was booked is booked, and put in a safe place, by the next', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { disk } = world.books;
    const replace: Disk['replace'] = (path, content) => {
      if (path.endsWith('receipt.json')) throw Object.assign(new Error('ENOSPC: no space'), { syscall: 'write' });
      return disk.replace(path, content);
    };
    world.books = { ...world.books, disk: { ...disk, replace } };
    assert.equal((await apply(world)).exit, 1);
    let published = 0;
    world.books = { ...world.books, disk, publish: async () => void published++ };
    restart(world);
    const { exit, counts } = await resume(world, RUN);
    assert.deepEqual([exit, counts?.applied, published, world.directory.requests.length], [0, 6, 1, 3]);
    await assertVerified(world);
  }));

test('a lock that cannot be made, or not be given back, is told and is no crash', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { acquireLock } = world.locking;
    const cause = Object.assign(new Error('EACCES: permission denied'), { syscall: 'link' });
    world.locking = {
      ...world.locking,
      acquireLock: () => Promise.reject(new Error('the lock cannot be made', { cause })),
    };
    assert.deepEqual([(await apply(world)).exit, world.directory.requests.length], [1, 0]);
    world.locking = {
      ...world.locking,
      acquireLock: async (record, takeOver) => {
        const acquired = await acquireLock(record, takeOver);
        if (!acquired.ok) return acquired;
        return { ...acquired, lock: { ...acquired.lock, release: () => Promise.reject(new Error('EIO')) } };
      },
    };
    const { exit, messages } = await apply(world);
    assert.equal(exit, 0);
    assert.match(messages.join(), /could not release the lock: EIO/);
  }));
