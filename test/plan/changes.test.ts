import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import { type Account, ACTIONS } from '../../src/model/account.ts';
import type { PlanChunk } from '../../src/generated/plan.ts';
import { populationOf } from '../worlds/accounts.ts';
import { aContext, someAccounts, somePolicies } from '../worlds/arbitraries.ts';
import { account, context, exception, NOON, organisation, policies, reEnrolment, units } from '../worlds/build.ts';
import { changesOf, planOf } from '../worlds/plan-of.ts';

const RUNS = { numRuns: 400, seed: 20261204 };
const LEVELS_DOWN = ['standard', 'named-locations', 'disabled'];

/** What a plan is ordered by, each part as bytes. */
function keyOf(chunk: PlanChunk, address: string, direction: string): Buffer[] {
  const numbers = [direction === 'tighten' ? 0 : 1, ACTIONS.indexOf(chunk.action)];
  const target = chunk.to === null ? 0 : LEVELS_DOWN.indexOf(chunk.to);
  return [Buffer.from(numbers), Buffer.from(chunk.organisation), Buffer.from([target]), Buffer.from(address)];
}

function compareKeys(a: readonly Buffer[], b: readonly Buffer[]): number {
  return a.map((part, i) => Buffer.compare(part, b[i] as Buffer)).find((order) => order !== 0) ?? 0;
}

test('a plan holds each change that decide asks for exactly once, and no other', () => {
  fc.assert(
    fc.property(
      someAccounts({ maxLength: 40 }),
      somePolicies,
      aContext,
      fc.integer({ min: 1, max: 5 }),
      (accounts, given, at, chunkSize) => {
        const planned = planOf(accounts, {
          policies: given,
          context: at,
          chunkSize,
          observedAt: at.now,
        }).chunks.flatMap((chunk) =>
          chunk.changes.map((change) => `${change.account.address} ${chunk.action} ${chunk.to ?? ''}`),
        );
        const wanted = accounts.flatMap((each) => {
          const { action, desired, reEnrol } = decide(each, given, at);
          return [
            ...(action === 'none' ? [] : [`${each.address} ${action} ${desired.level}`]),
            ...(reEnrol === null ? [] : [`${each.address} re-enrol `]),
          ];
        });
        assert.deepEqual(planned.sort(), wanted.sort());
      },
    ),
    RUNS,
  );
});

test('chunks are numbered from 1, hold no more than they may, and one organisation, action, target, direction and fate each', () => {
  fc.assert(
    fc.property(
      someAccounts({ maxLength: 60 }),
      somePolicies,
      aContext,
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (accounts, given, at, chunkSize, throughPortal) => {
        const { chunks } = planOf(accounts, { policies: given, context: at, chunkSize, throughPortal });
        const byAddress = new Map(accounts.map((each) => [each.address, each]));
        chunks.forEach((chunk, i) => {
          assert.equal(chunk.id, i + 1);
          assert.ok(chunk.changes.length >= 1 && chunk.changes.length <= chunkSize);
          if (chunk.action === 're-enrol') assert.deepEqual([chunk.to, chunk.changes.length], [null, 1]);
          assert.equal(new Set(chunk.changes.map(({ direction }) => direction)).size, 1);
          for (const change of chunk.changes) {
            assert.equal(byAddress.get(change.account.address)?.organisation, chunk.organisation);
            if (chunk.to !== null) assert.equal(change.after.level, chunk.to);
          }
        });
      },
    ),
    RUNS,
  );
});

test('changes stand in the order of direction, action, organisation, target and address, each by its bytes', () => {
  fc.assert(
    fc.property(someAccounts({ maxLength: 60 }), somePolicies, aContext, (accounts, given, at) => {
      const { chunks } = planOf(accounts, { policies: given, context: at });
      const keys = chunks.flatMap((chunk) =>
        chunk.changes.map((change) => keyOf(chunk, change.account.address, change.direction)),
      );
      assert.deepEqual(keys, keys.toSorted(compareKeys));
    }),
    RUNS,
  );
});

test('addresses beyond the basic plane come last, as their bytes do', () => {
  const addresses = ['\u{1f600}@nhs.net', '\uff41@nhs.net', 'z@nhs.net', 'a@nhs.net'];
  const accounts = addresses.map((address) => account({ address, reported: 'Admin Disabled' }));
  const { changes } = planOf(accounts);
  assert.deepEqual(
    changes.map((change) => change.account.address),
    addresses.toReversed(),
  );
});

test('organisations come in the order of their codes, whatever the order of the rows', () => {
  const accounts = ['RAB', 'X26', 'A99', 'X26'].map((code, i) =>
    account({ address: `u${i}@nhs.net`, organisation: code, reported: 'Admin Disabled' }),
  );
  const given = policies({ organisations: ['A99', 'RAB', 'X26'].map((code) => organisation(code)) });
  const population = populationOf(accounts);
  assert.deepEqual(
    changesOf(population, given, context()).map(({ row }) => row),
    [2, 0, 1, 3],
  );
});

