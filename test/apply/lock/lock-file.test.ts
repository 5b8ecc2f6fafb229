import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Acquired, Lock, LockRecord } from '../../../src/apply/lock/lock.ts';
import { lockName, lockText } from '../../../src/apply/lock/lock.ts';
import { acquireFileLock } from '../../../src/apply/lock/file.ts';
import { isGone, machineProcesses } from '../../../src/machine/process-life.ts';

const NAME = 'lock-sandbox-1';
const GONE = { exists: () => false, startOf: async () => null };
const ALIVE = { exists: () => true, startOf: async () => 'since boot' };

function record(id: string, over: Partial<LockRecord> = {}): LockRecord {
  return {
    id,
    owner: 'jo.example',
    host: 'host-1',
    pid: 4242,
    started: 'since boot',
    since: '2026-11-24T09:00:00Z',
    ...over,
  };
}

async function withFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    await check(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function acquire(
  folder: string,
  id: string,
  over: Partial<Parameters<typeof acquireFileLock>[0]> = {},
): Promise<Acquired> {
  return acquireFileLock({ folder, name: NAME, record: record(id), takeOver: null, life: ALIVE, ...over });
}

function lockOf(acquired: Acquired): Lock {
  assert.ok(acquired.ok, 'the lock is had');
  return acquired.lock;
}

test('one holds the lock; another is told who, where and since when', () =>
  withFolder(async (folder) => {
    const lock = lockOf(await acquire(folder, 'aaaaaaaa'));
    const second = await acquire(folder, 'bbbbbbbb');
    assert.ok(!second.ok);
    assert.match(second.says, /locked by jo\.example on host-1 since 2026-11-24T09:00:00Z.*--take-over aaaaaaaa/);
    assert.ok(await lock.isHeld());
    await lock.release();
    assert.ok(!(await lock.isHeld()));
    assert.ok((await acquire(folder, 'bbbbbbbb')).ok);
  }));

test('nothing is left behind by a lock that was given back', () =>
  withFolder(async (folder) => {
    await lockOf(await acquire(folder, 'aaaaaaaa')).release();
    assert.deepEqual(await readdir(folder), []);
  }));

test('an owner that is gone is taken over at once: no such process, or another one with its number', async () => {
  for (const life of [GONE, { exists: () => true, startOf: async () => 'later' }]) {
    await withFolder(async (folder) => {
      const old = lockOf(await acquire(folder, 'aaaaaaaa'));
      const taken = await acquire(folder, 'bbbbbbbb', { life });
      assert.ok(taken.ok && taken.tookOver?.id === 'aaaaaaaa');
      assert.ok(!(await old.isHeld()));
      await old.release();
      assert.ok(await taken.lock.isHeld(), 'the old owner does not release what is no longer its own');
      await taken.lock.release();
      assert.deepEqual(await readdir(folder), []);
    });
  }
});

test('an owner on another host is taken over only when its lock is named', () =>
  withFolder(async (folder) => {
    const there = { record: record('aaaaaaaa', { host: 'host-2' }) };
    lockOf(await acquire(folder, 'aaaaaaaa', there));
    assert.ok(!(await acquire(folder, 'bbbbbbbb', { life: GONE })).ok);
    assert.ok(!(await acquire(folder, 'bbbbbbbb', { takeOver: 'another-lock' })).ok);
    assert.ok((await acquire(folder, 'bbbbbbbb', { takeOver: 'aaaaaaaa' })).ok);
    assert.ok(!(await acquire(folder, 'cccccccc', { takeOver: 'aaaaaaaa' })).ok, 'the name is good for one lock');
  }));

test('a lock that cannot be read is held', async () => {
  for (const text of ['', '{', '{"id":"x"}', 'null', lockText(record('aaaaaaaa')).slice(0, -20)]) {
    await withFolder(async (folder) => {
      await writeFile(join(folder, NAME), text);
      const refused = await acquire(folder, 'bbbbbbbb', { life: GONE });
      assert.ok(!refused.ok);
      assert.match(refused.says, /is not a readable lock/);
    });
  }
});

test('one who dies in the middle of a takeover, or of giving back, does not leak the lock', () =>
  withFolder(async (folder) => {
    const path = join(folder, NAME);
    await writeFile(path, lockText(record('aaaaaaaa')));
    await writeFile(`${path}.claim-aaaaaaaa`, lockText(record('bbbbbbbb')));
    assert.ok(!(await acquire(folder, 'cccccccc')).ok, 'the claimer may be alive');
    const lock = lockOf(await acquire(folder, 'cccccccc', { life: GONE }));
    assert.equal(JSON.parse(await readFile(path, 'utf8')).id, 'cccccccc');
    await writeFile(`${path}.claim-cccccccc`, lockText(record('cccccccc-end')));
    assert.ok(!(await lock.isHeld()));
    const last = lockOf(await acquire(folder, 'dddddddd', { life: GONE }));
    await last.release();
    assert.deepEqual(await readdir(folder), []);
  }));

test('of many that take over a dead owner at once exactly one wins', async () => {
  for (let round = 0; round < 20; round++) {
    await withFolder(async (folder) => {
      await writeFile(join(folder, NAME), lockText(record('deadbeef')));
      const life = { exists: (pid: number) => pid !== 4242, startOf: async () => null };
      const tries = Array.from({ length: 8 }, (_, i) =>
        acquire(folder, `taker-${round}-${i}`, { record: record(`taker-${round}-${i}`, { pid: i + 1 }), life }),
      );
      const won = (await Promise.all(tries)).filter((one) => one.ok);
      assert.equal(won.length, 1, `round ${round}`);
      assert.ok(won[0]?.ok && (await won[0].lock.isHeld()));
    });
  }
});

test('one who saw a dead owner, and was overtaken before it claimed, takes nothing over', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, NAME), lockText(record('deadbeef')));
    let overtaken: Acquired | null = null;
    const slow = {
      exists: () => true,
      async startOf() {
        if (overtaken !== null) return 'since boot';
        overtaken = await acquire(folder, 'aaaaaaaa', { life: GONE });
        return 'later';
      },
    };
    const late = await acquire(folder, 'bbbbbbbb', { life: slow });
    assert.ok(!late.ok && late.holder?.id === 'aaaaaaaa');
    assert.ok(await lockOf(overtaken as unknown as Acquired).isHeld());
  }));

