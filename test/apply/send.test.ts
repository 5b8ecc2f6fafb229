import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant } from '../../src/model/time.ts';
import { RequestError, type WriteRequest, type WriteResult } from '../../src/directory/port.ts';
import { apply, outcomeOf, receiptOf } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { NOW, planOf } from '../worlds/plans.ts';
import { withWorld, type World } from '../worlds/apply-world.ts';

const names = Array.from({ length: 12 }, (_, i) => address(i));
const [first, second] = names as [string, string];
const throttled = (retryAfter: number | null) =>
  new RequestError('too many requests', { code: 'throttled', retryable: true, retryAfter });
const timeout = () => new RequestError('no answer', { code: 'timeout', retryable: true, uncertain: true });
const refused = () => new RequestError('refused', { code: 'refused', retryable: false });

async function enable(world: World, accounts: readonly string[] = names): Promise<Awaited<ReturnType<typeof apply>>> {
  for (const name of accounts) if (!world.directory.accounts.has(name)) world.directory.add(account(name, 'disabled'));
  await planOf(world.plan, [{ accounts }]);
  return apply(world);
}

test('a throttled request is sent again after the wait that the directory asks for, to the fraction', () =>
  withWorld(async (world) => {
    world.directory.fault = (_, number) => {
      if (number === 1) throw throttled(1234.5);
      return null;
    };
    assert.equal((await enable(world)).exit, 0);
    const waited = world.clock.slept.reduce((sum, wait) => sum + wait, 0);
    assert.ok(waited >= 1234.5 && waited < 2500, `${waited}`);
    assert.ok([...world.directory.writes.values()].every((count) => count === 1));
  }));

test('waits grow with each try, and tries come to an end', () =>
  withWorld(async (world) => {
    world.directory.fault = () => {
      throw throttled(null);
    };
    const { exit, counts } = await enable(world);
    assert.deepEqual([exit, counts?.failed], [6, 12]);
    assert.equal(world.directory.requests.length, 1 + world.limits.retries.perRequest);
    assert.ok(world.clock.slept.every((wait, i, all) => i === 0 || wait >= (all[i - 1] as number)));
  }));

test('a run has one budget of tries and of time for all of its requests', async () => {
  for (const retries of [{ perRun: 3 }, { waiting: 4000 }]) {
    await withWorld(async (world) => {
      world.directory.limit = 4;
      world.limits = { ...world.limits, retries: { ...world.limits.retries, ...retries } };
      world.directory.fault = () => {
        throw throttled(1000);
      };
      const { counts } = await enable(world);
      assert.equal(counts?.failed, 12);
      assert.equal(world.directory.requests.length, 3 + 3, 'three requests and three more tries');
    });
  }
});

test('an answer that is lost after the write took effect is found by reading, and nothing is written twice', () =>
  withWorld(async (world) => {
    world.directory.fault = (request, number) => {
      if (number > 1) return null;
      world.directory.perform(request);
      throw timeout();
    };
    const { run, exit } = await enable(world);
    assert.equal(exit, 0);
    assert.equal(world.directory.requests.length, 1);
    const { outcome, evidence } = await outcomeOf(world, run, first);
    assert.deepEqual([outcome, evidence], ['applied', 're-read']);
  }));

test('an answer that is lost before the write took effect is asked for again', () =>
  withWorld(async (world) => {
    world.directory.fault = (_, number) => {
      if (number === 1) throw timeout();
      return null;
    };
    assert.equal((await enable(world)).counts?.applied, 12);
    assert.equal(world.directory.requests.length, 2);
  }));

test('where neither answer nor reading tells, the account is failed and uncertain', () =>
  withWorld(async (world) => {
    let reads = 0;
    world.directory.beforeRead = () => {
      if (++reads > 1) throw new RequestError('gone away', { code: 'down', retryable: false });
    };
    world.directory.fault = () => {
      throw timeout();
    };
    const { run, exit } = await enable(world, [first]);
    assert.equal(exit, 6);
    assert.equal((await outcomeOf(world, run, first)).problem?.uncertain, true);
    assert.equal((await receiptOf(world, run)).uncertain, 1);
  }));

test('one bad account is split out of a refused request, and its neighbours go through', () =>
  withWorld(async (world) => {
    const bad = names[7] as string;
    world.directory.fault = (request) => {
      if (request.items.some((item) => item.account.address === bad)) throw refused();
      return null;
    };
    const { run, exit, counts } = await enable(world);
    assert.deepEqual([exit, counts?.applied, counts?.failed], [6, 11, 1]);
    assert.equal((await outcomeOf(world, run, bad)).problem?.code, 'refused');
    assert.ok(world.directory.requests.length <= 9, `${world.directory.requests.length} requests`);
  }));

