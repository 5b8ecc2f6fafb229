import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, cp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { acquireGitLock } from '../../../src/apply/lock/git-ref.ts';
import { git, pushedTo } from '../../proof/git.ts';
import { lockName, lockText } from '../../../src/apply/lock/lock.ts';
import { doctor, FILES, hasCheck, healthy, HOUR, NOW, states } from './doctor-folder.ts';
import { tenantFolder } from '../../worlds/tenant-folder.ts';

/** The lock of an apply on another machine. */
const RECORD = {
  id: 'abcdefgh',
  owner: 'jo',
  host: 'elsewhere',
  pid: 1,
  started: null,
  since: '2026-11-24T08:00:00Z',
};

suite('doctor', () => {
  test('finds nothing wrong where nothing is, and says so line by line', async (context) => {
    const folder = await healthy(context);
    const told = await doctor(folder);
    assert.equal(told.code, 0);
    assert.deepEqual(states(told), {});
    assert.deepEqual(
      [...told.checks.keys()],
      ['node', 'settings', 'policies', 'privacy', 'git', 'directory', 'target', 'ledger', 'lock', 'schedule', 'ci'],
    );
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
    hasCheck(told, 'target', 'problem', /the sandbox does not exist/, /mfactl sandbox load/);
  });

  test('policies that are not valid', async (context) => {
    const folder = await healthy(context);
    await folder.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X27',
      name: 'Elsewhere',
    });
    hasCheck(await doctor(folder), 'policies', 'problem', /not valid: 1 error/, /mfactl validate/);
  });

  test('a report that is too old, as the tenant says', async (context) => {
    const report = {
      kind: 'report',
      mailboxReport: 'mailbox.csv',
      mfaStatusReport: 'mfa.csv',
      observedAt: '2026-11-24T09:00:00Z',
    };
    const folder = await healthy(context);
    await folder.write('mfactl.yaml', { directory: report });
    assert.equal(
      (await doctor(folder, NOW + HOUR)).checks.get('directory')?.says,
      'report, 1 account, observed 60 minutes ago; the source gives no total to compare this with',
    );
    hasCheck(
      await doctor(folder, NOW + 49 * HOUR),
      'directory',
      'problem',
      /observed 2 days ago: that is too old/,
      /Fetch the reports again/,
    );
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
    hasCheck(await doctor(folder), 'ledger', 'problem', /cannot be trusted/, /Never start a new ledger/);
  });

  test('a lock: who holds it, since when, and whether that process is gone', async (context) => {
    const folder = await healthy(context);
    const target = (await doctor(folder)).checks.get('target')?.says.replace('sandbox ', '') ?? '';
    const file = join(folder.path, '.mfactl', lockName({ kind: 'sandbox', name: target }));
    await writeFile(file, lockText(RECORD));
    hasCheck(
      await doctor(folder),
      'lock',
      'warning',
      /held by jo on elsewhere since 2026-11-24T08:00:00Z/,
      /--take-over abcdefgh/,
    );
    const { pid } = gone();
    await writeFile(file, lockText({ ...RECORD, host: hostname(), pid }));
    hasCheck(await doctor(folder), 'lock', 'warning', /that process has ended/, /next apply takes the lock over/);
    await writeFile(file, 'scribble');
    hasCheck(await doctor(folder), 'lock', 'problem', /the name of its owner cannot be read/, /remove it/);
  });

  test('a lock that is a ref of the remote is told by its owner, and a remote that cannot be reached is a problem', async (context) => {
    const folder = await healthy(context);
    const push = await pushedTo(context, folder.path);
    await folder.write('mfactl.yaml', { directory: { kind: 'sandbox' }, apply: { lock: 'git' } });
    const lock = async (): Promise<string | undefined> => (await doctor(folder)).checks.get('lock')?.says;
    const target = (await doctor(folder)).checks.get('target')?.says.replace('sandbox ', '') ?? '';
    const name = lockName({ kind: 'sandbox', name: target });
    assert.equal(await lock(), 'free');
    const life = { startOf: async () => null, isAlive: async () => true } as never;
    const request = {
      clone: folder.path,
      remote: 'origin',
      name,
      record: RECORD,
      takeOver: null,
      isCompleted: null,
      life,
      clock: { now: () => NOW },
      until: null,
    };
    const held = await acquireGitLock(request);
    assert.ok(held.ok);
    hasCheck(
      await doctor(folder),
      'lock',
      'warning',
      /held by jo on elsewhere since 2026-11-24T08:00:00Z/,
      /--take-over abcdefgh/,
    );
    await held.lock.release();
    assert.equal(await lock(), 'free');
    await push();
    await git(folder.path, 'remote', 'set-url', 'origin', join(folder.path, 'nowhere'));
    hasCheck(await doctor(folder), 'lock', 'problem', /it cannot be read/, /reach/);
  });

  test('a lapse that nobody looked at, and a schedule that stands still', async (context) => {
    const folder = await healthy(context, {
      'policies/organisations/X26/exceptions.yaml': {
        kind: 'Exceptions',
        organisation: 'X26',
        exceptions: [
          { user: 'calm.example@nhs.net', type: 'short-term', startsAt: '2026-11-24T12:00:00Z', reason: 'phone-lost' },
        ],
      },
    });
    assert.match(
      (await doctor(folder)).checks.get('schedule')?.says ?? '',
      /an exception, wave or until makes a change due at 2026-11-24T12:00:00Z/,
    );
    hasCheck(
      await doctor(folder, NOW + 5 * HOUR),
      'schedule',
      'warning',
      /made a change due at 2026-11-24T12:00:00Z, 2 hours ago/,
      /schedule of the workflow/,
    );
    hasCheck(
      await doctor(folder, NOW + 72 * HOUR),
      'schedule',
      'problem',
      /the last run ended 3 days ago/,
      /schedule of the workflow/,
    );
    await folder.write('mfactl.yaml', { directory: { kind: 'sandbox' }, reconciler: 'watch' });
    hasCheck(await doctor(folder, NOW + 72 * HOUR), 'schedule', 'problem', /the last run/, /mfactl watch/);
  });
});

/** A process of this machine that has ended. */
function gone(): { pid: number } {
  return { pid: Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' })) };
}
