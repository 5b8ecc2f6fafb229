import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Audit } from '../../../src/generated/audit.ts';
import { git } from '../../proof/git.ts';
import { load, organisation, settings } from '../../worlds/repository.ts';
import { at, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import {
  AFTER,
  ANNA,
  applyAt,
  audit,
  auditedTenant,
  BEN,
  commitAt,
  FIRST,
  instant,
  LAST,
  said,
  SECOND,
} from './auditing-scene.ts';

interface Event {
  readonly at: string;
  readonly kind: string;
  readonly after: { readonly level: string };
  readonly outcome?: string;
  readonly cause?: string;
  readonly commit?: object;
}

describe('For those who must prove it', () => {
  test('history tells commits, runs and what time did, in their order', async (t) => {
    const folder = await auditedTenant(t);
    const { timeline } = JSON.parse(await said(folder, ['history', ANNA, '--json'])) as { timeline: Event[] };
    const told = timeline.map(({ at: when, kind, after, outcome, cause }) => [
      when,
      kind,
      after.level,
      ...(kind === 'run' ? [outcome, cause] : []),
    ]);
    assert.deepEqual(told, [
      ['2026-11-24T08:59:00Z', 'policy', 'standard'],
      ['2026-11-24T09:00:00Z', 'run', 'standard', 'applied', 'policy'],
      ['2026-11-26T08:59:00Z', 'policy', 'disabled'],
      ['2026-11-26T09:00:00Z', 'run', 'disabled', 'applied', 'policy'],
      ['2026-12-01T00:00:00Z', 'time', 'standard'],
      ['2026-12-02T09:00:00Z', 'run', 'standard', 'applied', 'time'],
    ]);
    assert.deepEqual(timeline[2]?.commit, {
      id: folder.commits[1],
      author: 'Jo Example',
      date: '2026-11-26T08:59:00Z',
      pullRequest: 7,
    });
    const text = await said(folder, ['history', ANNA]);
    assert.match(
      text,
      /run     restore disabled \(MFA Long Term Exception\) → standard \(Admin Enabled\): applied, cause time/,
    );
    assert.match(text, /before: exception: long-term exception until 2026-12-01T00:00:00Z/);
  });

  test('a wave that starts is time, and the level that holds until then is the one that the account had', async (t) => {
    const folder = await repositoryFor(t, {}, people(2, 'X26', 'Admin Disabled'));
    const rollout = [{ wave: 'All', starts: instant(SECOND), everyone: true }];
    await folder.write('policies/organisations/X26/organisation.yaml', organisation('X26', { rollout }));
    await git(folder.path, 'init', '--quiet', '--initial-branch', 'main');
    await commitAt(folder, FIRST, 'A rollout');
    await applyAt(folder, SECOND + 60_000);
    const { timeline } = JSON.parse(await said(folder, ['history', BEN, '--json'])) as { timeline: Event[] };
    assert.deepEqual(
      timeline.map(({ kind, after }) => [kind, after.level]),
      [
        ['policy', 'disabled'],
        ['time', 'standard'],
        ['run', 'standard'],
      ],
    );
  });

  test('audit steps levels back over the receipts, and takes the policies that the last run followed', async (t) => {
    const folder = await auditedTenant(t);
    const had = async (time: number): Promise<unknown[]> => {
      const { policies, total, exempt, accounts } = await audit(folder, '--at', instant(time));
      const anna = accounts.find(({ address }) => address === ANNA);
      return [
        policies.source,
        folder.commits.indexOf(policies.commit ?? ''),
        total.managed.enforced,
        exempt.length,
        anna?.state.level,
        anna?.basis,
      ];
    };
    assert.deepEqual(await had(FIRST - 1000), ['branch', 0, 0, 0, 'disabled', 'receipt']);
    assert.deepEqual(await had(FIRST + 1000), ['ledger', 0, 4, 0, 'standard', 'receipt']);
    // The commit had come, but no run followed it yet.
    assert.deepEqual(await had(SECOND - 1000), ['ledger', 0, 4, 0, 'standard', 'receipt']);
    assert.deepEqual(await had(SECOND + 1000), ['ledger', 1, 3, 1, 'disabled', 'receipt']);
    assert.deepEqual(await had(LAST + 1000), ['ledger', 1, 4, 0, 'standard', 'directory']);
  });

  test('audit names who approved, with ticket and risk assessment, at the line of that commit', async (t) => {
    const folder = await auditedTenant(t);
    await folder.write(
      'policies/organisations/X26/exceptions.yaml',
      `# A line above\n${readFileSync(join(folder.path, 'policies/organisations/X26/exceptions.yaml'), 'utf8')}`,
    );
    const { exempt } = await audit(folder, '--at', instant(SECOND + 1000));
    assert.deepEqual(exempt, [
      {
        address: ANNA,
        organisation: 'X26',
        type: 'long-term',
        state: { level: 'disabled', status: 'MFA Long Term Exception' },
        startsAt: '2026-11-01T00:00:00Z',
        expiresAt: '2026-12-01T00:00:00Z',
        reason: 'clinical-risk',
        requestedBy: null,
        approvedBy: 'lead.example@nhs.net',
        ticket: 'REQ0001',
        riskAssessment: 'RA-1',
        plan: null,
        policy: 'policies/organisations/X26/exceptions.yaml:4',
      },
    ]);
    assert.match(
      await said(folder, ['audit', '--at', instant(SECOND + 1000)]),
      /lead\.example@nhs\.net +REQ0001 +RA-1/,
    );
  });

  test('a sample comes with rules, commits, exception and receipts, whose lines are in the ledger', async (t) => {
    const folder = await auditedTenant(t);
    const { accounts } = await audit(folder, '--at', instant(SECOND + 1000), '--sample', '4');
    const anna = accounts.find(({ address }) => address === ANNA)?.evidence;
    assert.equal(anna?.exemption?.approvedBy, 'lead.example@nhs.net');
    assert.equal(anna?.because.at(-1)?.commit?.id, folder.commits[1]);
    assert.deepEqual([anna?.receipt?.run, anna?.receipt?.seq, anna?.receipt?.outcome], ['run-11-26', 2, 'applied']);
    assert.deepEqual([anna?.undone?.run, anna?.undone?.seq], ['run-12-02', 3]);
    const lines = readFileSync(join(folder.reports, 'ledger.ndjson'), 'utf8').trimEnd().split('\n');
    for (const receipt of [anna?.receipt, anna?.undone])
      assert.equal(
        receipt?.line,
        `sha256:${createHash('sha256')
          .update(lines[(receipt?.seq ?? 0) - 1] ?? '')
          .digest('hex')}`,
      );
    assert.match(await said(folder, ['audit', '--sample', '4']), /line 3 of the ledger, sha256:/);
  });

  test('an account that is gone is told as far as receipts know it, and counted apart', async (t) => {
    const folder = await auditedTenant(t);
    await load(folder, people(4).slice(1), at(LAST));
    const { gone, total } = await audit(folder, '--at', instant(SECOND + 1000));
    assert.deepEqual(
      [gone.map(({ address, state }) => [address, state.level]), total.accounts],
      [[[ANNA, 'disabled']], 3],
    );
    const text = await said(folder, ['history', ANNA]);
    assert.match(text, /the directory no longer has it; from the last run/);
    assert.match(text, /run-12-02/);
    assert.match(
      await said(folder, ['history', 'nobody.example@nhs.net'], AFTER, 1),
      /is not in the directory, in the ledger or in an exception/,
    );
  });

  test('policies that were applied from no commit are told from the branch, with the reason', async (t) => {
    const folder = await auditedTenant(t);
    await folder.write(
      'policies/organisations/X26/organisation.yaml',
      organisation('X26', { mfa: 'standard', name: 'Not committed' }),
    );
    await applyAt(folder, LAST + 86_400_000);
    await git(folder.path, 'restore', 'policies');
    const now = LAST + 2 * 86_400_000;
    const { policies, remarks } = JSON.parse(await said(folder, ['audit', '--json'], now)) as Audit;
    assert.deepEqual([policies.source, policies.commit], ['branch', folder.commits[1]]);
    assert.ok(remarks.some((remark) => /git does not have the policies that run/.test(remark)));
  });

  test('where addresses are masked, none is told, neither of accounts nor of approvers', async (t) => {
    const folder = await auditedTenant(t);
    await folder.write('mfactl.yaml', { ...settings(), privacy: { addresses: 'mask' } });
    for (const command of [
      ['audit', '--at', instant(SECOND + 1000)],
      ['audit', '--sample', '3'],
      ['history', ANNA],
      ['explain', ANNA],
    ]) {
      for (const flags of [[], ['--json']]) {
        const out = await said(folder, [...command, ...flags]);
        assert.match(out, /account-[0-9a-f]{16}/);
        assert.doesNotMatch(out, /@/);
      }
    }
    const { accounts } = await audit(folder, '--sample', '4');
    const order = accounts.map(({ address }) => address);
    assert.deepEqual(order, order.toSorted());
  });

  test('JSON stays JSON where a text with quotes holds an address that is masked', async (t) => {
    const folder = await auditedTenant(t);
    const path = 'The "jo.example@nhs.net" ward';
    const named = { name: path, units: [{ path, mfa: 'standard' }] };
    await folder.write('policies/organisations/X26/organisation.yaml', organisation('X26', named));
    await commitAt(folder, LAST - 60_000, 'A name in quotes');
    await load(folder, [{ address: ANNA, organisation: 'X26', unit: path, reported: 'Admin Enabled' }], at(LAST));
    await applyAt(folder, LAST + 86_400_000);
    await folder.write('mfactl.yaml', { ...settings(), privacy: { addresses: 'mask' } });
    for (const command of [
      ['audit'],
      ['audit', '--sample', '1'],
      ['history', ANNA],
      ['explain', ANNA],
      ['explain', '--all'],
    ]) {
      const out = await said(folder, [...command, '--json'], LAST + 90_000_000);
      assert.doesNotMatch(out, /@/);
      assert.match(JSON.stringify(JSON.parse(out)), /The \\"account-[0-9a-f]{16}\\" ward/, command.join(' '));
    }
  });

  test('the future, and a seed without a sample, are refused', async (t) => {
    const folder = await repositoryFor(t, {}, people(1));
    assert.match(await said(folder, ['audit', '--at', '2027-01-01T00:00:00Z'], NOW, 1), /is in the future/);
    assert.match(await said(folder, ['audit', '--seed', '2'], NOW, 1), /--sample/);
    assert.match(await said(folder, ['audit', '--sample', '0'], NOW, 1), /1 or more/);
  });
});
