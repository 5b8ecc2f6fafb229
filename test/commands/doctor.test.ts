import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, cp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { lockName, lockText } from '../../src/apply/lock.ts';
import { run } from '../../src/cli.ts';
import type { Check } from '../../src/commands/doctor-check.ts';
import { checkNode } from '../../src/commands/doctor-setup.ts';
import { testIo } from './io.ts';
import { loadRows, type Row, tenant, type TenantFolder, tenantFolder } from './tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const HOUR = 3_600_000;

const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant({ approvers: ['lead.example@nhs.net'] }),
  'policies/organisations/X26/organisation.yaml': { kind: 'Organisation', code: 'X26', name: 'Example Teaching Hospitals' },
};
const ROWS: Row[] = [{ address: 'calm.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' }];

/** A tenant in git in which one apply took place. */
async function healthy(context: TestContext, files: Readonly<Record<string, unknown>> = {}): Promise<TenantFolder> {
  const folder = await tenantFolder(context, { ...FILES, ...files });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', 'policies');
  git('-c', 'user.name=Jo Example', '-c', 'user.email=jo.example@nhs.net', 'commit', '--quiet', '--message', 'Policies');
  await loadRows(folder, NOW, ROWS);
  await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
  assert.equal((await folder.mfactl(NOW, 'apply', 'plan.ndjson', '--run', 'first')).code, 0);
  return folder;
}

interface Told {
  readonly code: number;
  readonly checks: Map<string, Check>;
  readonly text: string;
}

async function doctor(folder: TenantFolder, now = NOW, env: Record<string, string> = {}): Promise<Told> {
  const io = testIo(folder.path, now, env);
  const code = await run(['doctor', '--json'], io);
  assert.equal(io.written.err, '');
  const { ok, checks } = JSON.parse(io.written.out) as { ok: boolean; checks: Check[] };
  assert.equal(ok, code === 0);
  return { code, checks: new Map(checks.map((check) => [check.name, check])), text: io.written.out };
}

function states({ checks }: Told): Record<string, string> {
  return Object.fromEntries([...checks].filter(([, { state }]) => state !== 'ok').map(([name, { state }]) => [name, state]));
}

function hasCheck(told: Told, name: string, state: Check['state'], says: RegExp, advice: RegExp): void {
  const check = told.checks.get(name);
  assert.equal(check?.state, state, JSON.stringify(check));
  assert.match(check?.says ?? '', says);
  assert.match(check?.advice ?? '', advice);
}

