import assert from 'node:assert/strict';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, type TestContext, test } from 'node:test';
import { tenant } from '../worlds/tenant-folder.ts';
import { lockFiles, slowly, untilSent, withFaults } from './mixed-tenant.ts';
import { ended, type Repository, settings, succeed } from '../worlds/repository.ts';
import { people, repositoryFor } from './small-tenant.ts';

const ROWS = people(8, 'X26', 'Admin Disabled');

/** Gives a sandbox another id. */
function rename(file: string, id: string): void {
  const database = new DatabaseSync(file);
  database.prepare('UPDATE meta SET id = ?').run(id);
  database.close();
}

async function planned(t: TestContext, files: Readonly<Record<string, unknown>> = {}): Promise<Repository> {
  const made = await repositoryFor(t, files, ROWS);
  await succeed(made, ['plan', '--out', 'plan.ndjson']);
  return made;
}

suite('Applies that share a part of what they write', () => {
  test('two sandboxes with one folder of reports: while one runs, the other ends with 5 and spoils nothing', async (t) => {
    const one = await planned(t, {
      'b.yaml': { ...settings(), directory: { kind: 'sandbox', file: '.mfactl/b.sqlite' } },
    });
    const other = ['--config', 'b.yaml'];
    await succeed(one, [...other, 'sandbox', 'load', '--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv']);
    await succeed(one, [...other, 'plan', '--out', 'b.ndjson']);
    await withFaults(one, slowly(1500));
    const child = one.start(['apply', 'plan.ndjson', '--run', 'a']);
    const end = ended(child);
    await untilSent(one, 1, child);
    const refused = await one.here([...other, 'apply', 'b.ndjson', '--run', 'b']);
    assert.equal(refused.code, 5, refused.out + refused.err);
    assert.equal((await end).code, 0);
    await succeed(one, ['verify']);
    await succeed(one, [...other, 'apply', 'b.ndjson', '--run', 'b']);
    assert.deepEqual(
      (await readdir(join(one.path, '.mfactl'))).filter((name) => name.includes('lock')),
      [],
    );
  });

  test('two checkouts whose settings name one sandbox: exactly one runs, by the lock beside the sandbox', async (t) => {
    const one = await planned(t);
    await one.write('mfactl.yaml', { ...settings(), directory: { kind: 'sandbox', file: one.sandbox } });
    const two = await one.copy();
    t.after(() => two.remove());
    await withFaults(one, slowly(1500));
    const child = one.start(['apply', 'plan.ndjson', '--run', 'a']);
    const end = ended(child);
    await untilSent(one, 1, child);
    assert.equal((await lockFiles(one)).length, 1);
    const refused = await two.here(['apply', 'plan.ndjson', '--run', 'b']);
    assert.equal(refused.code, 5, refused.out + refused.err);
    assert.equal((await end).code, 0);
    assert.deepEqual(await lockFiles(one), []);
  });
});

suite('An apply', () => {
  test('goes on to its end when nobody reads what it tells any more', async (t) => {
    const one = await planned(t);
    await withFaults(one, slowly(500));
    const child = one.start(['apply', 'plan.ndjson', '--json', '--run', 'a']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    child.stderr?.destroy();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 0);
    const receipt = JSON.parse(await readFile(join(one.reports, 'runs/a/receipt.json'), 'utf8'));
    assert.equal(receipt.counts.applied, 8);
    await succeed(one, ['verify']);
  });

  test('of a plan that was made from another sandbox than the one that is read now ends with 4', async (t) => {
    const one = await repositoryFor(t, {}, ROWS);
    const read = join(one.path, '.mfactl/read.sqlite');
    await copyFile(one.sandbox, read);
    rename(read, '00000000-0000-4000-8000-000000000001');
    const target = { kind: 'sandbox', file: '.mfactl/sandbox.sqlite' };
    await one.write('mfactl.yaml', { ...settings(), directory: { kind: 'sandbox', file: read }, target });
    await succeed(one, ['plan', '--out', 'plan.ndjson']);
    rename(read, '00000000-0000-4000-8000-000000000002');
    const ran = await one.here(['apply', 'plan.ndjson']);
    assert.equal(ran.code, 4, ran.out + ran.err);
    assert.match(ran.err, /made from the directory sandbox/);
  });

  test('that takes a run back is resumed where reports are read and a sandbox is written', async (t) => {
    const one = await planned(t, {
      'mfactl.yaml': {
        ...settings(),
        directory: { kind: 'report', mailboxReport: 'mailbox.csv', mfaStatusReport: 'mfa.csv' },
        target: { kind: 'sandbox', file: '.mfactl/sandbox.sqlite' },
      },
      'policies/tenant.yaml': tenant({
        guardrails: { lockout: 1000, loosen: { floor: 100, percent: 100, count: 100, totalPercent: 100 } },
      }),
    });
    await succeed(one, ['apply', 'plan.ndjson', '--run', 'a']);
    await succeed(one, ['undo', 'a', '--out', 'undo.ndjson']);
    await withFaults(one, slowly(600_000));
    const child = one.start(['apply', 'undo.ndjson', '--run', 'u']);
    const end = ended(child);
    await untilSent(one, 1, child);
    child.kill('SIGKILL');
    await end;
    await withFaults(one, []);
    const resumed = await one.here(['apply', '--resume', 'u']);
    assert.equal(resumed.code, 0, resumed.out + resumed.err);
  });
});
