import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Acquired, Lock } from '../../../src/apply/lock/lock.ts';
import { acquireGitLock, type GitLockRequest } from '../../../src/apply/lock/git-ref.ts';

const git = promisify(execFile);
const REF = 'refs/mfactl/lock-graph-tenant';

interface Clones {
  readonly remote: string;
  readonly clones: [string, string];
  readonly clock: { time: number; now: () => number };
  acquire(clone: 0 | 1, id: string, over?: Partial<GitLockRequest>): Promise<Acquired>;
}

async function withClones(check: (clones: Clones) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  const remote = join(folder, 'remote.git');
  const clones: [string, string] = [join(folder, 'one'), join(folder, 'two')];
  const clock = { time: 0, now: (): number => clock.time };
  try {
    await git('git', ['init', '--quiet', '--bare', remote]);
    for (const clone of clones) await git('git', ['clone', '--quiet', remote, clone]);
    const acquire: Clones['acquire'] = (clone, id, over = {}) =>
      acquireGitLock({
        clone: clones[clone],
        remote: 'origin',
        name: 'lock-graph-tenant',
        record: {
          id,
          owner: `run-${id}`,
          host: `runner-${clone}`,
          pid: 1,
          started: null,
          since: '2026-11-24T09:00:00Z',
        },
        takeOver: null,
        isCompleted: null,
        life: { exists: () => true, startOf: async () => null },
        clock,
        until: null,
        ...over,
      });
    await check({ remote, clones, clock, acquire });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lockOf(acquired: Acquired): Lock {
  assert.ok(acquired.ok, acquired.ok ? '' : acquired.says);
  return acquired.lock;
}

test('one clone holds the lock, the other is told by whom, and has it when it was given back', () =>
  withClones(async ({ acquire }) => {
    const lock = lockOf(await acquire(0, 'aaaaaaaa'));
    const second = await acquire(1, 'bbbbbbbb');
    assert.ok(!second.ok);
    assert.match(second.says, /locked by run-aaaaaaaa on runner-0 since 2026-11-24T09:00:00Z/);
    await lock.release();
    lockOf(await acquire(1, 'bbbbbbbb'));
  }));

test('of two that want it at once exactly one has it', () =>
  withClones(async ({ acquire }) => {
    for (let round = 0; round < 2; round++) {
      const both = await Promise.all([acquire(0, `aaaaaaa${round}`), acquire(1, `bbbbbbb${round}`)]);
      const won = both.filter((one) => one.ok);
      assert.equal(won.length, 1);
      await lockOf(won[0] as Acquired).release();
    }
  }));

test('two runs with all but the id in common do not both hold it', () =>
  withClones(async ({ acquire }) => {
    const record = { owner: 'same', host: 'same', pid: 1, started: null, since: '2026-11-24T09:00:00Z' };
    const both = await Promise.all([
      acquire(0, '', { record: { ...record, id: 'aaaaaaaa' } }),
      acquire(1, '', { record: { ...record, id: 'bbbbbbbb' } }),
    ]);
    assert.equal(both.filter((one) => one.ok).length, 1);
  }));

test('an owner whose run has completed is taken over; the old owner notices at the next look, and releases nothing', () =>
  withClones(async ({ acquire, clock, remote }) => {
    const old = lockOf(await acquire(0, 'aaaaaaaa'));
    assert.ok(!(await acquire(1, 'bbbbbbbb', { isCompleted: async () => false })).ok);
    const taken = await acquire(1, 'bbbbbbbb', { isCompleted: async (owner) => owner === 'run-aaaaaaaa' });
    const lock = lockOf(taken);
    clock.time += 30_000;
    assert.ok(await old.isHeld(), 'the last look is not over 30 seconds old');
    clock.time += 1;
    assert.ok(!(await old.isHeld()));
    await old.release();
    assert.ok(await lock.isHeld());
    assert.match((await git('git', ['ls-remote', remote, REF])).stdout, /lock-graph-tenant/);
  }));

test('a named lock is taken over, whoever holds it', () =>
  withClones(async ({ acquire }) => {
    lockOf(await acquire(0, 'aaaaaaaa'));
    assert.ok(!(await acquire(1, 'bbbbbbbb', { takeOver: 'cccccccc' })).ok);
    lockOf(await acquire(1, 'bbbbbbbb', { takeOver: 'aaaaaaaa' }));
  }));

test('a ref that is no lock, or a remote that cannot be reached, is a lock that is held', () =>
  withClones(async ({ acquire, clones }) => {
    const { stdout } = await git('git', [
      '-C',
      clones[0],
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.nhs.net',
      'commit-tree',
      '-m',
      'hello',
      '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    ]);
    await git('git', ['-C', clones[0], 'push', '--quiet', 'origin', `${stdout.trim()}:${REF}`]);
    const refused = await acquire(1, 'bbbbbbbb', { isCompleted: async () => true });
    assert.ok(!refused.ok);
    assert.match(refused.says, /is not a readable lock/);
    const away = await acquire(1, 'bbbbbbbb', { remote: 'nowhere' });
    assert.ok(!away.ok);
    assert.match(away.says, /cannot read the lock/);
  }));
