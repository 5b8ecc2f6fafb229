/** Steps, batches and files of work packs, as the command line makes them. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { MINUTE, NOW, portalTenant, users } from '../../worlds/portal-tenant.ts';

suite('The steps of a work pack', () => {
  const exceptions = [
    { user: 'user000.example@nhs.net', type: 'short-term', startsAt: '2026-11-24T08:00:00Z', reason: 'phone-lost' },
    {
      user: 'user001.example@nhs.net',
      type: 'short-term',
      startsAt: '2026-11-24T08:30:00Z',
      reason: 'no-signal',
      ticket: 'INC1',
    },
    {
      user: 'user002.example@nhs.net',
      type: 'long-term',
      startsAt: '2026-11-01T00:00:00Z',
      expiresAt: '2027-03-01T00:00:00Z',
      reason: 'clinical-risk',
      approvedBy: 'lead.example@nhs.net',
      ticket: 'REQ1',
      riskAssessment: '=HYPERLINK("http://example.com")',
    },
  ];

  test('come in the order of the plan, with exceptions and their ends one user at a time', async (context) => {
    const tenant = await portalTenant(context, {
      'policies/organisations/X26/exceptions.yaml': { kind: 'Exceptions', organisation: 'X26', exceptions },
      'policies/organisations/X26/re-enrolments.yaml': {
        kind: 'ReEnrolments',
        organisation: 'X26',
        reEnrolments: [{ user: 'user003.example@nhs.net', requestedAt: '2026-11-24T08:00:00Z', reason: 'phone-lost' }],
      },
    });
    const long = { address: 'long.example@nhs.net', organisation: 'X26', reported: 'MFA Long Term Exception' };
    await tenant.write('policies/tenant.yaml', {
      kind: 'Tenant',
      name: 'Test tenant',
      timezone: 'Europe/London',
      mfa: 'standard',
      accountTypes: { user: 'managed' },
      approvers: ['lead.example@nhs.net'],
      exceptions: { unrecorded: 'restore' },
    });
    const ended = users(2, 'MFA 24 Hour Exception', 'ended');
    await tenant.observe(NOW, [...users(10, 'Admin Enabled'), ...users(1, 'Admin Disabled', 'off'), ...ended, long]);
    const applied = await tenant.reconcile(NOW, 'first');
    assert.equal(applied.code, 0, applied.err);
    const page = await tenant.packed('first', 'index.html');
    assert.deepEqual(
      [...page.matchAll(/<h2 id="step-\d">([^<]*)/g)].map(([, title]) => title),
      [
        'Step 1. End 24 hour exceptions: X26, 2 users',
        'Step 2. End long-term exceptions: X26, 1 user',
        'Step 3. Enable MFA (MFA CA Standard): X26, 1 user',
        'Step 4. Re-enrol for MFA: X26, 1 user',
        'Step 5. Grant 24 hour exceptions: X26, 2 users',
        'Step 6. Ask for long-term exceptions: X26, 1 user',
      ],
    );
    assert.match(page, /User 2 of 2: user001\.example@nhs\.net<[^]*Reason: no-signal, ticket INC1/);
    assert.match(page, /Leave it out from 25 Nov 2026, 08:00 GMT/);
    assert.deepEqual((await readdir(join(tenant.path, '.mfactl', 'work-packs', 'first'))).toSorted(), [
      '02-X26-end-long-term-standard-1-of-1.txt',
      '03-X26-enable-standard-1-of-1.txt',
      '06-X26-grant-long-term-1-of-1.txt',
      '06-X26-grant-long-term-form.csv',
      'index.html',
    ]);
    const form = await tenant.packed('first', '06-X26-grant-long-term-form.csv');
    assert.equal(
      form.split('\r\n')[1],
      `user002.example@nhs.net,X26,clinical-risk,2026-11-01T00:00:00Z,2027-03-01T00:00:00Z,,lead.example@nhs.net,REQ1,"'=HYPERLINK(""http://example.com"")",`,
    );
    assert.equal((await tenant.plan(NOW + MINUTE)).header.counts.changes, 0);
  });

  test('that disable come in batches, with a list for the helpdesk above 50', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'Example Teaching Hospitals',
      mfa: 'disabled',
    });
    await tenant.observe(NOW, users(60, 'Admin Enabled'));
    const applied = await tenant.reconcile(NOW, 'first');
    assert.equal(applied.code, 0, applied.err);
    const page = await tenant.packed('first', 'index.html');
    assert.match(page, /Step 1\. Disable MFA: X26, 60 users/);
    assert.match(page, /must show Admin Disabled for 60/);
    assert.match(page, /href="\.\/helpdesk-01-X26-disable\.csv"/);
  });
});
