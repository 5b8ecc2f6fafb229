import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { Account, DecisionContext } from '../../src/model/account.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Policies } from '../../src/model/policies.ts';
import { sweep } from '../../src/decide/sweep.ts';
import { populationOf } from '../worlds/accounts.ts';
import { aContext, someAccounts, somePolicies } from '../worlds/arbitraries.ts';
import { account, context, exception, NOON, organisation, policies } from '../worlds/build.ts';

/** A decision without its trace, which a shared decision tells of one account alone. */
function answer(decision: Decision): Decision {
  return { ...decision, because: [] };
}

function swept(accounts: readonly Account[], given: Policies, context: DecisionContext): Decision[] {
  const { at } = sweep(populationOf(accounts), given, context);
  return accounts.map((_, row) => answer(at(row)));
}

const decided = (accounts: readonly Account[], given: Policies, context: DecisionContext): Decision[] =>
  accounts.map((each) => answer(decide(each, given, context)));

test('a sweep gives every account what decide gives it, findings included', () => {
  fc.assert(
    fc.property(someAccounts({ maxLength: 40 }), somePolicies, aContext, (accounts, given, context) => {
      assert.deepEqual(swept(accounts, given, context), decided(accounts, given, context));
    }),
    { numRuns: 1_000, seed: 20261202 },
  );
});

test('a sweep gives every account the same, in whatever order the rows stand', () => {
  const permuted = someAccounts({ minLength: 2, maxLength: 30 }).chain((accounts) =>
    fc.tuple(
      fc.constant(accounts),
      fc.shuffledSubarray(accounts, { minLength: accounts.length, maxLength: accounts.length }),
    ),
  );
  fc.assert(
    fc.property(permuted, somePolicies, aContext, ([accounts, others], given, context) => {
      const byAddress = new Map(accounts.map((each, i) => [each.address, swept(accounts, given, context)[i]]));
      assert.deepEqual(
        swept(others, given, context),
        others.map((each) => byAddress.get(each.address)),
      );
    }),
    { numRuns: 200, seed: 20261203 },
  );
});

test('an exception of the account that was seen first does not leak into the accounts that look the same', () => {
  const accounts = ['jo.example@nhs.net', 'sam.example@nhs.net', 'la.example@nhs.net'].map((address) =>
    account({ address }),
  );
  const levels = swept(accounts, policies({ exceptions: [exception()] }), context()).map(
    ({ desired }) => desired.level,
  );
  assert.deepEqual(levels, ['disabled', 'standard', 'standard']);
});

test('an exception by id reaches its account whatever case the directory writes the id in', () => {
  const given = policies({ exceptions: [exception({ user: 'old.name@nhs.net', id: 'ab-1' })] });
  const [{ desired } = { desired: null }] = swept([account({ id: 'AB-1' })], given, context());
  assert.equal(desired?.level, 'disabled');
});

test('accounts of two closed organisations that look the same each have a finding that names their own', () => {
  const given = policies({ organisations: ['X26', 'RAB'].map((code) => organisation(code, { closedFrom: NOON })) });
  const accounts = ['X26', 'RAB'].map((code) =>
    account({ address: `jo.${code.toLowerCase()}@nhs.net`, organisation: code }),
  );
  assert.deepEqual(
    swept(accounts, given, context()).map(({ findings }) => findings.map(({ says }) => says.split(',')[0])),
    [['organisation X26 is closed'], ['organisation RAB is closed']],
  );
});

test('a sweep of no account decides nothing', () => {
  assert.deepEqual(swept([], policies(), context()), []);
});
