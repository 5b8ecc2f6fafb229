import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUARDRAILS, type GuardrailCheck, type GuardrailId } from '../../../src/plan/guardrails/guardrails.ts';
import { checkGuardrails } from '../../../src/plan/guardrails/check.ts';
import type { GuardrailInput } from '../../../src/plan/input.ts';
import type { GuardrailLimits } from '../../../src/model/policies.ts';
import { type Tally, shareOf } from '../../../src/plan/guardrails/tally.ts';
import { DAY } from '../../../src/model/time.ts';
import { LIMITS, NOON, organisation, policies } from '../../worlds/build.ts';
import { NO_HISTORY, guardrailInput, violations } from '../../worlds/plan-of.ts';

const SIZES = [0, 1, 3, 10_000];
const ordinary = (size: number): Partial<Tally> => ({ accounts: size, managed: size });

/** An input in which one guardrail measures this much in X26 alone, an organisation of `size` accounts. */
type Measuring = (size: number, measure: number) => GuardrailInput;

const counting =
  (property: keyof Tally): Measuring =>
  (size, measure) =>
    guardrailInput({ X26: { ...ordinary(size), [property]: measure } });

const loosenedBefore: Measuring = (size, measure) =>
  guardrailInput(
    { X26: ordinary(size) },
    { history: { ...NO_HISTORY, loosened: { total: 0, byOrganisation: new Map([['X26', measure]]) } } },
  );

/** For each guardrail and scope: the highest measure that is no violation, by the size of the organisation. */
const LIMIT_ROWS: readonly (readonly [
  id: GuardrailId,
  scope: 'organisation' | 'total',
  measuring: Measuring,
  limits: readonly number[],
])[] = [
  ['max-changes', 'total', counting('changes'), [5000, 5000, 5000, 5000]],
  ['loosen', 'organisation', counting('loosen'), [3, 3, 3, 50]],
  ['loosen', 'organisation', loosenedBefore, [3, 3, 3, 50]],
  ['loosen', 'total', counting('loosen'), [3, 3, 3, 200]],
  ['privileged-loosen', 'organisation', counting('privilegedLoosen'), [0, 0, 0, 0]],
  ['privileged-loosen', 'total', counting('privilegedLoosen'), [0, 0, 0, 0]],
  ['lockout', 'organisation', counting('lockout'), [25, 25, 25, 25]],
  ['lockout', 'total', counting('lockout'), [25, 25, 25, 25]],
  ['unknown-status', 'organisation', counting('unknown'), [0, 0, 0, 500]],
  ['unknown-status', 'total', counting('unknown'), [0, 0, 0, 500]],
];

function checkOf(input: GuardrailInput, id: GuardrailId, scope: 'organisation' | 'total'): GuardrailCheck | undefined {
  return checkGuardrails(input).find(
    (check) => check.id === id && check.organisation === (scope === 'total' ? null : 'X26'),
  );
}

for (const [id, scope, measuring, limits] of LIMIT_ROWS) {
  test(`${id} holds at its limit and is violated one beyond, for ${scope === 'total' ? 'the total' : 'an organisation'} of 0, 1, 3 and 10,000 accounts (${limits.join(', ')})`, () => {
    limits.forEach((limit, i) => {
      const size = SIZES[i] as number;
      // An organisation of which a guardrail measures nothing is not listed at all.
      assert.notEqual(checkOf(measuring(size, limit), id, scope)?.ok, false, `${limit} of ${size}`);
      const beyond = checkOf(measuring(size, limit + 1), id, scope);
      assert.deepEqual(
        [beyond?.ok, beyond?.limit, beyond?.measure],
        [false, limit, limit + 1],
        `${limit + 1} of ${size}`,
      );
    });
  });
}

/** X26, or the whole directory, had this many accounts at its highest and has lost some since. */
function shrunk(scope: 'organisation' | 'total', highest: number, gone: number): GuardrailInput {
  const byOrganisation = new Map(scope === 'organisation' ? [['X26', highest]] : []);
  return guardrailInput(
    { X26: ordinary(highest - gone) },
    {
      history: {
        ...NO_HISTORY,
        highest: { total: scope === 'total' ? highest : null, byOrganisation, governed: null },
      },
    },
  );
}

test('shrunk-directory lets the larger of 5 accounts and a per cent of the highest count go, for an organisation and for the total', () => {
  for (const scope of ['organisation', 'total'] as const) {
    for (const [highest, limit] of [
      [0, 0],
      [1, 1],
      [3, 3],
      [6, 5],
      [59, 5],
      [60, 6],
      [10_000, 1000],
    ] as const) {
      assert.notEqual(
        checkOf(shrunk(scope, highest, limit), 'shrunk-directory', scope)?.ok,
        false,
        `${limit} of ${highest}`,
      );
      if (limit < 5) continue;
      assert.equal(
        checkOf(shrunk(scope, highest, limit + 1), 'shrunk-directory', scope)?.ok,
        false,
        `${limit + 1} of ${highest}`,
      );
    }
  }
});

