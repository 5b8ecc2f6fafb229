/** What planning makes of changes that were handed over to people. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { HandedOver } from '../../src/plan/handed-over.ts';
import { mergeHeaders } from '../../src/plan/merge/headers.ts';
import type { PlanConfirmation, PlanHeader } from '../../src/generated/plan.ts';
import { account } from '../worlds/accounts.ts';
import { STATUS } from '../../src/model/status.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { context, exception, NOON, policies } from '../worlds/build.ts';
import { planOf } from '../worlds/plan-of.ts';

const MINUTE = 60_000;
const off = { reported: 'Admin Disabled', membership: 'none' } as const;

function line(address: string, given: Partial<HandedOver> = {}): HandedOver {
  return {
    account: { id: null, address },
    organisation: 'X26',
    action: 'enable',
    to: 'standard',
    status: 'Admin Enabled',
    validUntil: null,
    run: 'first',
    at: NOON + MINUTE,
    heldUntil: null,
    exports: [],
    ...given,
  };
}

/** The counts that are not 0, of the one run. */
function told(confirmations: readonly PlanConfirmation[]): Record<string, number> {
  const { run: _, at: __, ...counts } = confirmations[0] as PlanConfirmation;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

suite('A change that was handed over', () => {
  const a = account({ address: 'a@nhs.net', ...off });

  test('is not planned again while the directory was observed before it', () => {
    const plan = planOf([a], { handedOver: [line('a@nhs.net')] });
    assert.deepEqual([plan.changes, told(plan.confirmations)], [[], { waiting: 1 }]);
    assert.equal(planOf([a]).changes.length, 1);
  });

  test('still waits where the same exports come again under a later time: they are the same observation', () => {
    const later = { observedAt: NOON + HOUR, madeAt: NOON + HOUR };
    const source = (sha256: string) => ({ name: 'report', pages: null, rows: 1, claimed: null, sha256 });
    const waits = [
      ['m1', 's1'],
      ['m1', 's2'],
      ['m2', 's1'],
    ].map((read) => {
      const handedOver = [line('a@nhs.net', { exports: ['m1', 's1'] })];
      const { changes, confirmations } = planOf([a], { handedOver, ...later, sources: read.map(source) });
      return [changes.length, told(confirmations)];
    });
    assert.deepEqual(waits, [
      [0, { waiting: 1 }],
      [1, { missing: 1 }],
      [1, { missing: 1 }],
    ]);
  });

  test('is another one where the level is another, and then the old one is wanted no longer', () => {
    const plan = planOf([a], { handedOver: [line('a@nhs.net', { to: 'named-locations' })] });
    assert.deepEqual([plan.changes.length, told(plan.confirmations)], [1, { superseded: 1 }]);
  });

  test('is known by its id where both sides have one: an address that was given to somebody else is not it', () => {
    const other = account({ address: 'a@nhs.net', id: 'two', ...off });
    const renamed = account({ address: 'b@nhs.net', id: 'one', membership: 'standard' });
    const handedOver = [line('a@nhs.net', { account: { id: 'ONE', address: 'a@nhs.net' }, at: NOON - MINUTE })];
    assert.deepEqual(told(planOf([other, renamed], { handedOver }).confirmations), { confirmed: 1 });
  });

  test('is not that of somebody else who got the address, where both sides have an id', () => {
    const two = account({ address: 'a@nhs.net', id: 'two', ...off });
    const of = (id: string | null) => [line('a@nhs.net', { account: { id, address: 'a@nhs.net' } })];
    const changes = [of('one'), of('TWO'), of(null)].map((handedOver) => planOf([two], { handedOver }).changes.length);
    assert.deepEqual(changes, [1, 0, 0]);
    const both = [...of('two'), ...of('one')];
    assert.equal(planOf([two], { handedOver: both }).changes.length, 0, 'its own line counts, whatever comes behind');
  });

  test('is another one where the exception is of another type; a status that the portal sets by itself makes none', () => {
    const on = account({ address: 'a@nhs.net' });
    const entries = policies({ exceptions: [exception({ user: 'a@nhs.net', type: 'long-term' })] });
    const except = { action: 'except', to: 'disabled' } as const;
    const waits = [STATUS.shortTerm, STATUS.longTerm, null].map((status) => {
      const handedOver = [line('a@nhs.net', { ...except, status })];
      const { changes, confirmations } = planOf([on], { policies: entries, handedOver });
      return [changes.length, told(confirmations)];
    });
    assert.deepEqual(waits, [
      [1, { superseded: 1 }],
      [0, { waiting: 1 }],
      [0, { waiting: 1 }],
    ]);
    const admin = [line('a@nhs.net', { status: STATUS.enforcedAdmin })];
    assert.equal(planOf([a], { handedOver: admin }).changes.length, 0);
  });

  test('is planned again from the instant on until which it was wanted, also in a forecast', () => {
    const handedOver = [line('a@nhs.net', { validUntil: NOON + HOUR })];
    const at = (madeAt: number, now: number) => {
      const { changes, confirmations } = planOf([a], { handedOver, madeAt, context: context({ now }) });
      return [changes.length, told(confirmations)];
    };
    assert.deepEqual(at(NOON + HOUR - 1, NOON + HOUR - 1), [0, { waiting: 1 }]);
    assert.deepEqual(at(NOON + HOUR, NOON + HOUR), [1, { superseded: 1 }]);
    assert.deepEqual(at(NOON, NOON + HOUR), [1, { superseded: 1 }]);
  });

  test('by an undo waits while its accounts are left alone, though the policies do not ask for it', () => {
    const on = account({ address: 'a@nhs.net' });
    const heldUntil = NOON + MINUTE + DAY;
    const handedOver = [line('a@nhs.net', { action: 'disable', to: 'disabled', status: 'Admin Disabled', heldUntil })];
    const verdicts = [heldUntil - 1, heldUntil].map((madeAt) =>
      told(planOf([on], { handedOver, madeAt }).confirmations),
    );
    assert.deepEqual(verdicts, [{ waiting: 1 }, { superseded: 1 }]);
  });

  test('cannot be told of where the portal may have ended it by itself: a 24 hour exception after 24 hours', () => {
    const on = account({ address: 'a@nhs.net' });
    const verdict = (status: string, after: number) => {
      const observedAt = NOON + MINUTE + after;
      const handedOver = [line('a@nhs.net', { action: 'except', to: 'disabled', status })];
      return told(planOf([on], { handedOver, observedAt, madeAt: observedAt }).confirmations);
    };
    assert.deepEqual(verdict(STATUS.shortTerm, DAY - 1), { missing: 1 });
    assert.deepEqual(verdict(STATUS.shortTerm, DAY), { untold: 1 });
    assert.deepEqual(verdict(STATUS.longTerm, 2 * DAY), { missing: 1 });
    const restored = [line('a@nhs.net', { action: 'disable', to: 'disabled', status: 'Admin Disabled' })];
    const observedAt = NOON + 2 * DAY;
    assert.deepEqual(told(planOf([on], { handedOver: restored, observedAt }).confirmations), { missing: 1 });
  });

  test('is missing where the level is not the one that was asked for, though the policies want it no longer', () => {
    const gone = line('gone@nhs.net', { at: NOON - MINUTE });
    const named = account({ address: 'n@nhs.net', membership: 'named-locations' });
    const handedOver = [gone, line('n@nhs.net', { to: 'disabled', action: 'disable', at: NOON - MINUTE })];
    assert.deepEqual(told(planOf([named], { handedOver }).confirmations), { missing: 2 });
  });

  test('can be told of for a re-enrolment only where no method is left', () => {
    const none = account({ address: 'none@nhs.net', methods: [] });
    const some = account({ address: 'some@nhs.net' });
    const reEnrol = { action: 're-enrol', to: null, at: NOON - MINUTE } as const;
    const handedOver = [line('none@nhs.net', reEnrol), line('some@nhs.net', reEnrol)];
    assert.deepEqual(told(planOf([none, some], { handedOver }).confirmations), { confirmed: 1, untold: 1 });
  });

  test('waits on where the plan is for a part of the tenant that it may not be in, and is not planned there either', () => {
    const unit = { organisations: [], units: ['Corporate'], userPolicies: [] };
    const handedOver = [line('a@nhs.net')];
    const inside = planOf([a], { handedOver, scope: unit });
    assert.deepEqual([inside.changes, told(inside.confirmations)], [[], { waiting: 1 }]);
    const elsewhere = { organisations: ['Y99'], units: [], userPolicies: [] };
    assert.deepEqual(planOf([a], { handedOver, scope: elsewhere }).confirmations, []);
  });
});

test('plans of parts are joined to one that tells of each run once', () => {
  const first: PlanConfirmation = {
    run: 'first',
    at: '2026-11-24T09:00:00Z',
    waiting: 0,
    superseded: 0,
    confirmed: 3,
    missing: 1,
    untold: 0,
  };
  const plan = planOf([account({ address: 'a@nhs.net' })]);
  const header = { ...plan, madeAt: '2026-11-24T12:00:00Z', scope: null } as unknown as PlanHeader;
  const part = (confirmations: PlanConfirmation[]): PlanHeader => ({
    ...header,
    confirmations,
    findings: [],
  });
  const merged = mergeHeaders([part([first]), part([{ ...first, confirmed: 4, missing: 0 }])], {
    fingerprint: '',
    byOrganisation: {},
  }).header;
  assert.deepEqual(merged.confirmations, [{ ...first, confirmed: 7 }]);
  assert.deepEqual(
    merged.findings.map(({ code }) => code),
    ['handed-over-missing', 'handed-over-confirmed'],
  );
});
