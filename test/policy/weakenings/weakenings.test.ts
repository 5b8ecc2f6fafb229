import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Checked } from '../../../src/model/diagnostic.ts';
import { type LoadedPolicies, loadPolicies } from '../../../src/policy/load.ts';
import { type PolicyState, weakenings } from '../../../src/policy/weakenings/all.ts';
import { proveInvariants } from '../../../src/prove/prove.ts';
import { weakeningSection } from '../../../src/report/plan/weakenings.ts';
import { showAddresses } from '../../../src/report/markup/mask.ts';
import { context } from '../../worlds/build.ts';
import { planOf } from '../../worlds/plan-of.ts';
import { BEFORE, CODEOWNERS, SETTINGS, yamlOf } from './before.ts';
import type { WeakeningChange } from './change.ts';
import { GUARD_CHANGES } from './changes-of-guards.ts';
import { LEVEL_CHANGES } from './changes-of-levels.ts';
import { ROLE_CHANGES } from './changes-of-roles.ts';
import { PEOPLE } from './people.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

function load(files: Readonly<Record<string, unknown>>): Checked<LoadedPolicies> {
  const root = mkdtempSync(join(tmpdir(), 'mfactl-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) continue;
      const file = join(root, 'policies', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, yamlOf(content));
    }
    return loadPolicies(root, 'policies', NOW);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function stateOf(loaded: LoadedPolicies, { settings, codeowners }: Partial<WeakeningChange> = {}): PolicyState {
  return {
    loaded,
    prefix: '',
    settings: settings === undefined ? SETTINGS : settings === null ? null : { ...SETTINGS, text: settings },
    codeowners:
      codeowners === undefined ? CODEOWNERS : codeowners === null ? null : { ...CODEOWNERS, text: codeowners },
  };
}

function valid(files: Readonly<Record<string, unknown>>): LoadedPolicies {
  const loaded = load(files);
  assert.ok(loaded.ok, JSON.stringify(loaded.diagnostics));
  return loaded.value;
}

/** What prove says: the invariants that do not hold, and those that never apply. */
function proved({ policies, invariants }: LoadedPolicies): string[] {
  const proofs = proveInvariants(
    invariants.map(({ invariant, origin }) => ({ invariant, origin })),
    policies,
    NOW,
  );
  return proofs
    .filter(({ verdict }) => verdict !== 'holds')
    .map(({ invariant, verdict }) => `${invariant.name}: ${verdict}`);
}

/** What a plan says: each action with its count and what withholds it. */
function planned({ policies }: LoadedPolicies): string[] {
  const { chunks, counts } = planOf(PEOPLE, { policies, context: context({ now: NOW }), observedAt: NOW, madeAt: NOW });
  const fates = Map.groupBy(
    chunks,
    ({ action, organisation, withheld }) =>
      `${action} in ${organisation}${withheld === null ? '' : `, withheld by ${withheld}`}`,
  );
  const changes = [...fates].map(([fate, of]) => `${of.reduce((sum, chunk) => sum + chunk.changes.length, 0)} ${fate}`);
  return [`${counts.managed} managed`, ...changes];
}

const CHANGES = [...LEVEL_CHANGES, ...ROLE_CHANGES, ...GUARD_CHANGES];
const before = valid(BEFORE);
const table: string[] = [];

describe('a change of policies that protects less is refused, or told in words', () => {
  after(() => {
    if (process.env['MFACTL_TABLE'] !== undefined) writeFileSync(process.env['MFACTL_TABLE'], `${table.join('\n')}\n`);
  });
  for (const row of CHANGES) {
    test(row.change, () => {
      const loaded = load({ ...BEFORE, ...row.files });
      const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      const told = loaded.ok ? weakenings(stateOf(before), stateOf(loaded.value, row), NOW) : [];
      const lines = told.map(({ says, place }) => `${says} ${place}`);
      const disproved = loaded.ok ? proved(loaded.value) : [];
      const cells = [
        row.change,
        errors.length === 0 ? 'valid' : `refused: ${errors.join(', ')}`,
        loaded.ok ? disproved.join('; ') || 'all hold' : '-',
        loaded.ok ? planned(loaded.value).join('; ') : '-',
        lines.join(' / ') || '-',
      ];
      table.push(`| ${cells.join(' | ')} |`);
      assert.deepEqual(
        { refused: errors, told: lines, disproved },
        {
          refused: row.refused ?? [],
          told: row.told ?? [],
          disproved: row.disproved ?? [],
        },
      );
      assert.ok(errors.length + lines.length > 0, 'a weaker policy passed in silence');
      const markdown = weakeningSection(told, showAddresses);
      for (const { place } of told) assert.ok(markdown.includes(`<code>${place}</code>`), 'the forecast tells it');
    });
  }

  test('there are at least 40 of them', () => assert.ok(CHANGES.length >= 40));
});

/** Changes whose way back is another weakening: something else takes the place of what goes. */
const WEAKER_BOTH_WAYS = [
  'the managed type gets another name',
  'active accounts are unmanaged',
  'a role document allows exceptions for a portal role that none listed',
  'nobody is named as an approver any more',
  'an invariant says less',
  'a test expects something weaker',
  'CODEOWNERS names other people',
  'CODEOWNERS is removed',
  'a plan may be older',
  'the directory is another one',
  'the settings are removed',
  'the policies are read from another folder',
];

test('the way back from a weaker policy is told as no weakening, so that people keep reading', () => {
  for (const row of CHANGES.filter(({ refused }) => refused === undefined)) {
    const weaker = stateOf(valid({ ...BEFORE, ...row.files }), row);
    const told = weakenings(weaker, stateOf(before), NOW).map(({ says }) => says);
    assert.equal(told.length > 0, WEAKER_BOTH_WAYS.includes(row.change), `${row.change}: ${told.join(' ')}`);
  }
});

test('policies that stay as they are make nothing weaker, whatever the order of their keys', () => {
  const reversed = Object.fromEntries(
    Object.entries(BEFORE).map(([path, content]) => [
      path,
      Object.fromEntries(Object.entries(content as object).reverse()),
    ]),
  );
  assert.deepEqual(weakenings(stateOf(before), stateOf(valid(reversed)), NOW), []);
});
