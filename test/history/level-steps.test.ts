import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ActualLevel, State } from '../../src/model/account.ts';
import { stepOf, stepsOf } from '../../src/history/level-steps.ts';
import { stateThen } from '../../src/history/state-then.ts';
import type { ReceiptAccount } from '../../src/generated/receipt.ts';

const state = (level: ActualLevel): State => ({ level, status: level });

function change(outcome: ReceiptAccount['outcome'], before: ActualLevel, after: ActualLevel): ReceiptAccount {
  const account = { id: null, address: 'jo.example@nhs.net' };
  const rest = { organisation: 'X26', action: 'enable', reason: null, evidence: 'plan', problem: null } as const;
  return { ...rest, account, before: state(before), after: state(after), outcome };
}

const NOW = 1000;
const SEEN = { settledAt: 200, allMissing: false };
const levels = (runs: Parameters<typeof stepsOf>[0], times: readonly number[], observedAt = NOW) =>
  times.map((at) => stateThen(stepsOf(runs, observedAt), at)?.level ?? 'now');

describe('What a change that was made, or handed over, tells of the past', () => {
  test('one that gives MFA: as before until it was seen what became of it', () => {
    const run = { start: 90, end: 100, seen: SEEN, change: change('handed-over', 'disabled', 'standard') };
    assert.deepEqual(levels([run], [99, 100, 199, 200]), ['disabled', 'disabled', 'disabled', 'now']);
  });

  test('the directory of now sees it too, where no run has', () => {
    const run = { start: 90, end: 100, seen: null, change: change('handed-over', 'disabled', 'standard') };
    assert.deepEqual(levels([run], [99, 199, 200], 200), ['disabled', 'disabled', 'now']);
    assert.deepEqual(levels([run], [99, 100], 80), ['disabled', 'now']);
  });

  test('one that takes MFA away counts from the hand-over', () => {
    const run = { start: 90, end: 100, seen: SEEN, change: change('handed-over', 'standard', 'disabled') };
    assert.deepEqual(levels([run], [99, 100, 199]), ['standard', 'now', 'now']);
  });

  test('the next change of the account tells what it found, though the hand-over was settled later', () => {
    const first = {
      start: 90,
      end: 100,
      seen: { ...SEEN, settledAt: 300 },
      change: change('handed-over', 'disabled', 'standard'),
    };
    const next = {
      start: 190,
      end: 200,
      seen: { ...SEEN, settledAt: 300 },
      change: change('handed-over', 'standard', 'disabled'),
    };
    assert.deepEqual(levels([first, next], [99, 199, 200]), ['disabled', 'disabled', 'now']);
  });

  test('what was applied counts from the start of its run where it takes MFA away, and from the end where it gives it', () => {
    const at = (after: ActualLevel) =>
      stepOf({ start: 1, end: 2, change: change('applied', 'named-locations', after) })?.at;
    assert.deepEqual([at('disabled'), at('unknown'), at('standard')], [1, 1, 2]);
  });

  test('what was not sent, and a re-enrolment, tell nothing', () => {
    const skipped = { start: 90, end: 100, seen: null, change: change('skipped', 'disabled', 'standard') };
    const afresh = {
      ...skipped,
      change: { ...change('handed-over', 'disabled', 'standard'), action: 're-enrol' } as const,
    };
    assert.deepEqual(stepsOf([skipped, afresh], NOW), []);
  });
});
