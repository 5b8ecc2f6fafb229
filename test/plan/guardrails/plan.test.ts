import { NO_PAST } from '../../../src/decide/context.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Account, ACTIONS } from '../../../src/model/account.ts';
import type { Policies } from '../../../src/model/policies.ts';
import { DAY } from '../../../src/model/time.ts';
import {
  account,
  exception,
  LIMITS,
  NOON,
  organisation,
  override,
  type PolicyParts,
  policies,
  role,
  userPolicies,
} from '../../worlds/build.ts';
import { NO_HISTORY, planOf, type ReadPlan } from '../../worlds/plan-of.ts';

const OFF = userPolicies({ name: 'off', level: 'disabled', until: null });
const TENANT: PolicyParts['tenant'] = { unrecorded: { treatment: 'restore', origin: 'policies/tenant.yaml:9' } };

/** Two organisations whose user policy `off` switches MFA off; a lapsed exception is restored. */
function twoOrganisations(parts: PolicyParts = {}): Policies {
  const organisations = ['X26', 'RAB'].map((code) => organisation(code, { userPolicies: OFF }));
  return policies({ organisations, ...parts, tenant: { ...TENANT, ...parts.tenant } });
}

/** Accounts of one organisation that all look the same. */
function many(count: number, code: string, name: string, given: Partial<Account> = {}): Account[] {
  return Array.from({ length: count }, (_, i) =>
    account({ address: `${name}.${i}.${code.toLowerCase()}@nhs.net`, organisation: code, ...given }),
  );
}

const loosened = { userPolicy: 'off' };
const lapsed = { reported: 'MFA Long Term Exception' };
const enabled = { reported: 'Admin Disabled' };
const lockedOut = { ...enabled, methods: [] };

/** How many changes of each organisation and action are withheld, and by what: `X26 disable loosen: 4`. */
function fates({ chunks }: ReadPlan): string[] {
  const counts = new Map<string, number>();
  for (const { organisation, action, withheld, changes } of chunks) {
    const fate = `${organisation} ${action} ${withheld ?? 'proceeds'}`;
    counts.set(fate, (counts.get(fate) ?? 0) + changes.length);
  }
  return [...counts].map(([fate, count]) => `${fate}: ${count}`).sort();
}

test('one organisation that loosens too much has its loosening withheld; its restores and all of the other proceed', () => {
  const both = ['X26', 'RAB'].flatMap((code) => [
    ...many(200, code, 'in-sync'),
    ...many(1, code, 'lapsed', lapsed),
    ...many(1, code, 'enabled', enabled),
  ]);
  const tooMany = [...both, ...many(1, 'RAB', 'loosened', loosened)];
  const limits = { ...LIMITS, loosen: { floor: 3, percent: 0, count: 50, totalPercent: 2 } };
  const organisations = ['X26', 'RAB'].map((code) => organisation(code, { userPolicies: OFF, guardrails: limits }));
  for (const [count, fate, refused] of [
    [3, 'proceeds', false],
    [4, 'loosen', true],
  ] as const) {
    const plan = planOf([...tooMany, ...many(count, 'X26', 'loosened', loosened)], {
      policies: twoOrganisations({ organisations }),
    });
    assert.deepEqual(fates(plan), [
      'RAB disable proceeds: 1',
      'RAB enable proceeds: 1',
      'RAB restore proceeds: 1',
      `X26 disable ${fate}: ${count}`,
      'X26 enable proceeds: 1',
      'X26 restore proceeds: 1',
    ]);
    assert.equal(plan.refused, refused);
    const result = plan.guardrails.find(({ id, organisation }) => id === 'loosen' && organisation === 'X26');
    assert.deepEqual(
      [result?.measure, result?.limit, result?.ok, result?.withholds],
      [count, 3, !refused, refused ? count : 0],
    );
  }
});

test('a violated total withholds that kind of every organisation, and no restore', () => {
  const accounts = ['X26', 'RAB'].flatMap((code) => [
    ...many(2, code, 'loosened', loosened),
    ...many(1, code, 'lapsed', lapsed),
  ]);
  const plan = planOf(accounts, { policies: twoOrganisations() });
  assert.deepEqual(fates(plan), [
    'RAB disable loosen: 2',
    'RAB restore proceeds: 1',
    'X26 disable loosen: 2',
    'X26 restore proceeds: 1',
  ]);
  const lifted = planOf(accounts, {
    policies: twoOrganisations({ overrides: [override({ guardrail: 'loosen', limit: 4 })] }),
  });
  assert.deepEqual([lifted.refused, lifted.guardrails.every(({ ok }) => ok)], [false, true]);
});

