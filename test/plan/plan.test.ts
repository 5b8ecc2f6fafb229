import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account } from '../../src/model/account.ts';
import type { PlanScope } from '../../src/generated/plan.ts';
import { account, context, exception, NOON, organisation, policies } from '../worlds/build.ts';
import { planOf } from '../worlds/plan-of.ts';

const CODES = ['A01', 'B02', 'C03'];
const given = policies({
  organisations: CODES.map((code) => organisation(code)),
  tenant: { unrecorded: { treatment: 'restore', origin: 'policies/tenant.yaml:9' } },
});

/** 1,500 accounts in three organisations, 120 of which need a change: 70 enables in A01, 30 in B02, 20 restores in C03. */
const TENANT: readonly Account[] = Array.from({ length: 1_500 }, (_, i) => {
  const code = CODES[i % 3] as string;
  const changing = Math.floor(i / 3) < { A01: 70, B02: 30, C03: 20 }[code as 'A01'];
  const reported = !changing ? 'Admin Enabled' : code === 'C03' ? 'MFA Long Term Exception' : 'Admin Disabled';
  return account({
    address: `user.${i}@nhs.net`,
    organisation: code,
    unit: i % 2 === 0 ? 'Estates/Kiosks' : 'Corporate',
    userPolicy: i % 5 === 0 ? 'E3.Staff' : 'E1.Basic',
    reported,
  });
});

test('1,500 accounts with 120 changes give chunks of at most 50, one organisation and one action each', () => {
  const { chunks, counts } = planOf(TENANT, { policies: given });
  assert.deepEqual([counts.accounts, counts.managed, counts.changes], [1_500, 1_500, 120]);
  assert.deepEqual(
    chunks.map(({ id, organisation, action, to, changes }) => [id, organisation, action, to, changes.length]),
    [
      [1, 'C03', 'restore', 'standard', 20],
      [2, 'A01', 'enable', 'standard', 50],
      [3, 'A01', 'enable', 'standard', 20],
      [4, 'B02', 'enable', 'standard', 30],
    ],
  );
});

test('a plan of an account in sync holds nothing', () => {
  const { chunks, counts, refused } = planOf([account()]);
  assert.deepEqual([chunks, counts.changes, refused], [[], 0, false]);
});

test('the chunks of a plan can be read again and are the same', () => {
  const plan = planOf(TENANT, { policies: given });
  assert.deepEqual(planOf(TENANT, { policies: given }), plan);
});

function changedIn(scope: PlanScope): number {
  const { changes, counts } = planOf(TENANT, { policies: given, scope });
  assert.equal(counts.accounts, 1_500);
  assert.equal(counts.changes, changes.length);
  return changes.length;
}

test('a plan for a part of the tenant holds the changes of that part, whatever case it is named in', () => {
  const none = { organisations: [], units: [], userPolicies: [] };
  assert.equal(changedIn(none), 120);
  assert.equal(changedIn({ ...none, organisations: ['a01'] }), 70);
  assert.equal(changedIn({ ...none, organisations: ['A01', 'C03'] }), 90);
  assert.equal(changedIn({ ...none, organisations: ['Z99'] }), 0);
  assert.equal(changedIn({ ...none, units: ['ESTATES'] }) + changedIn({ ...none, units: [' corporate '] }), 120);
  assert.equal(
    changedIn({ ...none, userPolicies: ['e3.staff'] }) + changedIn({ ...none, userPolicies: ['E1.Basic'] }),
    120,
  );
  const both = changedIn({ organisations: ['B02'], units: ['Estates\\Kiosks'], userPolicies: [] });
  assert.equal(
    both,
    TENANT.filter(
      (each) => each.organisation === 'B02' && each.unit === 'Estates/Kiosks' && each.reported === 'Admin Disabled',
    ).length,
  );
});

test('a status that differs alone is a relabel: counted, and nothing to write', () => {
  const { counts } = planOf(
    [
      account({ reported: 'MFA Enforced Admin Role', membership: 'standard' }),
      account({ address: 'sam.example@nhs.net' }),
    ],
    { context: context({ statusEvidence: false }) },
  );
  assert.deepEqual([counts.changes, counts.relabels, counts.byStatus], [0, 1, { 'Admin Enabled': 2 }]);
});

test('accounts whose organisation has no document, or whose type or status is blank, are counted by organisation', () => {
  const accounts = [
    account({ address: 'a@nhs.net', organisation: 'Q99' }),
    account({ address: 'b@nhs.net', organisation: 'Q99', type: '' }),
    account({ address: 'c@nhs.net', status: '' }),
  ];
  const { findings, counts } = planOf(accounts);
  assert.equal(counts.managed, 1);
  assert.deepEqual(
    findings.map(({ code, organisation, account, says }) => [code, organisation, account, /\d+/.exec(says)?.[0]]),
    [
      ['few-governed', null, null, '1'],
      ['unknown-organisation', 'Q99', null, '1'],
      ['untold', 'Q99', null, '1'],
      ['untold', 'X26', null, '1'],
    ],
  );
});

test('20 accounts are named for a kind of finding and organisation, and the others counted', () => {
  const accounts = Array.from({ length: 25 }, (_, i) =>
    account({ address: `user.${String(i).padStart(2, '0')}@nhs.net`, membership: 'both' }),
  );
  const { findings } = planOf(accounts.toReversed());
  assert.equal(findings.length, 21);
  assert.deepEqual(
    findings.slice(0, 20).map((finding) => finding.account),
    accounts.slice(0, 20).map(({ address }) => address),
  );
  assert.deepEqual([findings[20]?.account, findings[20]?.says], [null, 'and 5 more accounts']);
});

test('each change tells why, with the file and line of the policy, and until when it holds', () => {
  const entry = exception();
  const [change] = planOf([account()], { policies: policies({ exceptions: [entry] }) }).changes;
  assert.equal(change?.validUntil, '2026-12-02T11:00:00Z');
  assert.deepEqual(
    change?.because.map(({ step, policy }) => [step, policy]),
    [
      ['managed', 'policies/tenant.yaml:5'],
      ['base', 'policies/tenant.yaml:5'],
      ['exception', entry.origin],
    ],
  );
});

test('a plan for a later instant says what lapses by then', () => {
  const excepted = account({ reported: 'MFA Long Term Exception' });
  const lapsing = policies({ exceptions: [exception({ type: 'long-term' })] });
  const actions = (now: number): string[] =>
    planOf([excepted], { policies: lapsing, context: context({ now }) }).chunks.map(({ action }) => action);
  assert.deepEqual(
    [actions(NOON), actions(exception().expiresAt - 1), actions(exception().expiresAt)],
    [[], [], ['restore']],
  );
});
