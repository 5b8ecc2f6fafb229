import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import { describes, keeps, outcomeOf } from '../../src/prove/invariant.ts';
import { LEVELS } from '../../src/model/account.ts';
import { proveInvariants } from '../../src/prove/prove.ts';
import { HOUR } from '../../src/model/time.ts';
import type { Invariant, InvariantScope } from '../../src/generated/invariants.ts';
import { referenceDecision } from '../reference/decide.ts';
import { aContext, anAccount, somePolicies } from '../worlds/arbitraries.ts';
import { NOON } from '../worlds/build.ts';
import { counted } from '../worlds/thorough.ts';
import { onlyDocumented } from './provable.ts';

const maybe = <Value>(of: fc.Arbitrary<Value>, freq: number): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 1, arbitrary: of }, { weight: freq, arbitrary: fc.constant(undefined) });

/** Invariants of all forms; those that often hold come often. */
const anInvariant: fc.Arbitrary<Invariant> = fc
  .record({
    organisation: maybe(fc.constantFrom('X26', 'rab'), 2),
    unit: maybe(fc.constantFrom('Estates', 'estates > kiosks', 'Corporate/IT', 'Nowhere'), 3),
    userPolicy: maybe(fc.constantFrom('X26.E3.Staff', ' other ', 'Unlisted'), 4),
    role: maybe(fc.constant('Local Admin'), 2),
    category: maybe(fc.constantFrom('admin', 'atp', 'other' as const), 2),
    type: maybe(fc.constantFrom('User', 'resource'), 1),
    compromised: maybe(fc.boolean(), 3),
    exception: maybe(fc.constantFrom('none', 'none', 'short-term', 'long-term', 'unrecorded' as const), 1),
    then: fc.oneof(
      fc.constantFrom(...LEVELS).map((mfa) => ({ mfa })),
      fc.constantFrom(...LEVELS).map((atLeast) => ({ atLeast })),
      fc.constant({ exception: 'never' as const }),
    ),
  })
  .map(({ then, ...conditions }) => {
    const when: InvariantScope = Object.fromEntries(
      Object.entries(conditions).filter(([, value]) => value !== undefined),
    );
    return { name: 'A statement', when, then };
  });

test('no account at any later instant contradicts a proof, and every counterexample is one', () => {
  const counts = { holds: 0, 'does not hold': 0, 'never applies': 0, met: 0 };
  fc.assert(
    fc.property(
      somePolicies.map(onlyDocumented),
      fc.array(anInvariant, { minLength: 25, maxLength: 25 }),
      fc.array(fc.tuple(anAccount, aContext), { minLength: 250, maxLength: 250 }),
      (policies, invariants, cases) => {
        const stated = invariants.map((invariant, i) => ({ invariant, origin: `policies/invariants.yaml:${i}` }));
        for (const { invariant, verdict, counterexample } of proveInvariants(stated, policies, NOON - HOUR)) {
          const { when, then } = invariant;
          counts[verdict]++;
          if (counterexample !== null) {
            const { account, policies: own, context } = counterexample;
            const decision = decide(account, own, context);
            assert.ok(describes(when, account, own, context) && !keeps(then, outcomeOf(decision)));
            assert.deepEqual(referenceDecision(account, own, context).desired, decision.desired);
            continue;
          }
          for (const [account, context] of cases) {
            const decision = decide(account, policies, context);
            if (!decision.managed || !describes(when, account, policies, context)) continue;
            counts.met++;
            assert.equal(verdict, 'holds', JSON.stringify([invariant, account]));
            assert.ok(keeps(then, outcomeOf(decision)), JSON.stringify([invariant, account, context, decision]));
          }
        }
      },
    ),
    { numRuns: counted(12, 200), seed: 20261211, endOnFailure: true },
  );
  assert.ok(
    counts.holds > 100 && counts['does not hold'] > 100 && counts['never applies'] > 10,
    JSON.stringify(counts),
  );
  assert.ok(counts.met > counted(300, 5000), `${counts.met} accounts were what a proved invariant is about`);
});
