import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLedger } from '../../src/ledger/read.ts';
import { LedgerError } from '../../src/ledger/chain.ts';
import { STATUS } from '../../src/model/status.ts';
import { assertVerified, outcomeOf } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { withWorld } from '../worlds/apply-world.ts';

import { applyAs, specsOf, undo } from './undo-scene.ts';

const [a, b, c, d, e, f] = Array.from({ length: 6 }, (_, i) => address(i)) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

test('an undo takes back what the run did, with the states from before', () =>
  withWorld(async (world) => {
    world.directory.add(
      account(a, 'disabled'),
      account(b, 'standard'),
      account(c, 'named-locations'),
      account(d, 'standard'),
    );
    world.outside = {
      ...world.outside,
      redecide: async (accounts) => accounts.map(() => ({ level: 'disabled', status: STATUS.shortTerm })),
    };
    await applyAs(world, 'one', [
      { accounts: [a] },
      { action: 'switch', from: 'named-locations', accounts: [c] },
      {
        action: 'except',
        from: 'standard',
        to: 'disabled',
        accounts: [b],
        over: { after: { level: 'disabled', status: STATUS.shortTerm } },
      },
      { action: 'disable', from: 'standard', to: 'disabled', accounts: [d], withheld: 'loosen' },
    ]);
    const { changes, notUndone } = await undo(world, 'one');
    assert.deepEqual(
      changes.map((change) => [change.account.address, change.action, change.to, change.direction]),
      [
        [a, 'disable', 'disabled', 'loosen'],
        [c, 'switch', 'named-locations', 'loosen'],
        [b, 'restore', 'standard', 'tighten'],
      ],
    );
    assert.deepEqual(notUndone, []);
  }));

test('never undone, each with its reason: re-enrolments, restores after a lapse, protected, moved and gone accounts', () =>
  withWorld(async (world) => {
    for (const name of [a, b, c, d, e, f]) world.directory.add(account(name, 'disabled'));
    world.directory.set(a, { membership: 'standard', reported: STATUS.adminEnabled });
    await applyAs(world, 'one', [
      {
        action: 'restore',
        accounts: [b],
        over: { cause: 'time', before: { level: 'disabled', status: STATUS.longTerm } },
      },
      { accounts: [c, d, e, f] },
      { action: 're-enrol', to: null, from: 'standard', accounts: [a] },
    ]);
    world.directory.set(d, { membership: 'named-locations' });
    world.directory.accounts.delete(e);
    world.outside = { ...world.outside, isProtected: async (accounts) => accounts.map((one) => one.address === c) };
    const { changes, notUndone } = await undo(world, 'one');
    assert.deepEqual(
      changes.map((change) => change.account.address),
      [f],
    );
    const reasons = Object.fromEntries(notUndone.map(({ address: name, reason }) => [name, reason]));
    assert.match(reasons[a] ?? '', /re-enrolment/);
    assert.match(reasons[b] ?? '', /its exception has ended/);
    assert.match(reasons[c] ?? '', /privileged, compromised or not managed/);
    assert.match(reasons[d] ?? '', /something else has changed the account/);
    assert.match(reasons[e] ?? '', /no longer exists/);
  }));

test('a restore is taken back only while an exception of the account is accepted, whatever the cause was called', () =>
  withWorld(async (world) => {
    for (const name of [a, b]) world.directory.add(account(name, 'disabled', { reported: STATUS.longTerm }));
    // Without a ledger before it, a lapse has the cause `policy`.
    await applyAs(world, 'one', [
      { action: 'restore', accounts: [a, b], over: { before: { level: 'disabled', status: STATUS.longTerm } } },
    ]);
    world.outside = {
      ...world.outside,
      redecide: async (accounts) =>
        accounts.map((one) =>
          one.address === a
            ? { level: 'disabled', status: STATUS.longTerm }
            : { level: 'standard', status: STATUS.adminEnabled },
        ),
    };
    const { changes, notUndone } = await undo(world, 'one');
    assert.deepEqual(
      changes.map((change) => change.account.address),
      [a],
    );
    assert.deepEqual(
      notUndone.map(({ address: name }) => name),
      [b],
    );
    assert.match(notUndone[0]?.reason ?? '', /no exception of the account is accepted now/);
  }));

