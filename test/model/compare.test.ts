import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Comparison, directionOf, levelAction } from '../../src/model/level.ts';
import type { ActualLevel } from '../../src/model/account.ts';

const ALL: readonly ActualLevel[] = ['unknown', 'disabled', 'named-locations', 'standard'];

/** Every pair of levels: actual, desired, action and direction, whatever is reported. */
const PAIRS: readonly (readonly [
  actual: ActualLevel,
  desired: ActualLevel,
  action: string,
  direction: string | null,
])[] = [
  ['disabled', 'named-locations', 'enable', 'tighten'],
  ['disabled', 'standard', 'enable', 'tighten'],
  ['unknown', 'named-locations', 'enable', 'tighten'],
  ['unknown', 'standard', 'enable', 'tighten'],
  ['unknown', 'disabled', 'none', null],
  ['named-locations', 'standard', 'switch', 'tighten'],
  ['standard', 'named-locations', 'switch', 'loosen'],
  ['named-locations', 'disabled', 'disable', 'loosen'],
  ['standard', 'disabled', 'disable', 'loosen'],
];

const compare = (given: Partial<Comparison> & Pick<Comparison, 'actual' | 'desired'>): string =>
  levelAction({ exceptionReported: false, accepted: false, ...given });

for (const [actual, desired, action, direction] of PAIRS) {
  test(`from ${actual} to ${desired} is ${action}, which ${direction === null ? 'writes nothing' : `${direction}s`}`, () => {
    assert.equal(compare({ actual, desired }), action);
    assert.equal(directionOf(action as 'none', desired), direction);
  });
}

test('equal levels ask for nothing, whatever is reported or accepted', () => {
  for (const level of ALL)
    for (const exceptionReported of [true, false])
      for (const accepted of [true, false])
        assert.equal(levelAction({ actual: level, desired: level, exceptionReported, accepted }), 'none');
});

test('from disabled upwards is a restore where an exception status is reported, and tightens', () => {
  assert.equal(compare({ actual: 'disabled', desired: 'standard', exceptionReported: true }), 'restore');
  assert.equal(compare({ actual: 'disabled', desired: 'named-locations', exceptionReported: true }), 'restore');
  assert.equal(compare({ actual: 'unknown', desired: 'standard', exceptionReported: true }), 'enable');
  assert.equal(directionOf('restore', 'named-locations'), 'tighten');
});

test('an accepted exception is granted to every account that is not disabled already, unknown ones included', () => {
  for (const actual of ['unknown', 'named-locations', 'standard'] as const)
    assert.equal(compare({ actual, desired: 'disabled', accepted: true }), 'except');
  assert.equal(directionOf('except', 'disabled'), 'loosen');
});

test('re-enrolment tightens', () => assert.equal(directionOf('re-enrol', 'disabled'), 'tighten'));
