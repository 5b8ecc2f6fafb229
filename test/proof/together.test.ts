import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { LockRecord } from '../../src/apply/lock.ts';
import type { SandboxFaults } from '../../src/generated/sandbox-faults.ts';
import { APPLY, undisturbed } from './broken.ts';
import { commitAll, git } from './git.ts';
import { assertNothingLost, goOn } from './going-on.ts';
import { createMixed, RUN } from './mixed.ts';
import { ended, type Ran, type Repository, repositoryAt, settings, succeed } from './repository.ts';
import { ledgerLines, moveAccount, requestsOf, type StoredAccount, storedAccounts } from './traces.ts';

let base: Repository;
let goal: ReadonlyMap<string, StoredAccount>;

before(async () => {
  base = await createMixed();
  ({ goal } = await undisturbed(base));
});
after(() => base.remove());

async function copyFor(t: TestContext): Promise<Repository> {
  const copy = await base.copy();
  t.after(() => copy.remove());
  return copy;
}

async function withFaults(repository: Repository, faults: SandboxFaults): Promise<void> {
  await repository.write('faults.json', JSON.stringify(faults));
  await succeed(repository, ['sandbox', 'faults', 'faults.json']);
}

/** Each request takes its time, so that whoever starts meanwhile meets the lock. */
const slowly = (latency: number): SandboxFaults => Array.from({ length: 20 }, (_, i) => ({ request: i + 1, fault: 'slow', latency }));

async function lockFiles({ path }: Repository): Promise<string[]> {
  return (await readdir(join(path, '.mfactl'))).filter((name) => name.startsWith('lock-'));
}

const HELD = new RegExp(`^locked by ${userInfo().username} on ${hostname()} since 20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z; .*--take-over [0-9a-f]{16}$`, 'm');

/** Exactly one has run; the others say who holds the lock. */
function assertOneRan(all: readonly Ran[]): void {
  const codes = all.map(({ code }) => code).sort();
  assert.deepEqual(codes, [3, ...all.slice(1).map(() => 5)], all.map(({ err }) => err).join('\n'));
  for (const { code, err } of all) if (code === 5) assert.match(err, HELD);
}

/** Waits until the sandbox was sent so many requests by a process that is still there. */
async function untilSent(repository: Repository, count: number, child: ChildProcess): Promise<void> {
  while (requestsOf(repository) < count) {
    if (child.exitCode !== null) throw new Error(`the apply ended with ${child.exitCode} before its request ${count}`);
    await setTimeout(10);
  }
}

suite('Applies that start together', () => {
  test('from one checkout: exactly one runs, the others end with 5 and name owner and time', async (t) => {
    const copy = await copyFor(t);
    await withFaults(copy, slowly(1500));
    assertOneRan(await Promise.all([1, 2, 3].map((i) => copy.mfactl(['apply', 'plan.ndjson', '--run', `run-${i}`]))));
    assert.equal((await ledgerLines(copy)).length, 1);
    assert.deepEqual([...storedAccounts(copy).values()], [...goal.values()]);
    assert.deepEqual(await lockFiles(copy), []);
  });

  test('from two clones of one repository: exactly one runs, the other ends with 5', async (t) => {
    const { clones, remote } = await twoClones(t);
    await withFaults(clones[0], slowly(2500));
    assertOneRan(await Promise.all(clones.map((clone) => clone.mfactl(['apply', 'plan.ndjson']))));
    assert.deepEqual([...storedAccounts(clones[0]).values()], [...goal.values()]);
    assert.equal(await git(remote, 'for-each-ref', 'refs/mfactl'), '');
  });
});

/** Two clones of one bare repository that share one sandbox; each holds a plan. */
async function twoClones(t: TestContext): Promise<{ clones: readonly [Repository, Repository]; remote: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const remote = join(folder, 'remote.git');
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main', remote);
  const first = await base.copy(join(folder, 'one'));
  await first.write('mfactl.yaml', { ...settings({ lock: 'git' }), directory: { kind: 'sandbox', file: first.sandbox } });
  await first.write('.gitignore', '.mfactl/\nreports/\n');
  await git(first.path, 'init', '--quiet', '-b', 'main');
  await commitAll(first.path, 'Policies');
  await git(first.path, 'remote', 'add', 'origin', remote);
  await git(first.path, 'push', '--quiet', 'origin', 'main');
  await git(folder, 'clone', '--quiet', remote, 'two');
  const second = { ...repositoryAt(join(folder, 'two')), sandbox: first.sandbox };
  for (const clone of [first, second]) await succeed(clone, ['plan', '--out', 'plan.ndjson'], {}, 3);
  return { clones: [first, second], remote };
}

