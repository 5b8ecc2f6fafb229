import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { formatInstant } from '../../src/model/time.ts';
import { apply } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { NOW, planOf } from '../worlds/plans.ts';
import { repositoryOf, withWorld } from '../worlds/apply-world.ts';

const [first, second] = [address(0), address(1)];

test('each of the checks refuses with exit code 4 and a message of its own', async () => {
  const hour = 3_600_000;
  const cases: [RegExp, Parameters<typeof planOf>[2]][] = [
    [/forecast/, { asOf: formatInstant(NOW + hour) }],
    [/names no target/, { target: null }],
    [/is for the target sandbox another/, { target: { kind: 'sandbox', name: 'another' } }],
    [
      /was made from the directory/,
      {
        directory: {
          kind: 'report',
          name: 'a.csv',
          digest: `sha256:${'2'.repeat(64)}`,
          observedAt: formatInstant(NOW),
          complete: { sources: [] },
        },
      },
    ],
    [/too old/, { asOf: formatInstant(NOW - 4 * hour - 1), madeAt: formatInstant(NOW - 4 * hour - 1) }],
    [/in the future/, { asOf: formatInstant(NOW + hour), madeAt: formatInstant(NOW + hour) }],
  ];
  for (const [says, over] of cases) {
    await withWorld(async (world) => {
      world.directory.add(account(first, 'disabled'));
      world.rules = { ...world.rules, directory: { kind: 'sandbox', name: null } };
      await planOf(world.plan, [{ accounts: [first] }], over);
      const { exit, messages } = await apply(world);
      assert.equal(exit, 4, String(says));
      assert.match(messages.join(), says);
      assert.equal(world.directory.requests.length, 0);
    });
  }
});

test('a plan that takes a run back was made from the target, whatever is read otherwise', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'standard'));
    world.rules = { ...world.rules, directory: { kind: 'report', name: null } };
    const chunks = [{ action: 'disable', to: 'disabled', from: 'standard', accounts: [first] }] as const;
    await planOf(world.plan, chunks);
    assert.match((await apply(world)).messages.join(), /was made from the directory/);
    await planOf(world.plan, chunks, { undoes: 'some-run' });
    assert.equal((await apply(world)).exit, 0);
  }));

test('a plan that was changed by one byte is refused; one that is missing is a failure', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'));
    await planOf(world.plan, [{ accounts: [first] }]);
    const text = await readFile(world.plan, 'utf8');
    await writeFile(world.plan, text.replace('user0000', 'user0001'));
    assert.equal((await apply(world)).exit, 4);
    await writeFile(world.plan, text);
    await appendFile(world.plan, ' ');
    assert.equal((await apply(world)).exit, 4);
    await rm(world.plan);
    assert.equal((await apply(world)).exit, 1);
    assert.equal(world.directory.requests.length, 0);
  }));

test('an older policy never wins over a newer one, except to take a run back', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'), account(second, 'disabled'));
    const policy = (commit: string | null) => ({ digest: `sha256:${'3'.repeat(64)}`, commit, dirty: false });
    world.rules = { ...world.rules, repository: repositoryOf((ancestor, commit) => ancestor <= commit) };
    await planOf(world.plan, [{ accounts: [first] }], { policy: policy('c5') });
    assert.equal((await apply(world)).exit, 0);
    for (const commit of ['c4', null]) {
      await planOf(world.plan, [{ accounts: [second] }], { policy: policy(commit) });
      const { exit, messages } = await apply(world);
      assert.equal(exit, 4);
      assert.match(messages.join(), /polic/);
    }
    await planOf(world.plan, [{ accounts: [second] }], { policy: policy('c4'), undoes: 'some-run' });
    assert.equal((await apply(world)).exit, 0);
    await planOf(world.plan, [], { policy: policy('c4') });
    assert.equal((await apply(world)).exit, 4, 'the undo does not count as the last policy');
  }));
