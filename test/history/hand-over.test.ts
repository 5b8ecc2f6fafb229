import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { handOverSeen } from '../../src/history/hand-over.ts';
import type { LedgerConfirmation, LedgerRun } from '../../src/generated/ledger.ts';

const HANDED_OVER = 3;

/** A run at an hour of a day, half an hour after its plan; the first one handed over. */
function run(hour: number, given: Partial<LedgerRun> = {}): LedgerRun {
  const at = (minute: number): string => `2026-11-24T${String(hour).padStart(2, '0')}:${minute}:00Z`;
  const sha = `sha256:${'0'.repeat(64)}`;
  const handedOver = hour === 9 ? HANDED_OVER : 0;
  return {
    seq: hour,
    type: 'run',
    previous: sha,
    run: `run-${hour}`,
    planId: sha,
    receipt: sha,
    journal: sha,
    parts: [],
    population: null,
    pending: null,
    fingerprint: sha,
    policy: { digest: sha, commit: null },
    asOf: at(10),
    undoes: null,
    partial: false,
    actor: 'it.example',
    approvers: [],
    start: at(40),
    end: at(41),
    exit: 0,
    changes: handedOver,
    counts: { applied: 0, already: 0, skipped: 0, withheld: 0, failed: 0, handedOver },
    uncertain: 0,
    reEnrolled: 0,
    loosened: {},
    ...given,
  };
}

function saw(counts: Partial<LedgerConfirmation>): Pick<LedgerRun, 'confirmations'> {
  const none = { waiting: 0, superseded: 0, confirmed: 0, missing: 0, untold: 0 };
  return { confirmations: [{ run: 'run-9', at: '2026-11-24T09:41:00Z', ...none, ...counts }] };
}

const at = (hour: number): number => Date.UTC(2026, 10, 24, hour, 41);

const settledAt = (...runs: LedgerRun[]): number | undefined => handOverSeen(runs, 0)?.settledAt;

suite('A hand-over is settled', () => {
  test('by the first later run that finds nothing of it open', () => {
    assert.equal(settledAt(run(9)), undefined);
    assert.equal(settledAt(run(9), run(10, saw({ confirmed: 2, waiting: 1 }))), undefined);
    assert.equal(settledAt(run(9), run(10, saw({ superseded: 1 })), run(11, saw({ missing: 3 }))), at(11));
    assert.equal(settledAt(run(9), run(10)), at(10));
  });

  test('by no run that does not look at all of it: for a part, of an undo, or of a plan made before', () => {
    for (const blind of [{ partial: true }, { undoes: 'run-8' }, { asOf: '2026-11-24T09:20:00Z' }])
      assert.equal(settledAt(run(9), run(10, blind), run(11)), at(11), JSON.stringify(blind));
  });

  test('with all of it missing only where that was told of every change', () => {
    const missing = (...later: LedgerRun[]): boolean | undefined => handOverSeen([run(9), ...later], 0)?.allMissing;
    assert.equal(missing(run(10, saw({ missing: 3 }))), true);
    assert.equal(missing(run(10, { partial: true, ...saw({ missing: 1 }) }), run(11, saw({ missing: 2 }))), true);
    assert.equal(missing(run(10, saw({ missing: 2, confirmed: 1 }))), false);
    assert.equal(missing(run(10, saw({ missing: 2, untold: 1 }))), false);
    assert.equal(missing(run(10)), false);
    assert.equal(missing(run(10, saw({ missing: 2, waiting: 1 }))), undefined);
  });
});