test('the smallest organisations are guarded too: of one account, of three, and of four', () => {
  for (const size of [1, 3, 4]) {
    const plan = planOf(many(size, 'X26', 'loosened', loosened), { policies: twoOrganisations() });
    assert.deepEqual(fates(plan), [`X26 disable ${size > 3 ? 'loosen' : 'proceeds'}: ${size}`]);
  }
});

test('max-changes counts every change and withholds all but restores', () => {
  const accounts = [
    ...many(2, 'X26', 'lapsed', lapsed),
    ...many(2, 'X26', 'enabled', enabled),
    ...many(1, 'RAB', 'loosened', loosened),
  ];
  const limited = (maxChanges: number): ReadPlan =>
    planOf(accounts, { policies: twoOrganisations({ tenant: { guardrails: { ...LIMITS, maxChanges } } }) });
  assert.deepEqual(fates(limited(5)), ['RAB disable proceeds: 1', 'X26 enable proceeds: 2', 'X26 restore proceeds: 2']);
  assert.deepEqual(fates(limited(4)), [
    'RAB disable max-changes: 1',
    'X26 enable max-changes: 2',
    'X26 restore proceeds: 2',
  ]);
});

test('an organisation that shrank has everything withheld, restores included, and another one nothing', () => {
  const accounts = ['X26', 'RAB'].flatMap((code) => [
    ...many(1, code, 'lapsed', lapsed),
    ...many(1, code, 'enabled', enabled),
  ]);
  const shrunk = (highest: number): ReadPlan =>
    planOf(accounts, {
      policies: twoOrganisations(),
      history: { ...NO_HISTORY, highest: { total: null, byOrganisation: new Map([['X26', highest]]), governed: null } },
    });
  assert.equal(shrunk(7).refused, false);
  assert.deepEqual(fates(shrunk(8)), [
    'RAB enable proceeds: 1',
    'RAB restore proceeds: 1',
    'X26 enable shrunk-directory: 1',
    'X26 restore shrunk-directory: 1',
  ]);
});

test('a page of the source that is missing is never taken for a smaller directory: everything is withheld', () => {
  const accounts = [...many(1, 'X26', 'lapsed', lapsed), ...many(999, 'X26', 'enabled', enabled)];
  const read = (rows: number) =>
    planOf(accounts, { policies: twoOrganisations(), sources: [{ name: 'users', pages: 1, rows, claimed: 1000 }] });
  assert.equal(read(1000).guardrails.find(({ id }) => id === 'empty-directory')?.ok, true);
  const short = read(999);
  assert.equal(short.refused, true);
  assert.ok(short.chunks.every(({ withheld }) => withheld === 'empty-directory'));
});

test('a stale report and an incomplete source withhold every change, restores included', () => {
  const accounts = [...many(1, 'X26', 'lapsed', lapsed), ...many(1, 'X26', 'enabled', enabled)];
  const stale = planOf(accounts, { policies: twoOrganisations(), observedAt: NOON - 2 * DAY - 1 });
  assert.deepEqual(fates(stale), ['X26 enable stale-report: 1', 'X26 restore stale-report: 1']);
  const sources = [{ name: 'users', pages: 3, rows: 2, claimed: 3 }];
  const incomplete = planOf(accounts, { policies: twoOrganisations(), sources });
  assert.deepEqual(fates(incomplete), ['X26 enable empty-directory: 1', 'X26 restore empty-directory: 1']);
  assert.deepEqual([stale.refused, incomplete.refused], [true, true]);
});

test('a directory without accounts is refused, although there is nothing to withhold', () => {
  const plan = planOf([], { policies: twoOrganisations() });
  assert.deepEqual([plan.refused, plan.chunks, plan.counts.changes], [true, [], 0]);
});