/** One account for each place that an action has in a plan. */
const ONE_OF_EACH: readonly Account[] = [
  account({ address: 'a@nhs.net', userPolicy: 'off' }),
  account({ address: 'b@nhs.net' }),
  account({ address: 'c@nhs.net', unit: 'Kiosks', membership: 'standard' }),
  account({ address: 'd@nhs.net' }),
  account({ address: 'e@nhs.net', membership: 'named-locations' }),
  account({ address: 'f@nhs.net', reported: 'Admin Disabled' }),
  account({ address: 'g@nhs.net', reported: 'MFA 24 Hour Exception' }),
];

test('tightening comes before loosening, then restore, enable, switch, re-enrol, except, disable', () => {
  const x26 = organisation('X26', {
    units: units({ name: 'Kiosks', level: 'named-locations', until: null }),
    userPolicies: new Map([['off', { name: 'off', level: 'disabled' as const, until: null, origin: 'x:1' }]]),
  });
  const given = policies({
    tenant: { unrecorded: { treatment: 'restore', origin: 'x:2' } },
    organisations: [x26],
    exceptions: [exception({ user: 'b@nhs.net' })],
    reEnrolments: [reEnrolment({ user: 'd@nhs.net' })],
  });
  const { chunks } = planOf(ONE_OF_EACH, { policies: given });
  assert.deepEqual(
    chunks.map((chunk) => [chunk.action, chunk.changes[0].direction]),
    [
      ['restore', 'tighten'],
      ['enable', 'tighten'],
      ['switch', 'tighten'],
      ['re-enrol', 'tighten'],
      ['switch', 'loosen'],
      ['except', 'loosen'],
      ['disable', 'loosen'],
    ],
  );
});

test('an account that is enabled and made to register afresh is in two chunks, and registers at the level it then has', () => {
  const given = policies({ reEnrolments: [reEnrolment()] });
  const { chunks } = planOf([account({ reported: 'Admin Disabled' })], { policies: given });
  assert.deepEqual(
    chunks.map(({ action, to, changes }) => [action, to, changes[0].before.level, changes[0].after.level]),
    [
      ['enable', 'standard', 'disabled', 'standard'],
      ['re-enrol', null, 'standard', 'standard'],
    ],
  );
});

test('through the portal short-term exceptions and their restores go one user at a time, long-term ones together', () => {
  const addresses = ['a@nhs.net', 'b@nhs.net'];
  const kinds = ['short-term', 'long-term'] as const;
  for (const throughPortal of [true, false]) {
    for (const type of kinds) {
      const given = policies({ exceptions: addresses.map((user) => exception({ user, type })) });
      const { chunks } = planOf(
        addresses.map((address) => account({ address })),
        { policies: given, throughPortal },
      );
      assert.equal(chunks.length, throughPortal && type === 'short-term' ? 2 : 1, `${type}, portal ${throughPortal}`);
    }
    for (const reported of ['MFA 24 Hour Exception', 'MFA Long Term Exception']) {
      const given = policies({ tenant: { unrecorded: { treatment: 'restore', origin: 'x:1' } } });
      const { chunks } = planOf(
        addresses.map((address) => account({ address, reported })),
        { policies: given, throughPortal },
      );
      assert.equal(
        chunks.length,
        throughPortal && reported === 'MFA 24 Hour Exception' ? 2 : 1,
        `${reported}, portal ${throughPortal}`,
      );
    }
  }
});

test('a withheld change never shares a chunk with one that proceeds', () => {
  const accounts = ['a', 'b', 'c'].map((name) =>
    account({ address: `${name}@nhs.net`, reported: 'Admin Disabled', methods: name === 'b' ? [] : ['SMS'] }),
  );
  const tight = policies({ tenant: { guardrails: { ...policies().tenant.guardrails, lockout: 0 } } });
  const { chunks } = planOf(accounts, { policies: tight });
  assert.deepEqual(
    chunks.map(({ withheld, changes }) => [withheld, changes.length]),
    [
      [null, 1],
      ['lockout', 1],
      [null, 1],
    ],
  );
});

test('a restore whose short-term exception lapsed after the observation is left to the portal; one observed after it is not', () => {
  const accounts = [account({ reported: 'MFA 24 Hour Exception' })];
  const actions = (observedAt: number, expiresAt = NOON - 1000): string[] => {
    const given = policies({ exceptions: [exception({ startsAt: NOON - 86_400_000, expiresAt })] });
    return planOf(accounts, { policies: given, observedAt }).chunks.map(({ action }) => action);
  };
  assert.deepEqual(actions(NOON - 1001), []);
  assert.deepEqual(actions(NOON - 1, NOON), []);
  assert.deepEqual(actions(NOON - 1000), ['restore']);
  assert.deepEqual(actions(NOON), ['restore']);
});

test('a long-term exception that lapsed after the observation is restored, for the portal does not end it', () => {
  const given = policies({ exceptions: [exception({ type: 'long-term', expiresAt: NOON - 1000 })] });
  const plan = planOf([account({ reported: 'MFA Long Term Exception' })], { policies: given, observedAt: NOON - 2000 });
  assert.deepEqual(
    plan.chunks.map(({ action }) => action),
    ['restore'],
  );
});