suite('doctor', () => {
  test('finds nothing wrong where nothing is, and says so line by line', async (context) => {
    const folder = await healthy(context);
    const told = await doctor(folder);
    assert.equal(told.code, 0);
    assert.deepEqual(states(told), {});
    assert.deepEqual([...told.checks.keys()], ['node', 'settings', 'policies', 'privacy', 'git', 'directory', 'target', 'ledger', 'lock', 'schedule', 'ci']);
    const { out } = await folder.mfactl(NOW, 'doctor');
    assert.match(out, /^ok {7}directory {2}sandbox, 1 account, observed 0 minutes ago, complete$/m);
    assert.match(out, /^0 problems, 0 warnings\.$/m);
  });

  test('settings that are not valid are the only thing it then looks at', async (context) => {
    const told = await doctor(await tenantFolder(context, { ...FILES, 'mfactl.yaml': 'directory: { kind: fax }\n' }));
    assert.equal(told.code, 1);
    assert.deepEqual([...told.checks.keys()], ['node', 'settings']);
    hasCheck(told, 'settings', 'problem', /^mfactl\.yaml:1: /, /Correct the settings/);
  });

  test('a new folder: what is missing, and the way on', async (context) => {
    const told = await doctor(await tenantFolder(context, FILES));
    assert.equal(told.code, 1);
    assert.deepEqual(states(told), { git: 'warning', directory: 'problem', target: 'problem', schedule: 'warning' });
    hasCheck(told, 'target', 'problem', /the sandbox is not there/, /mfactl sandbox load/);
  });

  test('policies that are not valid', async (context) => {
    const folder = await healthy(context);
    await folder.write('policies/organisations/X26/organisation.yaml', { kind: 'Organisation', code: 'X27', name: 'Elsewhere' });
    hasCheck(await doctor(folder), 'policies', 'problem', /not valid: 1 error/, /mfactl validate/);
  });

  test('a report that is too old, as the tenant says', async (context) => {
    const report = { kind: 'report', mailboxReport: 'mailbox.csv', mfaStatusReport: 'mfa.csv', observedAt: '2026-11-24T09:00:00Z' };
    const folder = await healthy(context);
    await folder.write('mfactl.yaml', { directory: report });
    assert.equal((await doctor(folder, NOW + HOUR)).checks.get('directory')?.says, 'report, 1 account, observed 60 minutes ago; the source tells no total of its own');
    hasCheck(await doctor(folder, NOW + 49 * HOUR), 'directory', 'problem', /observed 2 days ago: that is too old/, /Fetch the reports again/);
  });

  test('a ledger that was changed, and a run that has not ended', async (context) => {
    const folder = await healthy(context);
    const runs = join(folder.path, 'reports', 'runs');
    await cp(join(runs, 'first'), join(runs, 'second'), { recursive: true });
    await rm(join(runs, 'second', 'receipt.json'));
    hasCheck(await doctor(folder), 'ledger', 'warning', /1 run not ended: second/, /mfactl apply --resume second/);
    await rm(join(runs, 'second'), { recursive: true });
    assert.deepEqual(await readdir(runs), ['first']);
    await appendFile(join(folder.path, 'reports', 'ledger.ndjson'), '{}\n');
    hasCheck(await doctor(folder), 'ledger', 'problem', /can not be trusted/, /Never start a new one/);
  });

  test('a lock: who holds it, since when, and whether that process is gone', async (context) => {
    const folder = await healthy(context);
    const target = (await doctor(folder)).checks.get('target')?.says.replace('sandbox ', '') ?? '';
    const file = join(folder.path, '.mfactl', lockName({ kind: 'sandbox', name: target }));
    const record = { id: 'abcdefgh', owner: 'jo', host: 'elsewhere', pid: 1, started: null, since: '2026-11-24T08:00:00Z' };
    await writeFile(file, lockText(record));
    hasCheck(await doctor(folder), 'lock', 'warning', /held by jo on elsewhere since 2026-11-24T08:00:00Z/, /--take-over abcdefgh/);
    const { pid } = gone();
    await writeFile(file, lockText({ ...record, host: hostname(), pid }));
    hasCheck(await doctor(folder), 'lock', 'warning', /that process is gone/, /next apply takes it over/);
    await writeFile(file, 'scribble');
    hasCheck(await doctor(folder), 'lock', 'problem', /can not be read by whom/, /remove it/);
  });

  test('a part of the history is told, and how to fetch the rest', async (context) => {
    const folder = await healthy(context);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path });
    git('-c', 'user.name=Jo Example', '-c', 'user.email=jo.example@nhs.net', 'commit', '--quiet', '--allow-empty', '--message', 'More');
    const clone = join(folder.path, 'clone');
    git('clone', '--quiet', '--depth', '1', `file://${folder.path}`, clone);
    const told = await doctor({ ...folder, path: clone });
    hasCheck(told, 'git', 'warning', /on branch main; only a part of the history is here/, /fetch-depth: 0/);
  });

  test('a lapse that nobody looked at, and a schedule that stands still', async (context) => {
    const folder = await healthy(context, {
      'policies/organisations/X26/exceptions.yaml': {
        kind: 'Exceptions',
        organisation: 'X26',
        exceptions: [{ user: 'calm.example@nhs.net', type: 'short-term', startsAt: '2026-11-24T12:00:00Z', reason: 'phone-lost' }],
      },
    });
    assert.match((await doctor(folder)).checks.get('schedule')?.says ?? '', /something lapses or begins at 2026-11-24T12:00:00Z/);
    hasCheck(await doctor(folder, NOW + 5 * HOUR), 'schedule', 'warning', /began at 2026-11-24T12:00:00Z, 2 hours ago/, /schedule of the workflow/);
    hasCheck(await doctor(folder, NOW + 72 * HOUR), 'schedule', 'problem', /the last run ended 3 days ago/, /schedule of the workflow/);
    await folder.write('mfactl.yaml', { directory: { kind: 'sandbox' }, reconciler: 'watch' });
    hasCheck(await doctor(folder, NOW + 72 * HOUR), 'schedule', 'problem', /the last run/, /mfactl watch/);
  });

  test('in CI: addresses shown in a public repository, and what is lost with the job', async (context) => {
    const folder = await healthy(context);
    await folder.write('event.json', JSON.stringify({ repository: { private: false } }));
    const env = { CI: 'true', GITHUB_EVENT_PATH: join(folder.path, 'event.json'), GITHUB_REPOSITORY: 'example/policies' };
    const told = await doctor(folder, NOW, env);
    assert.equal(told.code, 1);
    assert.match(told.text, /this repository is public, so addresses must be masked/);
    assert.match(told.text, /ledger lies in the working tree, which is lost with the job/);
    assert.match(told.text, /the lock is a file, which two jobs do not share/);
    await folder.write('event.json', JSON.stringify({ repository: { private: true } }));
    assert.equal((await doctor(folder, NOW, env)).code, 0);
  });

  test('where addresses are masked it names none, with a key and without', async (context) => {
    const mask = { 'mfactl.yaml': { directory: { kind: 'report', mailboxReport: 'jo.example@nhs.net.csv', mfaStatusReport: 'mfa.csv' }, privacy: { addresses: 'mask' } } };
    const folder = await tenantFolder(context, { ...FILES, ...mask });
    const without = await doctor(folder);
    hasCheck(without, 'privacy', 'problem', /MFACTL_MASK_KEY is not set/, /long random text/);
    assert.doesNotMatch(without.text, /example@/);
    const withKey = await doctor(folder, NOW, { MFACTL_MASK_KEY: 'a key for this test' });
    assert.equal(withKey.checks.get('privacy')?.state, 'ok');
    assert.doesNotMatch(withKey.text, /example@/);
  });

  test('an older Node is a problem', () => {
    assert.deepEqual(['20.19.5', '22.17.1', '22.18.0', '24.11.1'].map((version) => checkNode(version).state), ['problem', 'problem', 'ok', 'ok']);
  });
});

/** A process of this machine that has ended. */
function gone(): { pid: number } {
  return { pid: Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' })) };
}
