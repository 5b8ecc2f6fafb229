import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isPending, readLedger } from '../../src/apply/ledger.ts';
import { completeLedger } from '../../src/apply/ledger-append.ts';
import { LedgerError } from '../../src/apply/ledger-file.ts';
import { readReceiptAccounts, readReceiptSummary } from '../../src/apply/receipt.ts';
import { verifyLedger } from '../../src/apply/verify.ts';
import { formatInstant } from '../../src/core/time.ts';
import { apply, assertVerified } from './runs.ts';
import { account, address, planOf, quickDisk, withWorld, type World } from './world.ts';

const HOUR = 3_600_000;
const counts = { accounts: 0, managed: 0, changes: 0, relabels: 0, byAction: {}, byDirection: {}, byCause: {}, byStatus: {}, byOrganisation: {} };

/** Applies a plan for one more account, made now. */
async function applyOne(world: World, i: number, run: string, over: Parameters<typeof planOf>[2] = {}): Promise<void> {
  const at = formatInstant(world.clock.time);
  world.directory.add(account(address(i), 'disabled'));
  world.options = { ...world.options, run };
  await planOf(world.plan, [{ accounts: [address(i)] }], { asOf: at, madeAt: at, ...over });
  assert.equal((await apply(world)).exit, 0);
}

async function withRuns(check: (world: World) => Promise<void>): Promise<void> {
  await withWorld(async (world) => {
    for (const [i, run] of ['one', 'two', 'three'].entries()) await applyOne(world, i, run);
    await check(world);
  });
}

const verify = (world: World, head: string | null = null) => verifyLedger(world.reports, { head, hasCommit: null });

test('no ledger at all is an empty one', () =>
  withWorld(async (world) => {
    const ledger = await readLedger(world.reports, world.clock.time);
    assert.deepEqual([ledger.last, ledger.head, ledger.openRuns], [null, null, []]);
    assert.deepEqual(await verify(world), { ok: true, anchored: false, head: null, problems: [] });
  }));

test('the ledger tells planners which plans were applied, and what was loosened in the last 24 hours', () =>
  withWorld(async (world) => {
    await applyOne(world, 1, 'one');
    world.options = { ...world.options, run: 'two' };
    world.directory.add(account(address(2), 'standard'), account(address(3), 'standard'));
    await planOf(world.plan, [
      { action: 'disable', from: 'standard', to: 'disabled', accounts: [address(2), address(3)] },
      { action: 'except', from: 'standard', to: 'disabled', organisation: 'RA1', accounts: ['gone@nhs.net'] },
    ]);
    await apply(world);
    const { loosened, appliedPlans, last } = await readLedger(world.reports, world.clock.time);
    assert.deepEqual([loosened.total, [...loosened.byOrganisation]], [2, [['X26', 2]]]);
    assert.equal(appliedPlans.size, 2);
    assert.equal(last?.run, 'two');
    assert.equal((await readLedger(world.reports, world.clock.time + 24 * HOUR)).loosened.total, 0);
    assert.equal((await readLedger(world.reports, world.clock.time + 24 * HOUR - 1)).loosened.total, 2);
  }));

test('the highest counts of seven days are kept, and no longer', () =>
  withWorld(async (world) => {
    const counted = (accounts: number, byCode: Record<string, number>) => ({ counts: { ...counts, changes: 1, accounts, accountsByOrganisation: byCode } });
    const observed = () => ({ directory: { kind: 'sandbox' as const, name: 'sandbox-1', digest: `sha256:${'1'.repeat(64)}`, observedAt: formatInstant(world.clock.time), complete: { sources: [] } } });
    await applyOne(world, 1, 'one', { ...counted(100, { X26: 60, RA1: 40 }), ...observed() });
    await applyOne(world, 2, 'two', { ...counted(90, { X26: 70, RA1: 20 }), ...observed() });
    const highest = async () => (await readLedger(world.reports, world.clock.time)).highest;
    assert.deepEqual([(await highest()).total, [...(await highest()).byOrganisation]], [100, [['RA1', 40], ['X26', 70]]]);
    world.clock.time += 7 * 24 * HOUR;
    assert.equal((await highest()).total, 100);
    world.clock.time += 24 * HOUR;
    assert.equal((await highest()).total, null);
    await applyOne(world, 3, 'three', { ...counted(50, { X26: 50 }), ...observed() });
    assert.equal((await readFile(join(world.reports, 'population.ndjson'), 'utf8')).split('\n').length, 2);
    await assertVerified(world);
  }));

