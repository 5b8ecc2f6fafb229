import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readReceiptAccounts, readReceiptSummary } from '../../../src/ledger/run/receipt.ts';
import { apply, assertVerified } from '../../worlds/runs.ts';
import { account, address } from '../../worlds/memory-directory.ts';
import { planOf } from '../../worlds/plans.ts';
import { withWorld } from '../../worlds/apply-world.ts';

import { verify, withRuns } from '../booked-runs.ts';

test('verify sees one changed byte anywhere, and names the file', { timeout: 60_000 }, () =>
  withRuns(async (world) => {
    const files = (await readdir(world.reports, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    assert.equal(files.length, 5 + 3 * 3);
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
  }),
);

test('verify covers what is missing, what nobody speaks of, and runs without a line', () =>
  withRuns(async (world) => {
    for (const [path, says] of [
      ['stray.txt', /stray\.txt/],
      ['runs/one/extra', /runs\/one\/extra/],
      ['runs/.new-x', /runs\/\.new-x/],
      ['runs/two/sub', /runs\/two\/sub/],
    ] as const) {
      await (path.includes('sub') || path.includes('new')
        ? mkdir(join(world.reports, path))
        : writeFile(join(world.reports, path), ''));
      assert.match((await verify(world)).problems.join(), says);
      await rm(join(world.reports, path), { recursive: true });
    }
    await mkdir(join(world.reports, 'runs', 'open'));
    assert.match((await verify(world)).problems.join(), /runs\/open has no line in the ledger.*--resume open/);
    await rm(join(world.reports, 'runs', 'open'), { recursive: true });
    await mkdir(join(world.reports, 'latest'));
    await writeFile(join(world.reports, 'latest', 'index.html'), 'anything');
    await writeFile(join(world.reports, 'README.md'), 'anything');
    await assertVerified(world);
    await rm(join(world.reports, 'runs', 'two', 'receipt.json'));
    assert.match((await verify(world)).problems[0] ?? '', /cannot read runs\/two\/receipt\.json/);
  }));

test('large files are kept as gzip parts, read as ever, and verified byte by byte', () =>
  withWorld(async (world) => {
    const names = Array.from({ length: 300 }, (_, i) => address(i));
    world.run = 'large';
    world.books = { ...world.books, partSize: 2000 };
    world.directory.add(...names.map((name) => account(name, 'disabled')));
    await planOf(
      world.plan,
      Array.from({ length: 6 }, (_, i) => ({ accounts: names.slice(i * 50, i * 50 + 50) })),
    );
    assert.equal((await apply(world)).exit, 0);
    const folder = join(world.reports, 'runs', 'large');
    const files = (await readdir(folder)).sort();
    assert.ok(files.length >= 4 && files.every((name) => /\.gz\.\d{3}$/.test(name)), files.join());
    for (const name of files) assert.ok((await readFile(join(folder, name))).length < 2000);
    await assertVerified(world);
    let read = 0;
    for await (const { outcome } of readReceiptAccounts(join(folder, 'receipt.json')))
      read += outcome === 'applied' ? 1 : 0;
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

test('a file among the runs, and a `.git` that is none, are named; the `.git` of a checkout is not', () =>
  withRuns(async (world) => {
    await writeFile(join(world.reports, 'runs', 'Thumbs.db'), '');
    await mkdir(join(world.reports, '.git'));
    await writeFile(join(world.reports, '.git', 'anything'), 'x');
    const named = new Set((await verify(world)).problems.map((problem) => problem.split(' is not part of')[0]));
    assert.deepEqual(named, new Set(['.git', '.git/anything', 'runs/Thumbs.db']));
    await rm(join(world.reports, 'runs', 'Thumbs.db'));
    await rm(join(world.reports, '.git'), { recursive: true });
    execFileSync('git', ['init', '--quiet', world.reports]);
    assert.deepEqual((await verify(world)).problems, []);
  }));
