import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { Decision } from '../../src/model/decision.ts';
import { type ReferenceDecision, referenceDecision } from '../reference/decide.ts';
import { counted } from '../worlds/thorough.ts';
import { aContext, anAccount, somePolicies } from '../worlds/arbitraries.ts';

function asReference(decision: Decision): ReferenceDecision {
  const { entry, refused } = decision.exception ?? { entry: null, refused: null };
  return {
    managed: decision.managed,
    actual: decision.actual.level,
    desired: { level: decision.desired.level, status: decision.desired.status },
    action: decision.action,
    reEnrol: decision.reEnrol !== null,
    held: decision.held,
    exception: entry === null ? null : { type: entry.type, expiresAt: entry.expiresAt, refused },
  };
}

/** So many cases reach everything that decides, which a test below shows. */
const CASES = 6_000;

test('decide gives what a second implementation, written from the page alone, gives', () => {
  fc.assert(
    fc.property(anAccount, somePolicies, aContext, (account, policies, context) => {
      assert.deepEqual(asReference(decide(account, policies, context)), referenceDecision(account, policies, context));
    }),
    { numRuns: counted(CASES, 20_000), seed: 20261201 },
  );
});

test('the cases of that comparison reach every action, every refusal, holds and accounts that are unmanaged for now', () => {
  const seen = new Set<string>();
  for (const [account, policies, context] of fc.sample(fc.tuple(anAccount, somePolicies, aContext), {
    numRuns: CASES,
    seed: 20261201,
  })) {
    const { managed, action, held, exception, reEnrol } = referenceDecision(account, policies, context);
    seen.add(action);
    if (exception !== null) seen.add(`${exception.type} ${exception.refused ?? 'accepted'}`);
    if (held !== null)
      seen.add(`${managed ? 'held' : 'unmanaged for now'}, ${held.wave === null ? 'no wave' : 'a wave'}`);
    if (reEnrol) seen.add('re-enrol');
  }
  const types = ['short-term', 'long-term'].flatMap((type) =>
    ['accepted', 'role', 'compromised', 'leaver'].map((fate) => `${type} ${fate}`),
  );
  const holds = ['held', 'unmanaged for now'].flatMap((fate) => [`${fate}, no wave`, `${fate}, a wave`]);
  const expected = ['restore', 'enable', 'switch', 'except', 'disable', 'none', 're-enrol', ...types, ...holds];
  assert.deepEqual([...seen].sort(), expected.sort());
});
