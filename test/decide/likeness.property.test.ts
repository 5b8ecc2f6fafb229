import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { Account } from '../../src/model/account.ts';
import { sweep } from '../../src/decide/sweep.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { validUntil } from '../../src/decide/turning-points.ts';
import { populationOf } from '../worlds/accounts.ts';
import { aContext, someAccounts, somePolicies } from '../worlds/arbitraries.ts';
import { account, context, exception, policies, role } from '../worlds/build.ts';

/** Accounts that look alike: each twice, under another address. */
const twins = someAccounts({ maxLength: 12 }).map((accounts) =>
  accounts.flatMap((each, i): Account[] => [each, { ...each, address: `twin.${i}@nhs.net`, id: null }]),
);
const LATER = [0, 1, HOUR, DAY, 2 * DAY, 40 * DAY];

test('rows of one likeness have the same decision at every instant, trace and end included', () => {
  let compared = 0;
  fc.assert(
    fc.property(twins, somePolicies, aContext, (accounts, given, at) => {
      const { likeness } = sweep(populationOf(accounts), given, at);
      const first = new Map<number, Account>();
      accounts.forEach((each, row) => {
        const number = likeness(row);
        if (number === null) return;
        const other = first.get(number);
        first.set(number, other ?? each);
        if (other === undefined) return;
        compared++;
        for (const later of LATER) {
          const then = { ...at, now: at.now + later };
          assert.deepEqual(decide(each, given, then), decide(other, given, then));
        }
        const decision = decide(each, given, at);
        if (decision.action === 'none') return;
        assert.equal(
          validUntil(each, decision.action, decision, given, at),
          validUntil(other, decision.action, decision, given, at),
        );
      });
    }),
    { numRuns: 400, seed: 20261207 },
  );
  assert.ok(compared > 500, `only ${compared} pairs of rows were alike`);
});

test('a row that a policy names is like no other', () => {
  const accounts = [account(), account({ address: 'sam.example@nhs.net' }), account({ address: 'la.example@nhs.net' })];
  const { likeness } = sweep(populationOf(accounts), policies({ exceptions: [exception()] }), context());
  assert.equal(likeness(0), null);
  assert.equal(likeness(1), likeness(2));
});

test('methods set accounts apart where a role limits them, and nowhere else', () => {
  const given = policies({ roles: [role({ match: ['local admin'], allowedMethods: ['phoneappotp'] })] });
  const accounts = [
    account({ roles: ['Local Admin'], methods: ['SMS'] }),
    account({ address: 'sam.example@nhs.net', roles: ['LOCAL ADMIN'], methods: ['PhoneAppOTP'] }),
    account({ address: 'la.example@nhs.net', methods: ['SMS'] }),
    account({ address: 'kim.example@nhs.net', methods: ['PhoneAppOTP'] }),
  ];
  const { likeness } = sweep(populationOf(accounts), given, context());
  assert.notEqual(likeness(0), likeness(1));
  assert.equal(likeness(2), likeness(3));
});
