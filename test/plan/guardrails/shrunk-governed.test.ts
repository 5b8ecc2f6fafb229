/** Policies that decide for far fewer accounts than before loosen nothing but what an exception asks for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account } from '../../../src/model/account.ts';
import type { Policies } from '../../../src/model/policies.ts';
import { account, exception, NOON, organisation, override, policies, units, wave } from '../../worlds/build.ts';
import { NO_HISTORY, planOf, type ReadPlan } from '../../worlds/plan-of.ts';

const DAY = 86_400_000;

const some = (count: number, given: Partial<Account>): Account[] =>
  Array.from({ length: count }, (_, i) =>
    account({
      ...given,
      address: `${given.unit ?? 'any'}-${i}.example@nhs.net`.toLowerCase(),
      reported: 'Admin Enabled',
    }),
  );

/** 40 accounts of Wards and 2 of Kiosks, who lose MFA; Wards are held where the wave has not started. */
const ACCOUNTS = [
  ...some(40, { unit: 'Wards' }),
  ...some(2, { unit: 'Kiosks' }),
  account({ address: 'jo.example@nhs.net', unit: 'Kiosks', reported: 'Admin Enabled' }),
];

const withWave = (starts: number, given: { readonly overrides?: Policies['overrides'] } = {}): Policies =>
  policies({
    organisations: [
      organisation('X26', {
        units: units({ name: 'Kiosks', level: 'disabled', until: null }),
        rollout: [wave({ wave: 'Kiosks', starts: 0, units: [['kiosks']] }), wave({ starts, everyone: true })],
      }),
    ],
    exceptions: [exception({ user: 'jo.example@nhs.net' })],
    ...given,
  });

const NOW = withWave(Date.UTC(2999, 0, 1));
const previous = (then: Policies | null) => ({ policies: then, asOf: NOON - DAY, isPending: () => false });

const fates = ({ chunks }: ReadPlan): string[] =>
  chunks.flatMap(({ action, withheld, changes }) => changes.map(() => `${action} ${withheld ?? 'goes on'}`)).sort();

test('measured against what the policies that were applied last would govern today', () => {
  const plan = planOf(ACCOUNTS, { policies: NOW, previous: previous(withWave(NOON - DAY)), history: counted(43) });
  assert.deepEqual(
    plan.guardrails
      .filter(({ id }) => id === 'shrunk-governed')
      .map(({ organisation: code, measure, limit, ok, withholds }) => [code, measure, limit, ok, withholds]),
    [
      [null, 40, 5, false, 2],
      ['X26', 40, 5, false, 2],
    ],
  );
  assert.deepEqual(fates(plan), ['disable shrunk-governed', 'disable shrunk-governed', 'except goes on']);
  assert.ok(plan.refused);
});

const counted = (governed: number) => ({
  ...NO_HISTORY,
  highest: {
    total: 43,
    byOrganisation: new Map([['X26', 43]]),
    governed: { total: governed, byOrganisation: new Map([['X26', governed]]) },
  },
});

test('measured against the most of the last 7 days, also where the policies of then are those of now', () => {
  const measureOf = (governed: number): unknown =>
    planOf(ACCOUNTS, { policies: NOW, previous: previous(NOW), history: counted(governed) }).guardrails.find(
      ({ id, organisation: code }) => id === 'shrunk-governed' && code === null,
    );
  assert.deepEqual(measureOf(8), {
    id: 'shrunk-governed',
    organisation: null,
    measure: 5,
    limit: 5,
    ok: true,
    withholds: 0,
  });
  assert.deepEqual(measureOf(9), {
    id: 'shrunk-governed',
    organisation: null,
    measure: 6,
    limit: 5,
    ok: false,
    withholds: 2,
  });
});

test('a violated total ends with exit code 3 even where there is nothing to withhold; that of an organisation does not', () => {
  const calm = some(40, { unit: 'Wards' });
  const plan = planOf(calm, { policies: NOW, previous: previous(withWave(NOON - DAY)), history: counted(40) });
  assert.deepEqual([plan.changes.length, plan.refused], [0, true]);
  const lifted = withWave(Date.UTC(2999, 0, 1), { overrides: [override({ guardrail: 'shrunk-governed', limit: 40 })] });
  assert.equal(
    planOf(calm, { policies: lifted, previous: previous(withWave(NOON - DAY)), history: counted(40) }).refused,
    false,
  );
});

test('where a half cannot be measured that is said, and the other half still holds', () => {
  const unread = planOf(ACCOUNTS, { policies: NOW, previous: previous(null), history: counted(43) });
  const told = ({ findings }: ReadPlan): string[] =>
    findings.filter(({ code }) => code === 'governed-unmeasured').map(({ says }) => says);
  assert.match(told(unread)[0] ?? '', /mfactl cannot read the policies that were applied last$/);
  assert.ok(fates(unread).includes('disable shrunk-governed'));
  const uncounted = planOf(ACCOUNTS, { policies: NOW, previous: previous(withWave(NOON - DAY)) });
  assert.match(told(uncounted)[0] ?? '', /no run of the last 7 days has counted the accounts that they govern$/);
  assert.ok(fates(uncounted).includes('disable shrunk-governed'));
  const first = planOf(ACCOUNTS, { policies: NOW });
  assert.deepEqual(told(first), []);
  assert.ok(!first.guardrails.some(({ id }) => id === 'shrunk-governed'));
});
