import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { Account, ExceptionType, Instant } from '../../src/model/account.ts';
import type { Policies } from '../../src/model/policies.ts';
import { DAY, HOUR, parseDuration, parseInstant } from '../../src/model/time.ts';
import { account, context, exception, organisation, policies, reEnrolment, units, wave } from '../worlds/build.ts';

/** The changes of the clock of Europe/London in 2026 and 2027. */
const CLOCK_CHANGES = [
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2027-03-28T01:00:00Z',
  '2027-10-31T01:00:00Z',
].map((text) => parseInstant(text) as Instant);

const aroundAChange = fc
  .tuple(
    fc.constantFrom(...CLOCK_CHANGES),
    fc.oneof(fc.integer({ min: -2 * DAY, max: 2 * DAY }), fc.constantFrom(-DAY, -HOUR, -1, 0, 1, HOUR, DAY)),
  )
  .map(([change, offset]) => change + offset);

const enforced = account();
const levelAt = (each: Account, given: Policies, now: Instant): string =>
  decide(each, given, context({ now })).desired.level;

test('an exception holds at its start and no longer at its end, at every instant around a change of the clock', () => {
  const lasting = fc.constantFrom<readonly [ExceptionType, string]>(
    ['short-term', 'PT24H'],
    ['short-term', 'PT1H'],
    ['long-term', 'P180D'],
    ['long-term', 'P1D'],
  );
  fc.assert(
    fc.property(aroundAChange, lasting, aroundAChange, fc.boolean(), (instant, [type, duration], other, endsThere) => {
      const length = parseDuration(duration) as number;
      const startsAt = endsThere ? instant - length : instant;
      const given = policies({ exceptions: [exception({ type, startsAt, expiresAt: startsAt + length })] });
      for (const now of [startsAt - 1, startsAt, startsAt + length - 1, startsAt + length, other]) {
        assert.equal(
          levelAt(enforced, given, now),
          startsAt <= now && now < startsAt + length ? 'disabled' : 'standard',
        );
      }
    }),
    { numRuns: 3_000, seed: 20261206 },
  );
});

test('a short-term exception lasts 24 hours of elapsed time over both changes of the clock', () => {
  for (const [starts, ends] of [
    ['2027-03-27T12:00:00+00:00', '2027-03-28T13:00:00+01:00'],
    ['2027-10-30T12:00:00+01:00', '2027-10-31T11:00:00+00:00'],
  ] as const) {
    const startsAt = parseInstant(starts) as Instant;
    const given = policies({
      exceptions: [exception({ startsAt, expiresAt: startsAt + (parseDuration('PT24H') as number) })],
    });
    const end = parseInstant(ends) as Instant;
    assert.deepEqual(
      [levelAt(enforced, given, end - 1), levelAt(enforced, given, end)],
      ['disabled', 'standard'],
      starts,
    );
  }
});

test('the two hours of one name when the clock goes back are two hours', () => {
  const startsAt = parseInstant('2027-10-31T01:30:00+01:00') as Instant;
  const expiresAt = parseInstant('2027-10-31T01:30:00+00:00') as Instant;
  const given = policies({ exceptions: [exception({ startsAt, expiresAt })] });
  assert.equal(expiresAt - startsAt, HOUR);
  assert.deepEqual(
    [startsAt - 1, startsAt, expiresAt - 1, expiresAt].map((now) => levelAt(enforced, given, now)),
    ['standard', 'disabled', 'disabled', 'standard'],
  );
});

test('an exception whose end was written with a fraction holds to its last millisecond and no longer', () => {
  const expiresAt = parseInstant('2027-03-28T01:00:00.0005Z') as Instant;
  const given = policies({ exceptions: [exception({ startsAt: expiresAt - DAY, expiresAt })] });
  assert.deepEqual(
    [expiresAt - 1, expiresAt].map((now) => levelAt(enforced, given, now)),
    ['disabled', 'standard'],
  );
  assert.equal(expiresAt, Date.UTC(2027, 2, 28, 1) + 1);
});

test('a unit is there before its until and not at it, a wave from its start, at every instant around a change of the clock', () => {
  fc.assert(
    fc.property(aroundAChange, aroundAChange, (boundary, other) => {
      const scopes = units({ name: 'Kiosks', level: 'named-locations', until: boundary });
      const ending = policies({ organisations: [organisation('X26', { units: scopes })] });
      const rollout = policies({
        organisations: [organisation('X26', { rollout: [wave({ starts: boundary, everyone: true })] })],
      });
      for (const now of [boundary - 1, boundary, other]) {
        assert.equal(
          levelAt(account({ unit: 'Kiosks' }), ending, now),
          now < boundary ? 'named-locations' : 'standard',
        );
        assert.equal(
          levelAt(account({ reported: 'Admin Disabled' }), rollout, now),
          now < boundary ? 'disabled' : 'standard',
        );
      }
    }),
    { numRuns: 1_000, seed: 20261207 },
  );
});

test('a re-enrolment is open from its request for 30 days, at every instant around a change of the clock', () => {
  fc.assert(
    fc.property(aroundAChange, fc.boolean(), (instant, endsThere) => {
      const requestedAt = endsThere ? instant - 30 * DAY : instant;
      const given = policies({ reEnrolments: [reEnrolment({ requestedAt })] });
      const open = (now: Instant): boolean => decide(enforced, given, context({ now })).reEnrol !== null;
      assert.deepEqual([requestedAt - 1, requestedAt, requestedAt + 30 * DAY - 1, requestedAt + 30 * DAY].map(open), [
        false,
        true,
        true,
        false,
      ]);
    }),
    { numRuns: 1_000, seed: 20261208 },
  );
});

test('an exception ends on time for an account that a rollout holds', () => {
  const given = policies({
    organisations: [organisation('X26', { rollout: [wave({ starts: Date.UTC(2030, 0, 1), everyone: true })] })],
    exceptions: [exception()],
  });
  const held = account({ membership: 'standard' });
  const { expiresAt } = exception();
  assert.deepEqual(
    [expiresAt - 1, expiresAt].map((now) => levelAt(held, given, now)),
    ['disabled', 'standard'],
  );
});

test('a lapsed exception is restored for an account that a rollout would hold, for who is reported exempt is never held', () => {
  const given = policies({
    organisations: [organisation('X26', { rollout: [wave({ starts: Date.UTC(2030, 0, 1), everyone: true })] })],
    exceptions: [exception()],
  });
  const { action, held } = decide(
    account({ reported: 'MFA 24 Hour Exception' }),
    given,
    context({ now: exception().expiresAt }),
  );
  assert.deepEqual([action, held], ['restore', null]);
});