test('an undo names the commits to revert', () =>
  withWorld(async (world) => {
    const policy = (commit: string) => ({ policy: { digest: `sha256:${'1'.repeat(64)}`, commit, dirty: false } });
    for (const name of [a, b, c]) world.directory.add(account(name, 'disabled'));
    await applyAs(world, 'one', [{ accounts: [a] }], policy('c1'));
    await applyAs(world, 'two', [{ accounts: [b] }], policy('c2'));
    await applyAs(world, 'three', [{ accounts: [c] }], policy('c2'));
    assert.deepEqual((await undo(world, 'one')).revert, { from: null, to: 'c1' });
    assert.deepEqual((await undo(world, 'two')).revert, { from: 'c1', to: 'c2' });
    assert.equal((await undo(world, 'three')).revert, null);
    await assert.rejects(undo(world, 'unknown'), LedgerError);
  }));

test('applied, an undo is held for 24 hours: later runs do not do again what was taken back', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    await applyAs(world, 'one', [{ accounts: [a] }]);
    // The policy still wants the account raised: taking it back does not ask the policy.
    world.outside = {
      ...world.outside,
      redecide: async (accounts) => accounts.map(() => ({ level: 'standard', status: STATUS.adminEnabled })),
    };
    assert.equal((await applyAs(world, 'undo', specsOf(await undo(world, 'one')), { undoes: 'one' })).exit, 0);
    assert.equal(world.directory.level(a), 'none');
    const { lines, holds } = await readLedger(world.reports, world.clock.time);
    assert.deepEqual(
      lines.map((line) => line.type),
      ['run', 'run', 'hold'],
    );
    assert.equal(holds.get({ id: null, address: a })?.level, 'standard');
    world.clock.time += 23 * 3_600_000;
    const held = await applyAs(world, 'two', [{ accounts: [a, b], over: { cause: 'drift' } }]);
    assert.equal(held.exit, 3);
    assert.equal((await outcomeOf(world, 'two', a)).reason, 'undo-hold');
    assert.equal(world.directory.level(b), 'standard');
    world.clock.time += 3_600_000;
    assert.equal((await applyAs(world, 'three', [{ accounts: [a] }])).exit, 0);
    assert.equal(world.directory.level(a), 'standard');
    await assertVerified(world);
  }));

test('a hold keeps no exception running that ends, and no compromised account low', async () => {
  for (const over of [
    { cause: 'time' as const },
    { cause: 'drift' as const, after: { level: 'standard' as const, status: STATUS.enforcedCompromised } },
  ]) {
    await withWorld(async (world) => {
      world.directory.add(account(a, 'disabled'));
      await applyAs(world, 'one', [{ accounts: [a] }]);
      await applyAs(world, 'undo', specsOf(await undo(world, 'one')), { undoes: 'one' });
      assert.equal((await applyAs(world, 'two', [{ accounts: [a], over }])).exit, 0);
      assert.equal(world.directory.level(a), 'standard');
    });
  }
});

test('an undo loosens no account that has become protected meanwhile', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'));
    await applyAs(world, 'one', [{ accounts: [a] }]);
    const planned = specsOf(await undo(world, 'one'));
    world.outside = { ...world.outside, isProtected: async (accounts) => accounts.map(() => true) };
    await applyAs(world, 'undo', planned, { undoes: 'one' });
    assert.equal((await outcomeOf(world, 'undo', a)).reason, 'moved');
    assert.equal(world.directory.level(a), 'standard');
  }));

test('an undo can itself be taken back while its hold lasts', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'));
    await applyAs(world, 'one', [{ accounts: [a] }]);
    await applyAs(world, 'undo', specsOf(await undo(world, 'one')), { undoes: 'one' });
    assert.equal((await applyAs(world, 'redo', specsOf(await undo(world, 'undo')), { undoes: 'undo' })).exit, 0);
    assert.equal(world.directory.level(a), 'standard');
  }));

test('a hold is about the level that was taken back, and no other', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'));
    await applyAs(world, 'one', [{ accounts: [a] }]);
    await applyAs(world, 'undo', specsOf(await undo(world, 'one')), { undoes: 'one' });
    assert.equal((await applyAs(world, 'two', [{ to: 'named-locations', accounts: [a] }])).exit, 0);
    assert.equal(world.directory.level(a), 'named-locations');
  }));
