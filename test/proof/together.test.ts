import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import type { LockRecord } from '../../src/apply/lock/lock.ts';
import { APPLY } from './broken.ts';
import { commitAll, git } from './git.ts';
import { goOn } from './going-on.ts';
import { RUN } from './mixed.ts';
import { lockFiles, mixedTenant, slowly, untilSent, withFaults } from './mixed-tenant.ts';
import { ended, type Ran, type Repository, repositoryAt, settings, succeed } from '../worlds/repository.ts';
import { ledgerLines, storedAccounts } from './traces.ts';

const { base, plain, copyFor } = mixedTenant();

const HELD = new RegExp(
  `^locked by ${userInfo().username} on ${hostname()} since 20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z; .*--take-over [0-9a-f]{16}$`,
  'm',
);

/** Exactly one has run; the others say who holds the lock. */
function assertOneRan(all: readonly Ran[]): void {
  const codes = all.map(({ code }) => code).sort((a, b) => Number(a) - Number(b));
  assert.deepEqual(codes, [3, ...all.slice(1).map(() => 5)], all.map(({ err }) => err).join('\n'));
  for (const { code, err } of all) if (code === 5) assert.match(err, HELD);
}

suite('Applies that start together', () => {
  test('from one checkout: exactly one runs, the others end with 5 and name owner and time', async (t) => {
    const copy = await copyFor(t);
    await withFaults(copy, slowly(1500));
    assertOneRan(await Promise.all([1, 2, 3].map((i) => copy.mfactl(['apply', 'plan.ndjson', '--run', `run-${i}`]))));
    assert.equal((await ledgerLines(copy)).length, 1);
    assert.deepEqual([...storedAccounts(copy).values()], [...plain().goal.values()]);
    assert.deepEqual(await lockFiles(copy), []);
  });

  test('from two clones of one repository: exactly one runs, the other ends with 5', async (t) => {
    const { clones, remote } = await twoClones(t);
    await withFaults(clones[0], slowly(2500));
    assertOneRan(await Promise.all(clones.map((clone) => clone.mfactl(['apply', 'plan.ndjson']))));
    assert.deepEqual([...storedAccounts(clones[0]).values()], [...plain().goal.values()]);
    assert.equal(await git(remote, 'for-each-ref', 'refs/mfactl'), '');
  });
});

/** Two clones of one bare repository that share one sandbox; each holds a plan. */
async function twoClones(t: TestContext): Promise<{ clones: readonly [Repository, Repository]; remote: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const remote = join(folder, 'remote.git');
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main', remote);
  const first = await base().copy(join(folder, 'one'));
  await first.write('mfactl.yaml', {
    ...settings({ lock: 'git' }),
    directory: { kind: 'sandbox', file: first.sandbox },
  });
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
    assert.match(ran.err, new RegExp(`took over the lock that ${userInfo().username} on ${hostname()}`));
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
    assert.match(ran.err, /took over the lock that sam.example on another-host had held/);
    assert.deepEqual(await lockFiles(copy), []);
  });

  test('whose number is now that of another process is taken over at once', async (t) => {
    const copy = await copyFor(t);
    await killInMiddle(copy);
    await editLock(copy, { pid: process.pid });
    assert.equal((await copy.here(['apply', '--resume', RUN])).code, 3);
  });

  test('that cannot be read is never taken for none', async (t) => {
    const copy = await copyFor(t);
    await killInMiddle(copy);
    const [name] = await lockFiles(copy);
    await writeFile(join(copy.path, '.mfactl', name as string), '{');
    const ran = await copy.here(['apply', '--resume', RUN]);
    assert.equal(ran.code, 5);
    assert.match(ran.err, /is not a readable lock/);
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
