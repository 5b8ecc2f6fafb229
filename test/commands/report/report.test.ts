import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { run } from '../../../src/cli.ts';
import { EndOfCommand } from '../../../src/session/io.ts';
import { REPORT_FILES } from '../../../src/report/latest/files.ts';
import { REFERENCE, ROOT } from '../../example/tenant.ts';
import { testIo, type TestIo } from '../../worlds/io.ts';

suite('mfactl report', () => {
  let folder: string;
  let latest: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
    latest = join(folder, 'reports', 'latest');
    await cp(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true });
    await cp(join(ROOT, 'test', 'fixtures', 'example'), folder, { recursive: true });
    await settings();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const settings = (more = ''): Promise<void> =>
    writeFile(
      join(folder, 'mfactl.yaml'),
      `directory: { kind: report, mailboxReport: Mailbox Report.csv, mfaStatusReport: MFAStatusReport.csv, observedAt: 2026-11-24T06:00:00Z }\n${more}`,
    );

  async function report(
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<{ exit: number; io: TestIo }> {
    const io = testIo(folder, REFERENCE, env);
    return { exit: await run(['report', ...args], io), io };
  }

  test('writes every report, and names them', async () => {
    const { exit, io } = await report();
    assert.equal(exit, 0, io.written.err);
    const names = REPORT_FILES.map(({ name }) => name);
    assert.equal(io.written.out, names.map((name) => `Wrote reports/latest/${name}.\n`).join(''));
    assert.deepEqual((await readdir(latest)).sort(), names.toSorted());
    const summary = await readFile(join(latest, 'summary.md'), 'utf8');
    assert.match(summary, /^# MFA status of NHSmail: Example NHSmail tenant$/m);
    assert.match(
      summary,
      /from the portal's reports: Mailbox Report\.csv \([\d,]+ rows\), MFAStatusReport\.csv .*observed at 2026-11-24T06:00:00Z/,
    );
  });

  test('with --json the results are one line of JSON, and messages go elsewhere', async () => {
    const { exit, io } = await report(['--json']);
    assert.equal(exit, 0, io.written.err);
    const figures = JSON.parse(io.written.out) as { format: string; total: { accounts: number } };
    assert.equal(figures.format, 'mfactl.coverage/v1');
    const rows = (await readFile(join(latest, 'mfa-status.csv'), 'utf8')).trimEnd().split('\r\n').length - 1;
    assert.equal(figures.total.accounts, rows);
    assert.equal(io.written.out, await readFile(join(latest, 'coverage.json'), 'utf8'));
    assert.match(io.written.err, /Wrote/);
  });

  test('uses the name of the service that the settings give', async () => {
    await settings('product: NHS.net Connect\n');
    assert.equal((await report()).exit, 0);
    assert.match(await readFile(join(latest, 'summary.md'), 'utf8'), /^# MFA status of NHS\.net Connect:/);
  });

  test('with masks no address stands in any file or output', async () => {
    await settings('privacy: { addresses: mask, maskKey: KEY }\n');
    const { exit, io } = await report(['--json'], { KEY: 'a long random text' });
    assert.equal(exit, 0, io.written.err);
    const files = await Promise.all((await readdir(latest)).map((name) => readFile(join(latest, name), 'utf8')));
    for (const text of [...files, io.written.out, io.written.err])
      assert.ok(!/\w@\w|&#64;|nhs\.net/i.test(text), text.slice(0, 60));
  });

  test('ends before it writes anything where masks have no key', async () => {
    await settings('privacy: { addresses: mask, maskKey: KEY }\n');
    const { exit, io } = await report();
    assert.equal(exit, 1);
    assert.match(io.written.err, /KEY is not set/);
    await assert.rejects(readdir(latest));
  });

  test('leaves the reports of before as they were where it is stopped or cannot write', async () => {
    await report();
    const before = await readFile(join(latest, 'mfa-status.csv'));
    const stopped = testIo(folder, REFERENCE + 1);
    assert.equal(
      await run(['report'], { ...stopped, signal: AbortSignal.abort(new EndOfCommand('stopped by SIGINT')) }),
      1,
    );
    await mkdir(join(latest, 'mfa-status.csv.new'));
    const { exit, io } = await report();
    assert.equal(exit, 1);
    assert.match(io.written.err, /cannot write the reports/);
    assert.ok(before.equals(await readFile(join(latest, 'mfa-status.csv'))));
  });
});