test('what failed or was withheld is pending until a run settles it, or a plan of the whole tenant leaves it out', () =>
  withWorld(async (world) => {
    const [a, b] = [address(1), address(2)];
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    world.directory.fault = () => [{ outcome: 'failed', code: 'refused', retryable: false, says: 'no' }];
    await planOf(world.plan, [{ accounts: [a] }, { accounts: [b], withheld: 'lockout' }]);
    await apply(world);
    const pending = async () => {
      const ledger = await readLedger(world.reports, world.clock.time);
      return [a, b].map((name) => isPending(ledger, { id: 'known-since', address: name }, 'enable'));
    };
    assert.deepEqual(await pending(), [true, true]);
    world.directory.fault = () => null;
    await planOf(world.plan, [{ accounts: [a] }], { scope: { organisations: ['X26'], units: [], userPolicies: [] } });
    await apply(world);
    assert.deepEqual(await pending(), [false, true], 'a part of the tenant says nothing of the rest');
    await applyOne(world, 3, 'whole');
    assert.deepEqual(await pending(), [false, false]);
  }));

test('what was handed over waits for a report observed afterwards, at most eight days', () =>
  withWorld(async (world) => {
    const name = address(1);
    world.directory.add(account(name, 'disabled'));
    world.directory.fault = () => [{ outcome: 'handed-over' }];
    await planOf(world.plan, [{ accounts: [name] }]);
    await apply(world);
    world.directory.fault = () => null;
    const waits = async () => isPending(await readLedger(world.reports, world.clock.time), { id: null, address: name }, 'enable');
    const observed = (at: number) => ({ directory: { kind: 'sandbox' as const, name: 'sandbox-1', digest: `sha256:${'1'.repeat(64)}`, observedAt: formatInstant(at), complete: { sources: [] } } });
    const handedOverAt = world.clock.time;
    world.clock.time += HOUR;
    await applyOne(world, 2, 'before-the-report', observed(handedOverAt));
    assert.ok(await waits());
    await applyOne(world, 3, 'after-the-report', observed(handedOverAt + 1));
    assert.ok(!(await waits()));
  }));

test('a ledger of which anything is missing or was changed is an error, never "none"', async () => {
  const damages: [string, (world: World) => Promise<unknown>][] = [
    ['no ledger', (world) => rm(join(world.reports, 'ledger.ndjson'))],
    ['an empty ledger', (world) => writeFile(join(world.reports, 'ledger.ndjson'), '')],
    ['no head', (world) => rm(join(world.reports, 'ledger.head'))],
    ['no head and no ledger', async (world) => Promise.all(['ledger.ndjson', 'ledger.head'].map((name) => rm(join(world.reports, name))))],
    ['a foreign head', (world) => writeFile(join(world.reports, 'ledger.head'), `3:sha256:${'0'.repeat(64)}\n`)],
    ['no population', (world) => rm(join(world.reports, 'population.ndjson'))],
    ['no pending', (world) => rm(join(world.reports, 'pending.ndjson'))],
    ['a cut line that the head names', async (world) => truncate(join(world.reports, 'ledger.ndjson'), (await readFile(join(world.reports, 'ledger.ndjson'))).length - 1)],
    ['a line that is no line', (world) => appendFile(join(world.reports, 'ledger.ndjson'), '{}\n')],
    ['population that is none', (world) => writeFile(join(world.reports, 'population.ndjson'), '{"day":1}\n')],
  ];
  for (const [says, damage] of damages) {
    await withRuns(async (world) => {
      await damage(world);
      await assert.rejects(readLedger(world.reports, world.clock.time), LedgerError, says);
      assert.ok(!(await verify(world)).ok, says);
      world.directory.add(account(address(9), 'disabled'));
      world.options = { ...world.options, run: 'four' };
      await planOf(world.plan, [{ accounts: [address(9)] }]);
      assert.equal((await apply(world)).exit, 1, says);
      assert.equal(world.directory.level(address(9)), 'none', says);
    });
  }
});

test('a crash between line and head, or within a line, is completed by the next run', async () => {
  await withRuns(async (world) => {
    const head = await readFile(join(world.reports, 'ledger.head'), 'utf8');
    const lines = (await readFile(join(world.reports, 'ledger.ndjson'), 'utf8')).split('\n');
    const { previous } = JSON.parse(lines[2] as string) as { previous: string };
    await writeFile(join(world.reports, 'ledger.head'), `2:${previous}\n`);
    await appendFile(join(world.reports, 'ledger.ndjson'), '{"seq":4,"ty');
    assert.ok(!(await verify(world)).ok);
    assert.equal(`${await completeLedger(world.reports, quickDisk)}\n`, head);
    await applyOne(world, 9, 'four');
    await assertVerified(world);
  });
});

