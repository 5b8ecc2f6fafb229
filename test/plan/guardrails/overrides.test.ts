import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUARDRAILS, type GuardrailId } from '../../../src/plan/guardrails/guardrails.ts';
import type { GuardrailInput } from '../../../src/plan/input.ts';
import { DAY } from '../../../src/model/time.ts';
import { NOON, override, policies } from '../../worlds/build.ts';
import { NO_HISTORY, guardrailInput, violations } from '../../worlds/plan-of.ts';

/** Counts that violate each guardrail for X26 and for the total, or for the total alone where it knows no other. */
const WORST = (given: Partial<GuardrailInput> = {}): GuardrailInput =>
  guardrailInput(
    { X26: { accounts: 100, managed: 100, unknown: 50, changes: 6000, loosen: 50, privilegedLoosen: 1, lockout: 50 } },
    {
      incompleteSources: 1,
      madeAt: NOON + 3 * DAY,
      orphans: new Map([['X26', 1]]),
      history: { ...NO_HISTORY, highest: { total: 200, byOrganisation: new Map([['X26', 200]]), governed: null } },
      ...given,
    },
  );

const LIFTABLE: readonly GuardrailId[] = [
  'shrunk-directory',
  'stale-report',
  'max-changes',
  'loosen',
  'lockout',
  'unknown-status',
  'orphan-exceptions',
];

test('an override lifts the limit of its guardrail for its organisation, or for the total, and nothing else', () => {
  const all = violations(WORST());
  for (const { id } of GUARDRAILS) {
    for (const code of [null, 'X26', 'RAB']) {
      const given = policies({ overrides: [override({ guardrail: id, organisation: code, limit: 1_000_000_000 })] });
      const lifted = code === null ? id : `${id} ${code}`;
      const expected = LIFTABLE.includes(id) ? all.filter((name) => name !== lifted) : all;
      assert.deepEqual(violations(WORST({ policies: given })), expected, lifted);
    }
  }
});

test('an override lifts to its limit and no further', () => {
  const given = policies({ overrides: [override({ guardrail: 'loosen', organisation: 'X26', limit: 40 })] });
  const loosening = (loosen: number): string[] =>
    violations(
      guardrailInput(
        { X26: { accounts: 100, managed: 100, loosen }, RAB: { accounts: 10_000, managed: 10_000 } },
        { policies: given },
      ),
    );
  assert.deepEqual(loosening(40), []);
  assert.deepEqual(loosening(41), ['loosen X26']);
});

test('an override below the limit lowers nothing', () => {
  const given = policies({ overrides: [override({ guardrail: 'lockout', limit: 1 })] });
  assert.deepEqual(
    violations(guardrailInput({ X26: { accounts: 100, managed: 100, lockout: 25 } }, { policies: given })),
    [],
  );
});

test('an override lifts from the instant at which it starts', () => {
  const given = policies({
    overrides: [override({ guardrail: 'loosen', organisation: 'X26', limit: 100, startsAt: NOON })],
  });
  const at = (now: number): string[] =>
    violations(
      guardrailInput(
        { X26: { accounts: 1000, managed: 1000, loosen: 60 }, X1A: { accounts: 5000, managed: 5000 } },
        { policies: given, now },
      ),
    );
  assert.deepEqual(at(NOON - 1), ['loosen X26']);
  assert.deepEqual(at(NOON), []);
});

test('an override lifts until, not including, the instant at which it expires', () => {
  const given = policies({
    overrides: [
      override({ guardrail: 'loosen', limit: 100, expiresAt: NOON }),
      override({ guardrail: 'loosen', organisation: 'X26', limit: 100, expiresAt: NOON }),
    ],
  });
  const at = (now: number): string[] =>
    violations(guardrailInput({ X26: { accounts: 100, managed: 100, loosen: 50 } }, { policies: given, now }));
  assert.deepEqual(at(NOON - 1), []);
  assert.deepEqual(at(NOON), ['loosen', 'loosen X26']);
});

test('empty-directory and privileged-loosen are never lifted, whatever a file says', () => {
  const overrides = [null, 'X26'].flatMap((code) =>
    ['empty-directory', 'privileged-loosen'].map((guardrail) =>
      override({ guardrail, organisation: code, limit: 1_000_000 }),
    ),
  );
  const lifted = violations(WORST({ policies: policies({ overrides }) }));
  assert.deepEqual(
    lifted.filter((name) => /^(empty|privileged)/.test(name)),
    ['empty-directory', 'privileged-loosen', 'privileged-loosen X26'],
  );
});

test('an override of a stale report is a number of milliseconds', () => {
  const given = policies({ overrides: [override({ guardrail: 'stale-report', limit: 3 * DAY })] });
  const aged = (age: number): string[] =>
    violations(guardrailInput({ X26: { accounts: 1, managed: 1 } }, { madeAt: NOON + age, policies: given }));
  assert.deepEqual(aged(3 * DAY), []);
  assert.deepEqual(aged(3 * DAY + 1), ['stale-report']);
});
