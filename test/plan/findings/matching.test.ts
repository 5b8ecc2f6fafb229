/** What a plan says of names that match nobody, and of accounts that the policies do not decide for. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Account } from '../../../src/model/account.ts';
import type { Policies } from '../../../src/model/policies.ts';
import { account, organisation, policies, role, tenant, units, userPolicies, wave } from '../../worlds/build.ts';
import { planOf } from '../../worlds/plan-of.ts';

/** `code organisation: says` of the findings whose code begins so. */
function told(accounts: readonly Account[], given: Policies, code: string): string[] {
  return planOf(accounts, { policies: given })
    .findings.filter((finding) => finding.code.startsWith(code))
    .map((finding) => `${finding.code} ${finding.organisation ?? '-'}: ${finding.says}`);
}

const people = (count: number, over: Partial<Account> = {}): Account[] =>
  Array.from({ length: count }, (_, i) => account({ address: `user.${i}@nhs.net`, ...over }));

const level = (name: string) => ({ name, level: 'standard' as const, until: null });

const protecting = (...names: string[]): Policies =>
  policies({ tenant: { protected: new Map(names.map((name) => [name, 'policies/tenant.yaml:7'])) } });

describe('A name in a policy that matches nobody', () => {
  test('is told for each protected address and id, with file and line', () => {
    const accounts = [account({ address: 'glass@nhs.net' }), account({ address: 'jo@nhs.net', id: 'ID-7' })];
    const found = planOf(accounts, { policies: protecting('glass@nhs.net', 'id-7', 'glas@nhs.net') }).findings.filter(
      ({ code }) => code === 'unmatched-protected',
    );
    assert.deepEqual(
      found.map(({ account: one }) => one),
      ['glas@nhs.net'],
    );
    assert.match(found[0]?.says ?? '', /policies\/tenant\.yaml:7/);
  });

  test('is told for a role that no account holds', () => {
    const given = policies({
      roles: [role({ name: 'Clinician', match: ['clinician'] }), role({ name: 'Nurse', match: ['nurse'] })],
    });
    const found = told([account({ roles: ['Clinician'] })], given, 'unmatched-role');
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', /Nurse/);
  });

  test('is told for a unit, a user policy and a wave of an organisation that has accounts, with the likely spelling', () => {
    const own = organisation('X26', {
      units: units(level('Estates/Kiosk'), level('Estates')),
      userPolicies: userPolicies(level('X26.E3.Staf')),
      rollout: [wave({ starts: 0, units: [['wards'], ['estates']], userPolicies: new Set(['x26.e3.staff']) })],
    });
    const accounts = people(2, { unit: 'Estates/Kiosks', userPolicy: 'X26.E3.Staff' });
    const given = policies({ organisations: [own, organisation('RAB', { units: units(level('Nowhere')) })] });
    const found = told(accounts, given, 'unmatched-').filter((line) => !line.startsWith('unmatched-organisation'));
    assert.deepEqual(
      found.map((line) => line.split(':')[0]),
      ['unmatched-unit X26', 'unmatched-user-policy X26', 'unmatched-wave X26'],
    );
    assert.match(found[0] ?? '', /Estates\/Kiosk \(.*\); did you mean estates\/kiosks\?$/);
    assert.match(found[1] ?? '', /did you mean x26\.e3\.staff\?$/);
    assert.match(found[2] ?? '', /unit wards of wave /);
  });

  test('is told in one line for all organisations that have policies and no account', () => {
    const codes = ['A01', 'B02', 'C03', 'D04', 'X26'];
    const given = policies({ organisations: codes.map((code) => organisation(code)) });
    assert.deepEqual(told([account()], given, 'unmatched-organisation'), [
      'unmatched-organisation -: the directory has no account of 4 organisations that have policies: A01, B02, C03 and 1 more',
    ]);
  });

  test('is told for a type and a status that neither the directory nor the portal has', () => {
    const { accountTypes, unmanagedStatuses } = tenant();
    const given = policies({
      tenant: {
        accountTypes: new Map([...accountTypes, ['users', { treatment: 'managed', origin: 'policies/tenant.yaml:5' }]]),
        unmanagedStatuses: new Map([...unmanagedStatuses, ['deletd', 'policies/tenant.yaml:6']]),
      },
    });
    const found = told([account(), account({ address: 'b@nhs.net', status: 'Deleted' })], given, 'unmatched-');
    assert.deepEqual(
      found.filter((line) => /type|status/.test(line)).map((line) => /did you mean (\w+)/.exec(line)?.[1]),
      ['deleted', 'user'],
    );
  });
});