test('verify sees one changed byte anywhere, and names the file', { timeout: 60_000 }, () =>
  withRuns(async (world) => {
    const files = (await readdir(world.reports, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    assert.equal(files.length, 4 + 3 * 3);
    for (const file of files) {
      const whole = await readFile(file);
      const step = Math.max(1, Math.floor(whole.length / 12));
      for (let at = 0; at < whole.length; at += step) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] as number) ^ 1;
        await writeFile(file, changed);
        const { ok, problems } = await verify(world);
        assert.ok(!ok, `${file} at ${at}`);
        const name = file.slice(world.reports.length + 1);
        const blamed = name.startsWith('ledger') ? /ledger\.(ndjson|head)/ : new RegExp(name);
        assert.match(problems.join('\n'), blamed, `${file} at ${at}`);
      }
      await writeFile(file, whole);
    }
    await assertVerified(world);
  }));

test('verify covers what is missing, what nobody speaks of, and runs without a line', () =>
  withRuns(async (world) => {
    for (const [path, says] of [['stray.txt', /stray\.txt/], ['runs/one/extra', /runs\/one\/extra/], ['runs/.new-x', /runs\/\.new-x/], ['runs/two/sub', /runs\/two\/sub/]] as const) {
      await (path.includes('sub') || path.includes('new') ? mkdir(join(world.reports, path)) : writeFile(join(world.reports, path), ''));
      assert.match((await verify(world)).problems.join(), says);
      await rm(join(world.reports, path), { recursive: true });
    }
    await mkdir(join(world.reports, 'runs', 'open'));
    assert.match((await verify(world)).problems.join(), /runs\/open: it has no line in the ledger.*--resume open/);
    await rm(join(world.reports, 'runs', 'open'), { recursive: true });
    await mkdir(join(world.reports, 'latest'));
    await writeFile(join(world.reports, 'latest', 'index.html'), 'anything');
    await writeFile(join(world.reports, 'README.md'), 'anything');
    await assertVerified(world);
    await rm(join(world.reports, 'runs', 'two', 'receipt.json'));
    assert.match((await verify(world)).problems[0] ?? '', /runs\/two\/receipt\.json: it can not be read/);
  }));

test('a copy of the head that was kept elsewhere shows a ledger that was written anew', () =>
  withRuns(async (world) => {
    const { head } = await verify(world);
    assert.deepEqual([(await verify(world, head)).anchored, (await verify(world)).anchored], [true, false]);
    await applyOne(world, 4, 'four');
    assert.ok((await verify(world, head)).anchored, 'an older head holds still');
    assert.match((await verify(world, `3:${'0'.repeat(64)}`)).problems.join(), /written anew/);
    assert.match((await verify(world, `9:${'0'.repeat(64)}`)).problems.join(), /lines are missing/);
    assert.match((await verify(world, 'nonsense')).problems.join(), /is not SEQ:SHA/);
  }));

test('where there is git, each policy commit must exist', () =>
  withWorld(async (world) => {
    await applyOne(world, 1, 'one', { policy: { digest: `sha256:${'1'.repeat(64)}`, commit: 'c1', dirty: false } });
    const problems = async (there: boolean) => (await verifyLedger(world.reports, { head: null, hasCommit: async () => there })).problems;
    assert.deepEqual(await problems(true), []);
    assert.match((await problems(false)).join(), /ledger\.ndjson:1: the policy commit c1 does not exist/);
  }));

test('large files are kept as gzip parts, read as ever, and verified byte by byte', () =>
  withWorld(async (world) => {
    const names = Array.from({ length: 300 }, (_, i) => address(i));
    world.options = { ...world.options, run: 'large', partSize: 2000 };
    world.directory.add(...names.map((name) => account(name, 'disabled')));
    await planOf(world.plan, Array.from({ length: 6 }, (_, i) => ({ accounts: names.slice(i * 50, i * 50 + 50) })));
    assert.equal((await apply(world)).exit, 0);
    const folder = join(world.reports, 'runs', 'large');
    const files = (await readdir(folder)).sort();
    assert.ok(files.length > 4 && files.every((name) => /\.gz\.\d{3}$/.test(name)), files.join());
    for (const name of files) assert.ok((await readFile(join(folder, name))).length < 2000);
    await assertVerified(world);
    let read = 0;
    for await (const { outcome } of readReceiptAccounts(join(folder, 'receipt.json'))) read += outcome === 'applied' ? 1 : 0;
    assert.equal(read, 300);
    assert.equal((await readReceiptSummary(join(folder, 'receipt.json'))).counts.applied, 300);
    const part = join(folder, files[0] as string);
    const whole = await readFile(part);
    for (const at of [4, 9, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 1;
      await writeFile(part, changed);
      assert.ok(!(await verify(world)).ok, `byte ${at}`);
    }
    await writeFile(part, whole);
    await writeFile(join(folder, 'plan.ndjson'), 'left over');
    assert.ok(!(await verify(world)).ok);
  }));
