import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { git } from '../../proof/git.ts';
import { settings } from '../../worlds/repository.ts';
import { load } from '../../worlds/repository.ts';
import { at, longTerm, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import { ANNA, applyAt, audit, auditedTenant, commitAt, FIRST, instant, LAST, said } from './auditing-scene.ts';

describe('What git has to do with proofs', () => {
  test('outside a repository explain and history say so, and audit goes on where a run followed these policies', async (t) => {
    const folder = await repositoryFor(t, {}, people(1, 'X26', 'Admin Disabled'));
    assert.match(
      await said(folder, ['audit'], NOW, 1),
      /this folder has no git history in which to find the policies of that time/,
    );
    await applyAt(folder, FIRST);
    const explained = await folder.here(['explain', 'x26-0.example@nhs.net'], at(NOW));
    assert.match(explained.err, /^Note: this folder is not in a git repository: commits are not known\.$/m);
    assert.doesNotMatch(explained.out, /not committed/);
    assert.match(
      await said(folder, ['history', 'x26-0.example@nhs.net']),
      /not in a git repository.*this history comes from the ledger only/,
    );
    assert.deepEqual((await audit(folder)).policies, {
      source: 'ledger',
      commit: null,
      digest: (await audit(folder)).policies.digest,
      run: 'run-11-24',
    });
  });

  test('without git the commands say so plainly', async (t) => {
    const folder = await auditedTenant(t);
    const bin = await mkdtemp(join(tmpdir(), 'mfactl-'));
    t.after(() => rm(bin, { recursive: true, force: true }));
    await symlink(process.execPath, join(bin, 'node'));
    const explained = await folder.mfactl(['explain', ANNA], { PATH: bin });
    assert.equal(explained.code, 0, explained.err);
    assert.match(explained.err, /^Note: git is not installed: commits are not known\.$/m);
    assert.match(
      explained.out,
      /the level of organisation X26 is standard: this rule decides {2}policies\/organisations\/X26\/organisation\.yaml:4$/m,
    );
    const told = await folder.mfactl(['history', ANNA], { PATH: bin });
    assert.deepEqual(
      [told.code, /git is not installed/.test(told.out), /run-12-02/.test(told.out)],
      [0, true, true],
      told.err,
    );
    const audited = await folder.mfactl(['audit', '--at', instant(FIRST + 1000)], { PATH: bin });
    assert.equal(audited.code, 1);
    assert.match(audited.err, /Install git, and clone the repository/);
  });

  test('a folder of policies whose name begins with a dash is no option to git', async (t) => {
    const folder = await auditedTenant(t);
    await rename(join(folder.path, 'policies'), join(folder.path, '-p'));
    await folder.write('mfactl.yaml', { ...settings(), policies: '-p' });
    await commitAt(folder, LAST, 'Move (#9)');
    assert.match(await said(folder, ['history', ANNA], LAST + 1000), /pull request #9$/m);
    assert.match(await said(folder, ['explain', ANNA], LAST + 1000), /-p\/organisations\/X26\/organisation\.yaml/);
  });

  test('an entry keeps its commit when it moves, and a renewal beside it has its own', async (t) => {
    const folder = await auditedTenant(t);
    const entry = longTerm(ANNA);
    const renewal = longTerm(ANNA, { startsAt: '2026-12-01T00:00:00Z', expiresAt: '2027-02-01T00:00:00Z' });
    const both = { ...entry, exceptions: [...entry.exceptions, ...renewal.exceptions] };
    await folder.write('policies/organisations/X26/exceptions.yaml', both);
    const renewed = await commitAt(folder, LAST, 'Renew (#8)');
    await rm(join(folder.path, 'policies/organisations/X26/exceptions.yaml'));
    await folder.write('policies/organisations/X26/exceptions/2026.yaml', `# By year\n${JSON.stringify(both)}\n`);
    await commitAt(folder, LAST + 1000, 'By year, and laid out anew');
    await git(folder.path, 'diff', '--quiet', 'HEAD', '--', 'policies');
    const commitOn = async (time: string): Promise<string | undefined> => {
      const { because } = JSON.parse(await said(folder, ['explain', ANNA, '--json'], Date.parse(time))) as {
        because: { step: string; commit: { id: string } | null }[];
      };
      return because.find(({ step }) => step === 'exception')?.commit?.id;
    };
    // Both stand on one line now: what is told of it is the last change of the two.
    assert.equal(await commitOn('2026-11-27T00:00:00Z'), renewed);
    await folder.write('policies/organisations/X26/exceptions/2026.yaml', both);
    await commitAt(folder, LAST + 2000, 'Back to blocks');
    assert.equal(await commitOn('2026-11-27T00:00:00Z'), folder.commits[1]);
    assert.equal(await commitOn('2026-12-02T00:00:00Z'), renewed);
  });

  test('of entries that share a line, nobody is named for what somebody else wrote later', async (t) => {
    const folder = await auditedTenant(t);
    await load(folder, [{ ...people(1)[0], address: ANNA, organisation: 'X26', unit: 'Beta', reported: '' }], at(LAST));
    const file = 'policies/organisations/X26/organisation.yaml';
    const units = (...paths: string[]): string =>
      `kind: Organisation\ncode: X26\nname: Example\nunits: [ ${paths.map((path) => `{ path: ${path}, mfa: disabled, reason: Not ready }`).join(', ')} ]\n`;
    await folder.write(file, units('Alpha'));
    await commitAt(folder, LAST, 'Alpha');
    await folder.write(file, units('Alpha', 'Beta'));
    const beta = await commitAt(folder, LAST + 1000, 'Beta');
    const { because } = JSON.parse(await said(folder, ['explain', ANNA, '--json'])) as {
      because: { says: string; commit: { id: string } | null }[];
    };
    assert.equal(because.find(({ says }) => says.startsWith('the level of unit Beta'))?.commit?.id, beta);
  });
});
