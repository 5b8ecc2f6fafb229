import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fetchLedger } from '../../../src/ledger/branch/branch.ts';
import { LedgerError } from '../../../src/ledger/chain.ts';
import { bringTogether, publishLedger } from '../../../src/ledger/branch/publish.ts';
import { formatInstant } from '../../../src/model/time.ts';
import { git } from '../../proof/git.ts';
import { assertDone, remote, runsOnRemote, worldIn } from './ledger-clones.ts';
import { address } from '../../worlds/memory-directory.ts';
import { NOW, planOf } from '../../worlds/plans.ts';
import { apply, resume } from '../../worlds/runs.ts';

test('before the first run there is no branch and no ledger; the first run makes an orphan branch', async (t) => {
  const there = await remote(t);
  const place = await there.clone();
  await fetchLedger(place);
  assert.deepEqual(await readdir(place.folder), []);
  assertDone(await apply(await worldIn(t, place, 0)));
  assert.deepEqual(await runsOnRemote(there), ['run-0']);
  const commits = (await git(there.path, 'rev-list', 'mfactl-ledger')).split('\n');
  assert.equal(await git(there.path, 'merge-base', 'main', commits.at(-1) as string).catch(() => 'none'), 'none');
  assert.equal(await git(there.path, 'ls-tree', '-r', '--name-only', 'main'), 'policy.yaml');
  assert.equal(
    await git(place.root, 'status', '--porcelain', '--', ':!.mfactl'),
    '',
    'the work tree of the policies is as it was',
  );
});

test('plan and header of a run are on the remote before the first write', async (t) => {
  const there = await remote(t);
  const world = await worldIn(t, await there.clone(), 0);
  let seen: string | null = null;
  const { writer } = world.outside;
  world.outside = {
    ...world.outside,
    writer: {
      ...writer,
      async write(request, signal) {
        seen ??= await git(there.path, 'ls-tree', '-r', '--name-only', 'mfactl-ledger');
        return writer.write(request, signal);
      },
    },
  };
  assertDone(await apply(world));
  assert.equal(seen, 'runs/run-0/journal.ndjson\nruns/run-0/plan.ndjson');
});

test('of two that push at once both are kept: the one that is refused stands behind the other, in one chain', async (t) => {
  const there = await remote(t);
  const worlds = await Promise.all([0, 10].map(async (first) => worldIn(t, await there.clone(), first)));
  let starting = worlds.length;
  let go: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    go = resolve;
  });
  for (const world of worlds) {
    const { acquireLock } = world.locking;
    world.locking = {
      ...world.locking,
      async acquireLock(record, takeOver) {
        const acquired = await acquireLock(record, takeOver);
        if (--starting === 0) go();
        await all;
        return acquired;
      },
    };
  }
  const results = await Promise.all(worlds.map(apply));
  results.forEach(assertDone);
  const heads = results.map(({ head }) => head);
  assert.deepEqual(new Set(heads.map((head) => head?.split(':')[0])), new Set(['1', '2']));
  for (const head of heads) assert.deepEqual((await runsOnRemote(there, head)).sort(), ['run-0', 'run-10']);
});

test('a run with files in parts is booked again when another line came first', async (t) => {
  const there = await remote(t);
  const world = await worldIn(t, await there.clone(), 0, 700);
  const other = await worldIn(t, await there.clone(), 10);
  const { publish } = world.books;
  let publishes = 0;
  world.books = {
    ...world.books,
    async publish() {
      // Nobody may find the run open, for then it would be finished there.
      if (++publishes === 1) return;
      // The last one: the run is booked here, and its whole files are gone.
      assert.ok(!existsSync(join(world.books.ledgerFolder, 'runs/run-0/plan.ndjson')));
      assertDone(await apply(other));
      await publish?.();
    },
  };
  const result = await apply(world);
  assertDone(result);
  assert.equal(publishes, 2);
  assert.match(result.head ?? '', /^2:/);
  assert.deepEqual(await runsOnRemote(there, result.head), ['run-10', 'run-0']);
});

test('where the remote takes nothing, no account is written, and the run stays open', async (t) => {
  const there = await remote(t);
  const hook = join(there.path, 'hooks/pre-receive');
  await writeFile(hook, '#!/bin/sh\necho the branch is closed >&2\nexit 1\n');
  await chmod(hook, 0o755);
  const world = await worldIn(t, await there.clone(), 0);
  const result = await apply(world);
  assert.equal(result.exit, 1);
  assert.match(result.messages.join(), /refused the push: .*the branch is closed/s);
  assert.equal(world.directory.level(address(0)), 'none');
  assert.equal(world.clock.slept.length, 5, 'it was tried again, and not for ever');
  await rm(hook);
  const resumed = await apply(world);
  assertDone(resumed);
  assert.deepEqual(await runsOnRemote(there, resumed.head), ['run-0']);
});