test('this machine tells apart a process that runs, one that is gone, and one with a number that was used again', async () => {
  const started = await machineProcesses.startOf(process.pid);
  assert.ok(!(await isGone({ pid: process.pid, started }, machineProcesses)));
  if (process.platform === 'linux')
    assert.ok(await isGone({ pid: process.pid, started: 'explain the decision at another time' }, machineProcesses));
  const child = fork(join(import.meta.dirname, 'lock-child.ts'), ['nothing'], { stdio: 'ignore' });
  await once(child, 'exit');
  assert.ok(await isGone({ pid: child.pid as number, started: null }, machineProcesses));
});

test('processes that want one lock hold it one after the other, also when some are killed', { timeout: 60_000 }, () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, 'held'));
    const children = Array.from({ length: 4 }, (_, i) =>
      fork(join(import.meta.dirname, 'lock-child.ts'), [folder, i === 0 ? 'die' : 'live'], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
    const codes = await Promise.all(
      children.map(async (child) => (await once(child, 'exit')) as [number | null, string | null]),
    );
    assert.deepEqual(
      codes.map(([code, signal]) => signal ?? code),
      ['SIGKILL', 0, 0, 0],
    );
    const left = (await readdir(folder)).filter((name) => name !== 'held');
    assert.deepEqual(left, []);
  }),
);

test('the name of a lock is safe wherever it goes', () => {
  assert.equal(lockName({ kind: 'sandbox', name: '../A b:c' }), 'lock-sandbox-a-b-c');
});