describe('A name of the directory that nothing lists', () => {
  test('is told with its count: types, statuses, roles', () => {
    const accounts = [
      ...people(3, { type: 'Robot' }),
      account({ address: 'b@nhs.net', status: 'Paused', roles: ['Night Porter'] }),
      account({ address: 'c@nhs.net', status: 'Locked' }),
    ];
    const found = told(accounts, policies(), 'unlisted-');
    assert.deepEqual(
      found.map((line) => [line.split(' ')[0], /Robot|Paused|Night Porter/.exec(line)?.[0], /\d+/.exec(line)?.[0]]),
      [
        ['unlisted-role', 'Night Porter', '1'],
        ['unlisted-status', 'Paused', '1'],
        ['unlisted-type', 'Robot', '3'],
      ],
    );
  });

  test('is compared without marks that nobody sees, and those are told', () => {
    const own = organisation('X26', { units: units(level('Estates/Kiosks')) });
    const found = told(people(2, { unit: 'Estates/Kio\u200bsks' }), policies({ organisations: [own] }), '');
    assert.deepEqual(
      found.filter((line) => /^(hidden|unmatched-unit)/.test(line)),
      [
        'hidden-marks -: the unit "Estates/Kio\u200bsks" of 2 accounts holds a zero-width space (U+200B); mfactl reads it as "Estates/Kiosks"',
      ],
    );
  });
});

describe('Accounts that the policies do not decide for', () => {
  test('are the first finding where fewer than half are governed, with reasons and counts', () => {
    const held = organisation('X26', { rollout: [wave({ starts: Date.UTC(2999, 0, 1), everyone: true })] });
    const accounts = [
      ...people(3),
      account({ address: 'b@nhs.net', organisation: 'RAB' }),
      ...people(1, { address: 'r@nhs.net', type: 'Robot' }),
    ];
    const { findings } = planOf(accounts, { policies: policies({ organisations: [held, organisation('RAB')] }) });
    assert.equal(findings[0]?.code, 'few-governed');
    assert.match(
      findings[0]?.says ?? '',
      /decide for 1 of 5 accounts.*3 because a rollout holds them, 1 because the tenant does not list their type/,
    );
  });

  test('are no finding where half are governed, and one where none is, however few there are', () => {
    const few = (accounts: Account[]): boolean => planOf(accounts).findings.some(({ code }) => code === 'few-governed');
    assert.equal(few([account(), account({ address: 'b@nhs.net', status: 'Deleted' })]), false);
    assert.equal(few([account({ status: 'Deleted' })]), true);
    assert.equal(few([account({ type: 'application' })]), true);
    assert.equal(few([]), false);
  });

  test('are counted where a rollout holds them, by the wave that will cover them', () => {
    const held = organisation('X26', {
      rollout: [wave({ wave: 'IT first', starts: Date.UTC(2027, 0, 12), units: [['it']] })],
    });
    const accounts = [...people(2, { unit: 'IT' }), account({ address: 'w@nhs.net', unit: 'Wards' })];
    assert.deepEqual(told(accounts, policies({ organisations: [held] }), 'held'), [
      'held X26: a rollout holds 3 accounts at the level they have: 2 that wave IT first covers from 2027-01-12T00:00:00Z, 1 that no wave covers',
    ]);
  });
});