/** Kills an apply in the middle of its run; its lock stays. */
async function killInMiddle(repository: Repository): Promise<void> {
  await withFaults(repository, slowly(600_000));
  const child = repository.start(APPLY);
  const end = ended(child);
  await untilSent(repository, 1, child);
  child.kill('SIGKILL');
  assert.equal((await end).signal, 'SIGKILL');
  await withFaults(repository, []);
}

async function editLock(repository: Repository, change: Partial<LockRecord>): Promise<LockRecord> {
  const [name, ...more] = await lockFiles(repository);
  assert.deepEqual(more, []);
  const path = join(repository.path, '.mfactl', name as string);
  const record = { ...(JSON.parse(await readFile(path, 'utf8')) as LockRecord), ...change };
  await writeFile(path, `${JSON.stringify(record)}\n`);
  return record;
}

suite('The lock of an owner that is dead', () => {
  test('on this host is taken over at once, and the run is finished', async (t) => {
    const copy = await copyFor(t);
    await killInMiddle(copy);
    assert.equal((await lockFiles(copy)).length, 1);
    const ran = await goOn(copy, copy.mfactl);
    assert.match(ran.err, new RegExp(`took over the lock of ${userInfo().username} on ${hostname()}`));
    assert.equal(ran.code, 3, ran.err);
    assert.deepEqual(await lockFiles(copy), []);
  });

  test('on another host is kept, and taken over by its id alone', async (t) => {
    const copy = await copyFor(t);
    await killInMiddle(copy);
    const { id } = await editLock(copy, { host: 'another-host', owner: 'sam.example' });
    for (const flags of [[], ['--take-over', '0123456789abcdef']]) {
      const refused = await copy.here(['apply', '--resume', RUN, ...flags]);
      assert.equal(refused.code, 5);
      assert.match(refused.err, new RegExp(`locked by sam.example on another-host since .* --take-over ${id}`));
    }
    const ran = await copy.here(['apply', '--resume', RUN, '--take-over', id]);
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /took over the lock of sam.example on another-host/);
    assert.deepEqual(await lockFiles(copy), []);
  });

  test('whose number is now that of another process is taken over at once', async (t) => {
    const copy = await copyFor(t);
    await killInMiddle(copy);
    await editLock(copy, { pid: process.pid });
    assert.equal((await copy.here(['apply', '--resume', RUN])).code, 3);
  });

  test('that can not be read is never taken for none', async (t) => {
    const copy = await copyFor(t);
    await killInMiddle(copy);
    const [name] = await lockFiles(copy);
    await writeFile(join(copy.path, '.mfactl', name as string), '{');
    const ran = await copy.here(['apply', '--resume', RUN]);
    assert.equal(ran.code, 5);
    assert.match(ran.err, /can not be read as a lock/);
  });

  test('is a ref of the remote: on this host another clone takes it over at once, on another host by its id alone', async (t) => {
    const { clones, remote } = await twoClones(t);
    await killInMiddle(clones[0]);
    const ref = await git(remote, 'for-each-ref', '--format=%(refname)', 'refs/mfactl');
    assert.match(ref, /^refs\/mfactl\/lock-sandbox-/);
    const record = JSON.parse(await git(remote, 'log', '-1', '--format=%B', ref)) as LockRecord;
    const foreign = { ...record, host: 'another-host' };
    const tree = await git(remote, 'log', '-1', '--format=%T', ref);
    await git(remote, 'update-ref', ref, await git(remote, 'commit-tree', tree, '-m', JSON.stringify(foreign)));
    const refused = await clones[1].here(['apply', 'plan.ndjson']);
    assert.equal(refused.code, 5);
    assert.match(refused.err, /on another-host since/);
    await git(remote, 'update-ref', ref, await git(remote, 'commit-tree', tree, '-m', JSON.stringify(record)));
    const ran = await clones[1].here(['apply', 'plan.ndjson', '--run', 'second']);
    assert.match(ran.err, /took over the lock/);
    assert.equal(await git(remote, 'for-each-ref', 'refs/mfactl'), '');
  });
});