test('lockout counts every account without a method, restores too, but never withholds a restore; unknown methods are not none', () => {
  const accounts = [
    ...many(2, 'X26', 'locked', lockedOut),
    ...many(1, 'X26', 'enabled', enabled),
    ...many(1, 'X26', 'untold', { ...enabled, methods: null }),
    ...many(3, 'X26', 'lapsed', { ...lapsed, methods: [] }),
  ];
  const limited = (lockout: number): ReadPlan =>
    planOf(accounts, {
      policies: twoOrganisations({
        tenant: { guardrails: { ...LIMITS, lockout } },
        organisations: [organisation('X26', { guardrails: { ...LIMITS, lockout: 25 } })],
      }),
    });
  assert.deepEqual(fates(limited(5)), ['X26 enable proceeds: 4', 'X26 restore proceeds: 3']);
  assert.deepEqual(fates(limited(4)), ['X26 enable lockout: 2', 'X26 enable proceeds: 2', 'X26 restore proceeds: 3']);
});

test('who is privileged loses MFA only by an exception that every role allows', () => {
  const admin = role({ category: 'admin', exceptions: 'allowed' });
  const accounts = [
    ...many(1, 'X26', 'excepted', { roles: ['Local Admin'], reported: 'MFA Enforced Admin Role' }),
    ...many(1, 'X26', 'resource', { roles: ['Local Admin'], type: 'Resource' }),
    ...many(1, 'X26', 'reported', { userPolicy: 'off', reported: 'MFA Enforced ATP Group' }),
    ...many(1, 'X26', 'ordinary', loosened),
    ...many(200, 'X26', 'in-sync'),
  ];
  const given = twoOrganisations({ roles: [admin], exceptions: [exception({ user: 'excepted.0.x26@nhs.net' })] });
  const plan = planOf(accounts, {
    policies: given,
    context: { now: NOON, statusEvidence: false, ...NO_PAST },
  });
  assert.deepEqual(fates(plan), [
    'X26 disable privileged-loosen: 2',
    'X26 disable proceeds: 1',
    'X26 except proceeds: 1',
  ]);
});

test('unknown levels and orphan exceptions are findings and withhold nothing', () => {
  const accounts = [...many(1, 'X26', 'unknown', { reported: '' }), ...many(1, 'X26', 'loosened', loosened)];
  const plan = planOf(accounts, {
    policies: twoOrganisations({ exceptions: [exception({ user: 'nobody@nhs.net' })] }),
  });
  assert.deepEqual(fates(plan), ['X26 disable proceeds: 1', 'X26 enable proceeds: 1']);
  assert.equal(plan.refused, false);
  const codes = plan.findings
    .filter(({ code }) => !code.startsWith('unmatched-'))
    .map(({ code, organisation }) => `${code} ${organisation ?? ''}`.trim());
  assert.deepEqual(codes, ['orphan-exceptions X26', 'unknown-status', 'unknown-status X26']);
});

test('an exception whose id is not that of the account at its address matches no account', () => {
  const given = twoOrganisations({ exceptions: [exception({ id: 'id-1' })] });
  const codes = (id: string | null): string[] =>
    planOf([account({ id })], { policies: given })
      .findings.map(({ code }) => code)
      .filter((code) => code === 'orphan-exceptions');
  assert.deepEqual(codes('ID-2'), ['orphan-exceptions']);
  assert.deepEqual(codes('ID-1'), []);
  assert.deepEqual(codes(null), []);
});

test('the counts of a plan are those of its chunks', () => {
  const accounts = [
    ...many(2, 'X26', 'lapsed', lapsed),
    ...many(2, 'X26', 'enabled', enabled),
    ...many(1, 'RAB', 'loosened', loosened),
    ...many(3, 'RAB', 'in-sync'),
  ];
  const { counts } = planOf(accounts, { policies: twoOrganisations() });
  assert.deepEqual([counts.accounts, counts.managed, counts.changes], [8, 8, 5]);
  assert.deepEqual(counts.byAction, {
    ...Object.fromEntries(ACTIONS.map((action) => [action, 0])),
    restore: 2,
    enable: 2,
    disable: 1,
  });
  assert.deepEqual(counts.byDirection, { tighten: 4, loosen: 1 });
  assert.deepEqual(counts.byOrganisation, { X26: 4, RAB: 1 });
});
