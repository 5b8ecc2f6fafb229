import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { aContext, someAccounts, somePolicies } from '../worlds/arbitraries.ts';
import { account, policies } from '../worlds/build.ts';
import { planOf, type ReadPlan } from '../worlds/plan-of.ts';

/** The fingerprint as the page says it: one RFC 8785 line for each change, in the order of the plan. */
function recomputed({ chunks }: ReadPlan): string {
  const hash = createHash('sha256');
  for (const { organisation, action, to, changes } of chunks) {
    for (const { account, before, after } of changes)
      hash.update(`${canonicalize({ organisation, action, to, account, before, after })}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}

test('the fingerprint is the hash of one RFC 8785 line for each change in plan order', () => {
  fc.assert(
    fc.property(someAccounts({ maxLength: 40 }), somePolicies, aContext, (accounts, given, at) => {
      const plan = planOf(accounts, { policies: given, context: at });
      assert.equal(plan.fingerprint, recomputed(plan));
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('the fingerprint is the same whatever the order of the rows and the size of the chunks', () => {
  const shuffled = someAccounts({ minLength: 2, maxLength: 40 }).chain((accounts) =>
    fc.tuple(
      fc.constant(accounts),
      fc.shuffledSubarray(accounts, { minLength: accounts.length, maxLength: accounts.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, somePolicies, aContext, ([accounts, others], given, at) => {
      const plan = planOf(accounts, { policies: given, context: at });
      const other = planOf(others, { policies: given, context: at, chunkSize: 1 });
      assert.equal(other.fingerprint, plan.fingerprint);
      assert.deepEqual(other.changes, plan.changes);
      assert.deepEqual(other.findings, plan.findings);
    }),
    { numRuns: 200, seed: 8 },
  );
});

test('texts that JSON must escape have the same line in both', () => {
  const odd = account({
    address: 'a"b\\c\u0001\u2028\u{1f600}@nhs.net',
    reported: 'Admin Disabled',
    organisation: 'X\t1',
  });
  const plan = planOf([odd]);
  assert.equal(plan.changes.length, 1);
  assert.equal(plan.fingerprint, recomputed(plan));
});

test('withheld changes are part of the fingerprint', () => {
  const accounts = [
    account({ address: 'a@nhs.net', reported: 'Admin Disabled', methods: [] }),
    account({ address: 'b@nhs.net', reported: 'Admin Disabled' }),
  ];
  const { guardrails } = policies().tenant;
  const withheld = planOf(accounts, { policies: policies({ tenant: { guardrails: { ...guardrails, lockout: 0 } } }) });
  const free = planOf(accounts);
  assert.deepEqual(
    withheld.chunks.map((chunk) => chunk.withheld),
    ['lockout', null],
  );
  assert.equal(withheld.fingerprint, free.fingerprint);
  assert.notEqual(free.fingerprint, planOf(accounts.slice(1)).fingerprint);
});
