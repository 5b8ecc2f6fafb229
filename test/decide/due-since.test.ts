import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { test } from 'node:test';
import { decide } from '../../src/decide/decide.ts';
import { dueSince, sameAnswer } from '../../src/decide/turning-points.ts';
import type { Account, Action, Instant } from '../../src/model/account.ts';
import type { Policies } from '../../src/model/policies.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { aContext, anAccount, somePolicies } from '../worlds/arbitraries.ts';
import {
  NOON,
  account,
  context,
  exception,
  organisation,
  policies,
  reEnrolment,
  units,
  wave,
} from '../worlds/build.ts';
import { planOf } from '../worlds/plan-of.ts';

function dueOf(given: Account, parts: Policies, after: Instant, action?: Action): Instant | null {
  const decision = decide(given, parts, context());
  return dueSince(given, action ?? (decision.action as Action), decision, parts, context(), after);
}

const excepted = account({ reported: 'MFA 24 Hour Exception', membership: 'none' });

test('a restore is due since the exception ended, an exception since it began', () => {
  const lapsed = policies({ exceptions: [exception({ startsAt: NOON - DAY, expiresAt: NOON - 12 * 60_000 })] });
  assert.equal(dueOf(excepted, lapsed, NOON - HOUR), NOON - 12 * 60_000);
  const begun = policies({ exceptions: [exception({ startsAt: NOON - 1, expiresAt: NOON + DAY })] });
  assert.equal(dueOf(account(), begun, NOON - HOUR), NOON - 1);
});

test('what ends at this very instant is due now', () => {
  const lapsed = policies({ exceptions: [exception({ startsAt: NOON - DAY, expiresAt: NOON })] });
  assert.equal(dueOf(excepted, lapsed, NOON - 1), NOON);
});

test('of two exceptions that follow each other, the end of the later one counts', () => {
  const [first, second] = [NOON - 3 * HOUR, NOON - HOUR];
  const given = policies({
    exceptions: [
      exception({ startsAt: NOON - DAY, expiresAt: first }),
      exception({ startsAt: first, expiresAt: second }),
    ],
  });
  assert.equal(dueOf(excepted, given, NOON - 4 * HOUR), second);
});

test('an instant that changes nothing for the account does not count', () => {
  const scopes = units({ name: 'Kiosks', level: 'disabled', until: NOON - HOUR });
  const rollout = [wave({ starts: NOON - 30 * 60_000, units: [['elsewhere']] })];
  const off = account({ unit: 'Kiosks', reported: 'Admin Disabled' });
  const ended = policies({ organisations: [organisation('X26', { units: scopes })] });
  assert.equal(dueOf(off, ended, NOON - DAY), NOON - HOUR);
  const held = [wave({ starts: NOON - 2 * HOUR, everyone: true }), ...rollout];
  const started = policies({ organisations: [organisation('X26', { rollout: held })] });
  assert.equal(dueOf(account({ reported: 'Admin Disabled' }), started, NOON - DAY), NOON - 2 * HOUR);
});

test('a re-enrolment is due since it was asked for', () => {
  const entry = reEnrolment({ requestedAt: NOON - HOUR });
  assert.equal(dueOf(account(), policies({ reEnrolments: [entry] }), NOON - DAY, 're-enrol'), NOON - HOUR);
});

test('what was wanted before already did not fall due', () => {
  const lapsed = policies({ exceptions: [exception({ startsAt: NOON - DAY, expiresAt: NOON - HOUR })] });
  assert.equal(dueOf(excepted, lapsed, NOON - HOUR), null);
  assert.equal(dueOf(account({ reported: 'Admin Disabled' }), policies(), NOON - DAY), null);
});

test('from the instant on, and not a millisecond earlier, the decision is what it is now', () => {
  let due = 0;
  fc.assert(
    fc.property(anAccount, somePolicies, aContext, fc.integer({ min: 1, max: 40 * DAY }), (each, given, at, ago) => {
      const decision = decide(each, given, at);
      for (const action of [decision.action, 're-enrol'] as const) {
        if (action === 'none' || (action === 're-enrol' && decision.reEnrol === null)) continue;
        const isSame = (now: Instant): boolean => sameAnswer(action, decision, decide(each, given, { ...at, now }));
        const since = dueSince(each, action, decision, given, at, at.now - ago);
        assert.equal(since === null, isSame(at.now - ago));
        if (since === null) continue;
        due++;
        assert.ok(at.now - ago < since && since <= at.now && !isSame(since - 1));
        for (const part of [0, 0.25, 0.5, 0.75, 1]) assert.ok(isSame(Math.round(since + (at.now - since) * part)));
      }
    }),
    { numRuns: 5_000, seed: 20261206 },
  );
  assert.ok(due > 100, `${due} fell due`);
});

test('a plan tells when a change fell due where time is its cause, and not otherwise', () => {
  const lapsed = policies({ exceptions: [exception({ startsAt: NOON - DAY, expiresAt: NOON - HOUR })] });
  const previous = { policies: lapsed, asOf: NOON - 2 * HOUR, isPending: () => false };
  const { changes } = planOf([excepted, account({ address: 'sam.example@nhs.net', reported: 'Admin Disabled' })], {
    policies: lapsed,
    previous,
  });
  assert.deepEqual(
    changes.map(({ cause, dueAt }) => [cause, dueAt]),
    [
      ['time', '2026-12-01T11:00:00Z'],
      ['drift', undefined],
    ],
  );
});