suite('The lock is given back', () => {
  const endings: readonly [number, string, (copy: Repository) => Promise<readonly string[]>][] = [
    [0, 'all is done', (copy) => onlyOf(copy, 'X26')],
    [3, 'something was withheld', () => Promise.resolve(APPLY)],
    [4, 'too much has moved', async (copy) => {
      for (let i = 0; i < 6; i++) moveAccount(copy, `x26-${i}.example@nhs.net`, 'named-locations', 'Admin Enabled');
      return APPLY;
    }],
    [4, 'the plan was applied before', async (copy) => {
      await succeed(copy, APPLY, {}, 3);
      return ['apply', 'plan.ndjson'];
    }],
    [6, 'something failed', async (copy) => {
      await withFaults(copy, [1, 2, 3, 4].map((request) => ({ request, fault: 'refused' })));
      return APPLY;
    }],
    [1, 'the ledger can not be read', async (copy) => {
      await copy.write('reports/ledger.ndjson', 'no ledger\n');
      return APPLY;
    }],
  ];
  for (const [code, why, prepare] of endings) {
    test(`when an apply ends with ${code} because ${why}`, async (t) => {
      const copy = await copyFor(t);
      const ran = await copy.mfactl(await prepare(copy));
      assert.equal(ran.code, code, ran.out + ran.err);
      assert.deepEqual(await lockFiles(copy), []);
    });
  }
});

/** An apply of the changes of one organisation. */
async function onlyOf(copy: Repository, code: string): Promise<readonly string[]> {
  await succeed(copy, ['plan', '--organisation', code, '--out', 'part.ndjson']);
  return ['apply', 'part.ndjson'];
}

suite('An apply that is told to stop', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`by ${signal} while an answer is awaited: it sends nothing new, ends within 5 s, gives the lock back, and can be resumed`, async (t) => {
      const copy = await copyFor(t);
      await withFaults(copy, [{ request: 3, fault: 'slow', latency: 600_000 }]);
      const child = copy.start(APPLY);
      const end = ended(child);
      await untilSent(copy, 3, child);
      const from = performance.now();
      child.kill(signal);
      const ran = await end;
      const lasted = performance.now() - from;
      t.diagnostic(`it took ${Math.round(lasted)} ms`);
      assert.equal(ran.code, 6, ran.out + ran.err);
      assert.match(ran.out, /told to stop; nothing new was sent; go on with apply --resume the-run/);
      assert.ok(lasted < 5000, `${lasted} ms`);
      assert.equal(requestsOf(copy), 3);
      assert.deepEqual(await lockFiles(copy), []);
      await withFaults(copy, []);
      await assertNothingLost(copy, await goOn(copy, copy.here), goal, signal);
    });

    test(`by ${signal} while it waits before another try: it ends at once, and can be resumed`, async (t) => {
      const copy = await copyFor(t);
      await withFaults(copy, Array.from({ length: 30 }, (_, i) => ({ request: i + 1, fault: 'retryable' })));
      const child = copy.start(APPLY);
      const end = ended(child);
      await untilSent(copy, 4, child);
      const from = performance.now();
      child.kill(signal);
      const ran = await end;
      t.diagnostic(`it took ${Math.round(performance.now() - from)} ms`);
      assert.equal(ran.code, 6, ran.out + ran.err);
      assert.ok(performance.now() - from < 5000);
      assert.deepEqual(await lockFiles(copy), []);
      await withFaults(copy, []);
      const done = await goOn(copy, copy.here);
      assert.equal(done.code, 3, done.err);
      assert.deepEqual([...storedAccounts(copy).values()], [...goal.values()]);
    });
  }

  test('by two signals ends at once, and can be resumed', async (t) => {
    const copy = await copyFor(t);
    await withFaults(copy, [{ request: 1, fault: 'slow', latency: 600_000 }]);
    const child = copy.start(APPLY);
    const end = ended(child);
    await untilSent(copy, 1, child);
    child.kill('SIGINT');
    await setTimeout(200);
    child.kill('SIGINT');
    assert.equal((await end).signal, 'SIGINT');
    await withFaults(copy, []);
    await assertNothingLost(copy, await goOn(copy, copy.here), goal, 'two signals');
  });
});
