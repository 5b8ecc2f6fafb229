import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { Account, Action, DecisionContext, Instant } from '../../src/model/account.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Policies } from '../../src/model/policies.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { validUntil } from '../../src/decide/turning-points.ts';
import { aContext, anAccount, somePolicies } from '../worlds/arbitraries.ts';
import {
  account,
  context,
  exception,
  NOON,
  organisation,
  policies,
  reEnrolment,
  units,
  wave,
} from '../worlds/build.ts';

/** Instants around every one at which the random policies can begin or end anything. */
const AROUND: readonly Instant[] = [-31 * DAY, -30 * DAY, -DAY, -HOUR, -1, 0, 1, HOUR, DAY]
  .flatMap((start) => [0, 1, HOUR, DAY, 30 * DAY, 31 * DAY].map((length) => NOON + start + length))
  .flatMap((instant) => [instant - 1, instant, instant + 1])
  .sort((a, b) => a - b);

/** What a change of a level rests on, or what a re-enrolment does. */
function restsOn(action: Action, { action: wanted, desired, reEnrol }: Decision): unknown {
  return action === 're-enrol' ? reEnrol !== null : [wanted, desired];
}

/** The actions that a decision asks for. */
function actionsOf({ action, reEnrol }: Decision): Action[] {
  return [...(action === 'none' ? [] : [action]), ...(reEnrol === null ? [] : (['re-enrol'] as const))];
}

function holdsUntil(account: Account, action: Action, given: Policies, at: DecisionContext): void {
  const decision = decide(account, given, at);
  const until = validUntil(account, action, decision, given, at);
  const later = (now: Instant): unknown => restsOn(action, decide(account, given, { ...at, now }));
  for (const now of AROUND) {
    if (now > at.now && (until === null || now < until))
      assert.deepEqual(later(now), restsOn(action, decision), `${action} at ${now - NOON}`);
  }
  if (until === null) return;
  assert.ok(until > at.now);
  assert.deepEqual(later(until - 1), restsOn(action, decision));
  assert.notDeepEqual(later(until), restsOn(action, decision));
}

test('a change is valid as long as its decision stays the same, and not a millisecond longer', () => {
  let checked = 0;
  let bounded = 0;
  fc.assert(
    fc.property(anAccount, somePolicies, aContext, (account, given, at) => {
      const decision = decide(account, given, at);
      for (const action of actionsOf(decision)) {
        holdsUntil(account, action, given, at);
        checked++;
        if (validUntil(account, action, decision, given, at) !== null) bounded++;
      }
    }),
    { numRuns: 3_000, seed: 20261205 },
  );
  assert.ok(checked > 1_000 && bounded > 100, `${checked} changes, ${bounded} of them with an end`);
});

function untilOf(given: Account, parts: Policies, action?: Action): number | null {
  const decision = decide(given, parts, context());
  return validUntil(given, action ?? (decision.action as Action), decision, parts, context());
}

test('an exception is valid until it expires', () => {
  assert.equal(untilOf(account(), policies({ exceptions: [exception()] })), exception().expiresAt);
});

test('an exception that another one continues is valid until the later one expires, where both have one status', () => {
  const [first, second] = [exception(), exception({ startsAt: exception().expiresAt, expiresAt: NOON + 2 * DAY })];
  assert.equal(untilOf(account(), policies({ exceptions: [first, second] })), NOON + 2 * DAY);
});

test('an end of a scope, and the start of a wave, end what rests on them', () => {
  const scopes = units({ name: 'Kiosks', level: 'disabled', until: NOON + HOUR });
  assert.equal(
    untilOf(account({ unit: 'Kiosks' }), policies({ organisations: [organisation('X26', { units: scopes })] })),
    NOON + HOUR,
  );
  const rollout = [wave({ starts: NOON + DAY, everyone: true })];
  const held = account({ reported: 'Admin Disabled', roles: [] });
  const excepted = policies({
    organisations: [organisation('X26', { rollout })],
    exceptions: [exception({ expiresAt: NOON + 3 * DAY })],
  });
  assert.equal(decide(held, excepted, context()).action, 'none');
  assert.equal(untilOf(account({ membership: 'unknown' }), excepted), NOON + 3 * DAY);
});

test('what nothing ends is valid for ever', () => {
  assert.equal(untilOf(account({ reported: 'Admin Disabled' }), policies()), null);
});

test('a re-enrolment is open for 30 days from its request', () => {
  const entry = reEnrolment();
  assert.equal(untilOf(account(), policies({ reEnrolments: [entry] }), 're-enrol'), entry.requestedAt + 30 * DAY);
});

test('a re-enrolment ends where the account becomes unmanaged for now: held at an unknown level, and its exception over', () => {
  const rollout = [wave({ starts: NOON + 90 * DAY, everyone: true })];
  const given = policies({
    organisations: [organisation('X26', { rollout })],
    exceptions: [exception()],
    reEnrolments: [reEnrolment()],
  });
  assert.equal(untilOf(account({ membership: 'unknown' }), given, 're-enrol'), exception().expiresAt);
});
