import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { checkNode } from '../../../src/commands/setup/doctor-setup.ts';
import { doctor, FILES, hasCheck, healthy, NOW } from './doctor-folder.ts';
import { tenantFolder } from '../../worlds/tenant-folder.ts';

suite('doctor, of what must be there', () => {
  test('a part of the history is told, and how to fetch the rest', async (context) => {
    const folder = await healthy(context);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path });
    git(
      '-c',
      'user.name=Jo Example',
      '-c',
      'user.email=jo.example@nhs.net',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message',
      'More',
    );
    const clone = join(folder.path, 'clone');
    git('clone', '--quiet', '--depth', '1', `file://${folder.path}`, clone);
    const told = await doctor({ ...folder, path: clone });
    hasCheck(told, 'git', 'warning', /on branch main; this clone has only a part of the history/, /fetch-depth: 0/);
  });

  test('in CI: addresses shown in a public repository, and what is lost with the job', async (context) => {
    const folder = await healthy(context);
    await folder.write('event.json', JSON.stringify({ repository: { private: false } }));
    const env = {
      CI: 'true',
      GITHUB_EVENT_PATH: join(folder.path, 'event.json'),
      GITHUB_REPOSITORY: 'example/policies',
    };
    const told = await doctor(folder, NOW, env);
    assert.equal(told.code, 1);
    assert.match(told.text, /this repository is public, so addresses must be masked/);
    assert.match(told.text, /ledger is in the working tree, which is deleted when the job ends/);
    assert.match(told.text, /the lock is a file, which two jobs cannot share/);
    await folder.write('event.json', JSON.stringify({ repository: { private: true } }));
    assert.equal((await doctor(folder, NOW, env)).code, 0);
  });

  test('where addresses are masked it names none, with a key and without', async (context) => {
    const mask = {
      'mfactl.yaml': {
        directory: { kind: 'report', mailboxReport: 'jo.example@nhs.net.csv', mfaStatusReport: 'mfa.csv' },
        privacy: { addresses: 'mask' },
      },
    };
    const folder = await tenantFolder(context, { ...FILES, ...mask });
    const without = await doctor(folder);
    hasCheck(without, 'privacy', 'problem', /MFACTL_MASK_KEY is not set/, /long random text/);
    assert.doesNotMatch(without.text, /example@/);
    const withKey = await doctor(folder, NOW, { MFACTL_MASK_KEY: 'a key for this test' });
    assert.equal(withKey.checks.get('privacy')?.state, 'ok');
    assert.doesNotMatch(withKey.text, /example@/);
  });

  test('an older Node is a problem', () => {
    assert.deepEqual(
      ['20.19.5', '22.17.1', '22.18.0', '24.11.1'].map((version) => checkNode(version).state),
      ['problem', 'problem', 'ok', 'ok'],
    );
  });
});