test('what is not pushed yet outlives that the branch moves on, and is pushed by the next apply', async (t) => {
  const there = await remote(t);
  const world = await worldIn(t, await there.clone(), 0);
  let publishes = 0;
  world.books = {
    ...world.books,
    async publish() {
      if (++publishes === 2) throw new LedgerError('the network is away');
    },
  };
  const result = await apply(world);
  assert.equal(result.exit, 1, 'the run has ended, but nobody else knows');
  assertDone(await apply(await worldIn(t, await there.clone(), 10)));
  await assert.rejects(
    fetchLedger(world.publishing.place),
    /has changed both here and on the ledger's branch mfactl-ledger on origin; run "mfactl apply"/,
  );
  await bringTogether(world.publishing);
  await publishLedger(world.publishing);
  assert.deepEqual(await runsOnRemote(there), ['run-10', 'run-0']);
});

test('a ledger that was not pushed at the end of its run is pushed by whatever comes next: the run resumed, or an apply with nothing to do', async (t) => {
  for (const next of ['resume', 'idle'] as const) {
    const there = await remote(t);
    const world = await worldIn(t, await there.clone(), 0);
    const { publish } = world.books;
    if (next === 'idle') await planOf(world.plan, []);
    let publishes = 0;
    const failing = async (): Promise<void> => {
      if (++publishes === 2) throw new LedgerError('the network is away');
      await publish?.();
    };
    world.books = { ...world.books, publish: failing };
    assert.equal((await apply(world)).exit, 1);
    world.books = { ...world.books, publish };
    if (next === 'idle')
      await planOf(world.plan, [], { asOf: formatInstant(NOW - 1000), madeAt: formatInstant(NOW - 1000) });
    const result = next === 'resume' ? await resume(world, 'run-0') : await apply(world);
    assert.equal(result.exit, 0, result.messages.join());
    assert.deepEqual(await runsOnRemote(there, result.head), ['run-0']);
  }
});

test('after a stop a push is tried once, and ended in time where the remote hangs', async (t) => {
  const there = await remote(t);
  const world = await worldIn(t, await there.clone(), 0);
  await apply(world);
  await writeFile(join(world.publishing.place.folder, 'runs/run-0/more'), 'x');
  const pids = join(there.path, 'pids');
  await writeFile(join(there.path, 'hooks/pre-receive'), `#!/bin/sh\necho $$ >> '${pids}'\nexec sleep 30\n`, {
    mode: 0o755,
  });
  const late = new AbortController();
  const publishing = { ...world.publishing, late: late.signal };
  const from = performance.now();
  const end = assert.rejects(publishLedger(publishing), /git was stopped, because mfactl was asked to stop/);
  while (!existsSync(pids)) await setTimeout(20);
  world.stop.abort();
  late.abort();
  await end;
  assert.ok(performance.now() - from < 10_000);
  const started = (await readFile(pids, 'utf8')).trim().split('\n');
  for (const pid of started) process.kill(Number(pid));
  assert.equal(started.length, 1, 'one try');
});

test('a run that another machine has gone on with is not pushed over it', async (t) => {
  const there = await remote(t);
  const place = await there.clone();
  const world = await worldIn(t, place, 0);
  const { publish } = world.books;
  let lost: (() => Promise<void>) | null = null;
  world.books = {
    ...world.books,
    async publish() {
      await publish?.();
      if (lost !== null) return;
      lost = async () => undefined;
      // Another clone ends the run while this one still writes.
      const second = await there.clone();
      const other = await worldIn(t, second, 0);
      await bringTogether(other.publishing);
      other.clock.time += 60_000;
      assertDone(await apply(other));
    },
  };
  const result = await apply(world);
  assert.equal(result.exit, 1);
  assert.match(result.messages.join(), /another machine went on with this run/);
  assert.deepEqual(await runsOnRemote(there), ['run-0']);
});

test('a remote that cannot be read, a branch that is gone or written anew: each is an error, never an empty ledger', async (t) => {
  const there = await remote(t);
  const place = await there.clone();
  assertDone(await apply(await worldIn(t, place, 0)));
  await assert.rejects(fetchLedger({ ...place, remote: 'nowhere' }), LedgerError);
  const tip = await git(there.path, 'rev-parse', 'mfactl-ledger');
  await git(there.path, 'update-ref', '-d', 'refs/heads/mfactl-ledger');
  await assert.rejects(fetchLedger(place), new RegExp(`no longer exists; put it back with git push origin ${tip}`));
  await git(there.path, 'update-ref', 'refs/heads/mfactl-ledger', 'refs/heads/main');
  await assert.rejects(fetchLedger(place), /somebody rewrote the ledger's branch/);
  await git(there.path, 'update-ref', 'refs/heads/mfactl-ledger', tip);
  await fetchLedger(place);
});

test('a folder that was deleted is made again, byte for byte, whatever git would do with line ends and ignored files', async (t) => {
  const there = await remote(t);
  const place = await there.clone();
  assertDone(await apply(await worldIn(t, place, 0)));
  const before = await readFile(join(place.folder, 'ledger.ndjson'));
  await rm(place.folder, { recursive: true });
  await git(place.root, 'config', 'core.autocrlf', 'true');
  await writeFile(join(place.root, '.git/info/exclude'), '*.ndjson\n.mfactl\n');
  await fetchLedger(place);
  assert.deepEqual(await readFile(join(place.folder, 'ledger.ndjson')), before);
  assertDone(await apply(await worldIn(t, place, 10)));
  assert.deepEqual(await runsOnRemote(there), ['run-0', 'run-10']);
});
