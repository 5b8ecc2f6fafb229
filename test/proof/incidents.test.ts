/** What must never happen, seen from the command line, where no other test shows it there. docs/incidents.md lists all. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { query } from '../directory/sandbox/tenant.ts';
import { createRepository, load, organisation, settings, succeed } from '../worlds/repository.ts';
import { ALLOWS, at, FILES, longTerm, NOW, people, repositoryFor } from './small-tenant.ts';
import { registerMethod, requestsOf, storedAccounts, writesOf } from './traces.ts';

const DAY = 86_400_000;

suite('What must never happen', () => {
  test('an empty or partial source is never read as "remove everyone"', async (t) => {
    const repository = await repositoryFor(t, {}, people(100));
    await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(NOW));
    await succeed(repository, ['apply', 'plan.ndjson'], at(NOW));
    await repository.write(
      'policies/organisations/X26/organisation.yaml',
      organisation('X26', { mfa: 'named-locations' }),
    );
    // Half of the accounts are there; each of them would be changed.
    await load(repository, people(50), at(NOW));
    await succeed(repository, ['plan', '--out', 'partial.ndjson'], at(NOW), 3);
    await succeed(repository, ['apply', 'partial.ndjson'], at(NOW), 3);
    await load(repository, [], at(NOW));
    const empty = await repository.here(['plan', '--out', 'empty.ndjson'], at(NOW));
    assert.equal(empty.code, 3);
    assert.match(empty.out, /empty-directory/);
    assert.equal(requestsOf(repository), 0, 'nothing was sent');
  });

  test('case or Unicode variants of one address are never added and removed in one run', async (t) => {
    // The directory writes it composed and with capitals, the policy decomposed and in lower case.
    const repository = await repositoryFor(
      t,
      { ...ALLOWS, 'policies/organisations/X26/exceptions.yaml': longTerm('zoe\u0308.example@nhs.net') },
      [{ address: ' Zo\u00CB.Example@NHS.net', organisation: 'x26', reported: 'Admin Enabled' }, ...people(3)],
    );
    await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(NOW));
    await succeed(repository, ['apply', 'plan.ndjson'], at(NOW));
    assert.deepEqual(
      writesOf(repository).map(({ action, address }) => `${action} ${address}`),
      ['except zo\u00EB.example@nhs.net'],
    );
    const again = await repository.here(['plan', '--detailed-exitcode'], at(NOW));
    assert.equal(again.code, 0, again.out);
  });

  test('a rename is never seen as leave and join', async (t) => {
    const id = '3f0c5c60-0000-4000-8000-000000000001';
    const repository = await repositoryFor(
      t,
      { ...ALLOWS, 'policies/organisations/X26/exceptions.yaml': longTerm('jo.example@nhs.net', { id }) },
      people(3),
    );
    await repository.write(
      'mailbox.csv',
      `EmailAddress,ObjectId,ODSCode,MailboxType,Status\njo.example@nhs.net,${id.toUpperCase()},X26,User,Active\n`,
    );
    await repository.write(
      'mfa.csv',
      'EmailAddress,MFAStatus,AuthenticationType\njo.example@nhs.net,Admin Enabled,PhoneAppOTP\n',
    );
    await succeed(
      repository,
      ['sandbox', 'load', '--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv'],
      at(NOW),
    );
    await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(NOW));
    query(repository.sandbox, "UPDATE accounts SET address = 'jo.newname@nhs.net'");
    await succeed(repository, ['apply', 'plan.ndjson'], at(NOW));
    assert.deepEqual(
      writesOf(repository).map(({ action, address }) => `${action} ${address}`),
      ['except jo.newname@nhs.net'],
    );
    const again = await repository.here(['plan', '--detailed-exitcode'], at(NOW));
    assert.equal(again.code, 0, again.out);
  });

  test('of a duplicate key no value is ever taken', async (t) => {
    const repository = await repositoryFor(t, {}, people(3));
    await repository.write(
      'policies/organisations/X26/organisation.yaml',
      'kind: Organisation\ncode: X26\nname: Example\nmfa: standard\nmfa: disabled\n',
    );
    const ran = await repository.here(['plan', '--out', 'plan.ndjson'], at(NOW));
    assert.equal(ran.code, 1);
    assert.match(ran.err, /organisation\.yaml:5:1 error/);
    assert.equal(existsSync(join(repository.path, 'plan.ndjson')), false);
    const twice = [...people(3), { address: 'X26-1.example@nhs.net', organisation: 'X26', reported: 'Admin Disabled' }];
    await assert.rejects(load(repository, twice, at(NOW)), /stands|twice|again/);
    assert.equal(storedAccounts(repository).size, 3, 'the directory is as it was');
  });

  test('an exception never goes on because the schedule stopped, the account is held, or an override expired', async (t) => {
    const repository = await repositoryFor(
      t,
      {
        ...ALLOWS,
        'policies/organisations/X26/organisation.yaml': organisation('X26', {
          rollout: [{ wave: 'Everyone', starts: '2027-06-01T00:00:00Z', everyone: true }],
        }),
        'policies/organisations/X1A/organisation.yaml': organisation('X1A', { mfa: 'disabled' }),
        'policies/organisations/X9Z/organisation.yaml': organisation('X9Z'),
        'policies/organisations/X9Z/exceptions.yaml': { ...longTerm('x9z-0.example@nhs.net'), organisation: 'X9Z' },
        'policies/organisations/X26/exceptions.yaml': longTerm('x26-0.example@nhs.net'),
        'policies/overrides.yaml': {
          kind: 'Overrides',
          overrides: [
            {
              guardrail: 'loosen',
              organisation: 'X1A',
              limit: 400,
              reason: 'Rehearsal',
              approvedBy: 'lead.example@nhs.net',
              startsAt: '2026-11-01T00:00:00Z',
              expiresAt: '2026-11-25T00:00:00Z',
            },
          ],
        },
      },
      [
        { address: 'x9z-0.example@nhs.net', organisation: 'X9Z', reported: 'MFA Long Term Exception' },
        { address: 'x26-0.example@nhs.net', organisation: 'X26', reported: 'MFA Long Term Exception' },
        ...people(30, 'X1A'),
      ],
    );
    // Nothing ran for a year; the entries ended long ago, and so did the override of a gate that is violated now.
    const late = NOW + 200 * DAY;
    await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(late), 3);
    await succeed(repository, ['apply', 'plan.ndjson'], at(late), 3);
    const reported = storedAccounts(repository);
    assert.equal(reported.get('x9z-0.example@nhs.net')?.['reported'], 'Admin Enabled');
    assert.equal(reported.get('x26-0.example@nhs.net')?.['reported'], 'Admin Enabled', 'a later wave does not hold it');
    assert.ok(
      people(30, 'X1A').every(({ address }) => reported.get(address)?.['reported'] === 'Admin Enabled'),
      'what the expired override let through is withheld',
    );
  });

  test('methods registered after a re-enrolment are never deleted by its repeat', async (t) => {
    const [user] = people(1).map(({ address }) => address) as [string];
    const entry = { user, requestedAt: '2026-11-24T08:00:00Z', reason: 'phone-lost', ticket: 'INC0002' };
    const repository = await repositoryFor(
      t,
      {
        'policies/organisations/X26/re-enrolments.yaml': {
          kind: 'ReEnrolments',
          organisation: 'X26',
          reEnrolments: [entry],
        },
      },
      people(3),
    );
    for (const name of ['one', 'two'])
      await succeed(repository, ['plan', '--out', `${name}.ndjson`], at(NOW + (name === 'one' ? 0 : 1000)));
    await succeed(repository, ['apply', 'one.ndjson'], at(NOW + 60_000));
    registerMethod(repository, user, 'SoftwareOTP');
    // Another plan, made before the first was applied; and then every day one that is new, while the entry is open.
    await succeed(repository, ['apply', 'two.ndjson'], at(NOW + 120_000));
    for (const day of [1, 15, 29, 31]) {
      const planned = await repository.here(
        ['plan', '--detailed-exitcode', '--out', 'next.ndjson'],
        at(NOW + day * DAY),
      );
      assert.equal(planned.code, 0, planned.out);
    }
    assert.equal(storedAccounts(repository).get(user)?.['methods'], '["SoftwareOTP"]');
    assert.equal(writesOf(repository).length, 1);
  });

  test('a secret or a token never stands in a log, a plan or a report', async (t) => {
    const env = {
      GITHUB_TOKEN: 'ghs_secretsecretsecretsecretsecret000001',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'idtokensecretsecretsecret000002',
      AZURE_CLIENT_SECRET: 'clientsecretsecretsecret000003',
      MFACTL_MASK_KEY: 'maskkeysecretsecretsecret000004',
    };
    const repository = await repositoryFor(
      t,
      { 'mfactl.yaml': { ...settings(), privacy: { addresses: 'mask' } } },
      people(8, 'X26', 'Admin Disabled'),
    ).catch(() => null);
    assert.equal(repository, null, 'without its key nothing is masked, so nothing is done');
    const masked = await createRepository(
      { ...FILES, 'mfactl.yaml': { ...settings(), privacy: { addresses: 'mask' } } },
      people(8, 'X26', 'Admin Disabled'),
      { ...at(NOW), env },
    );
    t.after(() => masked.remove());
    let said = '';
    const commands = [
      ['plan', '--out', 'plan.ndjson'],
      ['plan', '--format', 'markdown'],
      ['plan', '--json'],
      ['show', 'plan.ndjson'],
      ['apply', 'plan.ndjson', '--json'],
      ['verify'],
      ['report'],
      ['explain', '--all', '--json'],
      ['apply', 'no-such-plan'],
      ['plan', '--as-of', 'never'],
    ];
    for (const argv of commands) {
      const ran = await masked.here(argv, { ...at(NOW), env });
      said += ran.out + ran.err;
    }
    const files = readdirSync(masked.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 10);
    const written = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
    for (const secret of Object.values(env)) assert.ok(!said.includes(secret) && !written.includes(secret), secret);
  });
});