test('an organisation of which no account is left is still measured', () => {
  const history = { ...NO_HISTORY, highest: { total: null, byOrganisation: new Map([['GONE', 6]]), governed: null } };
  assert.deepEqual(violations(guardrailInput({ X26: ordinary(3) }, { history })), ['shrunk-directory GONE']);
});

test('a directory that has grown, or has no past, is not shrunk', () => {
  const history = { ...NO_HISTORY, highest: { total: 3, byOrganisation: new Map([['X26', 3]]), governed: null } };
  assert.deepEqual(violations(guardrailInput({ X26: ordinary(10_000) }, { history })), []);
  assert.deepEqual(violations(guardrailInput({ X26: ordinary(1) })), []);
});

test('empty-directory is violated by no account at all, and by a source that holds less than it claims', () => {
  assert.deepEqual(violations(guardrailInput({})), ['empty-directory']);
  assert.deepEqual(violations(guardrailInput({ X26: ordinary(1) })), []);
  assert.deepEqual(violations(guardrailInput({ X26: ordinary(1) }, { incompleteSources: 1 })), ['empty-directory']);
});

test('stale-report measures the age at which the plan is made, whatever instant it is made for', () => {
  const aged = (age: number, now: number): string[] =>
    violations(guardrailInput({ X26: ordinary(1) }, { madeAt: NOON + age, now }));
  for (const now of [NOON, NOON + 30 * DAY, NOON - 30 * DAY]) {
    assert.deepEqual(aged(2 * DAY, now), []);
    assert.deepEqual(aged(2 * DAY + 1, now), ['stale-report']);
  }
});

test('orphan-exceptions is violated by the first entry that matches no account', () => {
  const orphaned = (orphans: Map<string, number>): string[] =>
    violations(guardrailInput({ X26: ordinary(3) }, { orphans }));
  assert.deepEqual(orphaned(new Map()), []);
  assert.deepEqual(orphaned(new Map([['X26', 1]])), ['orphan-exceptions', 'orphan-exceptions X26']);
});

test('max-changes is measured for a single organisation only where it has a limit of its own', () => {
  const own = policies({
    organisations: [organisation('X26', { guardrails: { ...LIMITS, maxChanges: 10 } }), organisation('RAB')],
  });
  const changing = (changes: number): string[] =>
    violations(
      guardrailInput(
        { X26: { ...ordinary(100), changes }, RAB: { ...ordinary(100), changes: 1000 } },
        { policies: own },
      ),
    );
  assert.deepEqual(changing(10), []);
  assert.deepEqual(changing(11), ['max-changes X26']);
});

test('an organisation is measured by its own, tighter limits', () => {
  const tight: GuardrailLimits = {
    maxChanges: 1,
    loosen: { floor: 1, percent: 1, count: 1, totalPercent: 2 },
    shrunkDirectory: 1,
    staleReport: DAY,
    lockout: 1,
    unknownStatus: 1,
  };
  const own = policies({ organisations: [organisation('X26', { guardrails: tight }), organisation('RAB')] });
  const counts = { ...ordinary(100), changes: 2, loosen: 2, lockout: 2, unknown: 2 };
  assert.deepEqual(violations(guardrailInput({ X26: counts, RAB: counts }, { policies: own })), [
    'max-changes X26',
    'loosen X26',
    'lockout X26',
    'unknown-status X26',
  ]);
});

test('loosening of this run and of the last 24 hours counts together', () => {
  const history = { ...NO_HISTORY, loosened: { total: 2, byOrganisation: new Map([['X26', 2]]) } };
  const loosening = (loosen: number): string[] =>
    violations(guardrailInput({ X26: { ...ordinary(20), loosen } }, { history }));
  assert.deepEqual(loosening(1), []);
  assert.deepEqual(loosening(2), ['loosen', 'loosen X26']);
});

test('per cents round down, and binary fractions do not', () => {
  for (const [percent, accounts, share] of [
    [5, 79, 3],
    [5, 80, 4],
    [29, 100, 29],
    [2.3, 3000, 69],
    [2.8, 2750, 77],
    [0.1, 999, 0],
    [0.1, 1000, 1],
    [0.7, 1000, 7],
    [2, 0, 0],
    [100, 3, 3],
    [5, 2_000_000, 100_000],
  ] as const)
    assert.equal(shareOf(percent, accounts), share, `${percent} % of ${accounts}`);
});

test('every measure and limit is a number, for organisations of every size and a directory without accounts', () => {
  for (const size of SIZES) {
    const tallies = { X26: { ...ordinary(size), unknown: size, loosen: size }, '': ordinary(0) };
    const checks = checkGuardrails(
      guardrailInput(tallies, { governedBefore: { total: size, byOrganisation: new Map([['X26', size]]) } }),
    );
    assert.ok(checks.length >= GUARDRAILS.length - 1, 'all but one-sided, which measures exports alone');
    for (const { id, measure, limit } of checks) assert.ok(Number.isFinite(measure) && Number.isFinite(limit), id);
  }
});
