import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../../src/plan/changes.ts';
import { type GuardrailId } from '../../../src/plan/guardrails/guardrails.ts';
import { checkGuardrails } from '../../../src/plan/guardrails/check.ts';
import { ACTIONS } from '../../../src/model/account.ts';
import type { ChangeKind } from '../../../src/plan/guardrails/tally.ts';
import { guardrailInput } from '../../worlds/plan-of.ts';
import { withholder } from '../../../src/plan/survey.ts';

type Kind = Pick<Change, 'action' | 'direction' | 'to'>;

/** Every kind of change that a plan can hold. */
const KINDS: readonly Kind[] = ACTIONS.flatMap((action): Kind[] => {
  if (action === 're-enrol') return [{ action, direction: 'tighten', to: null }];
  if (action === 'restore' || action === 'enable') return [{ action, direction: 'tighten', to: 'standard' }];
  if (action !== 'switch') return [{ action, direction: 'loosen', to: 'disabled' }];
  return [
    { action, direction: 'tighten', to: 'standard' },
    { action, direction: 'loosen', to: 'named-locations' },
  ];
});

const ORDINARY: ChangeKind = { privilegedLoosen: false, lockout: false };

/** What one violated guardrail withholds of X26 and of RAB: `action to` of each kind of change. */
function withheld(id: GuardrailId, organisation: string | null, code: string, kind = ORDINARY): string[] {
  const withholding = withholder([{ id, organisation, measure: 2, limit: 1, ok: false }]);
  return KINDS.filter((change) => withholding({ ...change, index: 0, row: 0 }, kind, code) === id).map(
    ({ action, to }) => (action === 'switch' ? `${action} ${to}` : action),
  );
}

const ALL = ['restore', 'enable', 'switch standard', 'switch named-locations', 're-enrol', 'except', 'disable'];
const WITHHELD: Readonly<Record<GuardrailId, readonly string[]>> = {
  'empty-directory': ALL,
  'shrunk-directory': ALL,
  'one-sided': ALL,
  'shrunk-governed': ['switch named-locations', 'disable'],
  'stale-report': ALL,
  'max-changes': ALL.filter((action) => action !== 'restore'),
  loosen: ['switch named-locations', 'except', 'disable'],
  'privileged-loosen': [],
  lockout: [],
  'unknown-status': [],
  'orphan-exceptions': [],
};

for (const [id, kinds] of Object.entries(WITHHELD) as [GuardrailId, readonly string[]][]) {
  test(`${id} withholds of an ordinary account ${kinds.length === 0 ? 'nothing' : kinds.join(', ')}, of its organisation alone or of all`, () => {
    assert.deepEqual(withheld(id, 'X26', 'X26'), kinds);
    assert.deepEqual(withheld(id, 'X26', 'RAB'), []);
    for (const code of ['X26', 'RAB', '']) assert.deepEqual(withheld(id, null, code), kinds);
  });
}

test('privileged-loosen and lockout withhold those changes alone, and of their organisation alone', () => {
  for (const [id, kind] of [
    ['privileged-loosen', { privilegedLoosen: true, lockout: false }],
    ['lockout', { privilegedLoosen: false, lockout: true }],
  ] as const) {
    // A restore is withheld by the first three guardrails alone.
    const expected = id === 'lockout' ? ALL.filter((name) => name !== 'restore') : ALL;
    assert.deepEqual(withheld(id, 'X26', 'X26', kind), expected);
    assert.deepEqual(withheld(id, 'X26', 'RAB', kind), []);
  }
});

test('a check that holds withholds nothing', () => {
  const withholding = withholder(checkGuardrails(guardrailInput({ X26: { accounts: 10, managed: 10 } })));
  for (const change of KINDS)
    assert.equal(withholding({ ...change, index: 0, row: 0 }, { privilegedLoosen: true, lockout: true }, 'X26'), null);
});