test('a success of the batch is not taken for a success of its parts', () =>
  withWorld(async (world) => {
    const partly = (request: WriteRequest): WriteResult[] =>
      world.directory
        .perform({ ...request, items: request.items.filter((_, i) => i !== 3) })
        .toSpliced(3, 0, { outcome: 'failed', code: 'refused', retryable: false, says: 'not this one' });
    world.directory.fault = partly;
    const { run, counts } = await enable(world);
    assert.deepEqual([counts?.applied, counts?.failed], [11, 1]);
    assert.equal((await outcomeOf(world, run, names[3] as string)).problem?.says, 'not this one');
  }));

test('of a request whose parts are throttled only those parts are sent again', () =>
  withWorld(async (world) => {
    world.directory.fault = (request, number) => {
      if (number > 1) return null;
      const done = world.directory.perform({ ...request, items: request.items.slice(0, 10) });
      const late: WriteResult = { outcome: 'failed', code: 'throttled', retryable: true, says: 'later' };
      return [...done, late, late];
    };
    assert.equal((await enable(world)).counts?.applied, 12);
    assert.deepEqual(
      world.directory.requests.map((request) => request.items.length),
      [12, 2],
    );
  }));

test('an answer with the wrong number of results is taken for none', () =>
  withWorld(async (world) => {
    world.directory.fault = (request, number) => (number === 1 ? world.directory.perform(request).slice(1) : null);
    const { counts, exit } = await enable(world);
    assert.deepEqual([exit, counts?.applied], [0, 12]);
    assert.equal(world.directory.requests.length, 1, 'found by reading');
  }));

test('an adapter that throws something unexpected harms one account at most', () =>
  withWorld(async (world) => {
    world.directory.fault = (request) => {
      if (request.items.some((item) => item.account.address === second)) throw new TypeError('x is not a function');
      return null;
    };
    const { run, counts } = await enable(world);
    assert.deepEqual([counts?.applied, counts?.failed], [11, 1]);
    assert.match((await outcomeOf(world, run, second)).problem?.says ?? '', /x is not a function/);
  }));

test('more failures than the larger of 5 and the per cent stop the run', () =>
  withWorld(async (world) => {
    world.directory.limit = 1;
    const all = Array.from({ length: 60 }, (_, i) => address(i));
    world.directory.add(...all.map((name) => account(name, 'disabled')));
    world.directory.fault = () => [{ outcome: 'failed', code: 'refused', retryable: false, says: 'no' }];
    await planOf(
      world.plan,
      Array.from({ length: 12 }, (_, i) => ({ accounts: all.slice(i * 5, i * 5 + 5) })),
    );
    const { exit, counts, messages } = await apply(world);
    assert.equal(exit, 6);
    assert.match(messages.join(), /10 accounts failed, and the limit is 5; look at their errors before you plan again/);
    assert.deepEqual([counts?.failed, counts?.skipped], [10, 50]);
  }));

test('accounts that cannot be read are failed, and retried while that may help', () =>
  withWorld(async (world) => {
    let reads = 0;
    world.directory.beforeRead = () => {
      if (++reads < 3) throw throttled(100);
    };
    assert.equal((await enable(world)).counts?.applied, 12);
    assert.equal(reads, 3);
    world.directory.beforeRead = () => {
      throw new Error('broken');
    };
    world.directory.add(account('late@nhs.net', 'disabled'));
    const { run, exit } = await enable(world, ['late@nhs.net']);
    assert.equal(exit, 6);
    assert.equal((await outcomeOf(world, run, 'late@nhs.net')).problem?.code, 'read-failed');
    assert.equal(world.directory.level('late@nhs.net'), 'none');
  }));

test('a decision that lapses while a request waits to be sent again is not applied', async () => {
  for (const action of ['enable', 'disable'] as const) {
    await withWorld(async (world) => {
      const [from, to] =
        action === 'enable' ? (['disabled', 'standard'] as const) : (['standard', 'disabled'] as const);
      world.directory.add(account(first, from));
      await planOf(world.plan, [
        { action, from, to, accounts: [first], over: { validUntil: formatInstant(NOW + 60_000) } },
      ]);
      world.directory.fault = () => {
        throw throttled(60_000);
      };
      const { run } = await apply(world);
      assert.equal((await outcomeOf(world, run, first)).reason, 'lapsed');
      assert.equal(world.directory.requests.length, 1);
    });
  }
});

test('what loosens is decided once more before it is sent again', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'standard'));
    await planOf(world.plan, [{ action: 'disable', from: 'standard', to: 'disabled', accounts: [first] }]);
    let asked = 0;
    world.outside = {
      ...world.outside,
      redecide: async () => [{ level: ++asked > 1 ? 'standard' : 'disabled', status: 'Admin Disabled' }],
    };
    world.directory.fault = () => {
      throw throttled(1000);
    };
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, first)).reason, 'moved');
    assert.equal(world.directory.requests.length, 1);
  }));
