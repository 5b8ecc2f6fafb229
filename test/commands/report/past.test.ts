import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { run } from '../../../src/cli.ts';
import type { CoverageReport } from '../../../src/generated/coverage.ts';
import { exampleRound } from '../../example/reports.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { testIo, type TestIo } from '../../worlds/io.ts';

const DAY = 86_400_000;

suite('mfactl report and the ledger', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
    await exampleRound(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function report(now: number): Promise<{ exit: number; io: TestIo }> {
    const io = testIo(folder, now);
    return { exit: await run(['report', '--json'], io), io };
  }

  async function figures(now: number): Promise<CoverageReport> {
    const { exit, io } = await report(now);
    assert.equal(exit, 0, io.written.err);
    return JSON.parse(io.written.out) as CoverageReport;
  }

  test('exposure goes back to the first run, and 90 days at most', async () => {
    const soon = (await figures(REFERENCE)).exposure;
    assert.equal(soon?.from, '2026-11-15T09:00:00Z');
    const late = (await figures(REFERENCE + 200 * DAY)).exposure;
    assert.equal(late?.from, '2027-03-14T09:00:00Z');
    assert.equal(late.to, '2027-06-12T09:00:00Z');
  });

  test('exposure grows with each day by the accounts without MFA', async () => {
    const { exposure: then, total } = await figures(REFERENCE);
    const { exposure: now } = await figures(REFERENCE + DAY);
    const { disabled, unknown } = total.managed.levels;
    assert.ok(Math.abs((now?.userDays ?? 0) - (then?.userDays ?? 0) - (disabled + unknown)) < 0.2);
  });

  test('the trend has a point for each run of the last 366 days, and now', async () => {
    const { trend } = await figures(REFERENCE + DAY);
    assert.deepEqual(
      trend.points.map(({ seq }) => seq),
      [1, 2, 3, null],
    );
    assert.deepEqual(
      (await figures(REFERENCE + 360 * DAY)).trend.points.map(({ seq }) => seq),
      [2, 3, null],
    );
  });

  test('a receipt that is not the one the ledger names ends the command, and no address is told', async () => {
    const runs = join(folder, 'reports', 'runs');
    const [first] = (await readdir(runs)).sort();
    const file = join(runs, first as string, 'receipt.json');
    const receipt = await readFile(file, 'utf8');
    try {
      for (const bad of [receipt.replace('"disabled"', '"standard"'), receipt.slice(0, -40)]) {
        await writeFile(file, bad);
        const { exit, io } = await report(REFERENCE);
        assert.equal(exit, 1);
        assert.match(io.written.err, /the ledger cannot be trusted: .*receipt\.json is not the receipt/);
        assert.doesNotMatch(io.written.err, /@/);
        assert.equal(io.written.out, '');
      }
    } finally {
      await writeFile(file, receipt);
    }
    assert.equal((await report(REFERENCE)).exit, 0);
  });
});
