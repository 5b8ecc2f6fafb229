import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadPolicies } from '../../src/policy/load.ts';
import { NOW, outline } from '../worlds/temporary-policies.ts';
import { BEFORE, LOCAL_ADMIN, OVERRIDE, TENANT, yamlOf } from './weakenings/before.ts';

function load(files: Readonly<Record<string, unknown>>, standing: 'new' | 'applied'): ReturnType<typeof loadPolicies> {
  const root = mkdtempSync(join(tmpdir(), 'mfactl-'));
  try {
    for (const [path, content] of Object.entries({ ...BEFORE, ...files })) {
      const file = join(root, 'policies', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, yamlOf(content));
    }
    return loadPolicies(root, 'policies', NOW, standing);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const overrides = (given: object): Record<string, unknown> => ({
  'overrides.yaml': { kind: 'Overrides', overrides: [{ ...OVERRIDE, ...given }] },
});

const ADDED: readonly [string, Record<string, unknown>, string][] = [
  ['an override without a start', overrides({ startsAt: undefined }), 'schema-missing-property'],
  ['an override of two months', overrides({ expiresAt: '2027-01-19T00:00:00Z' }), 'override-too-long'],
  [
    'an override of an organisation’s approver',
    overrides({ approvedBy: 'chief.example@nhs.net' }),
    'override-approver',
  ],
  [
    'a role of the portal as other',
    { 'roles/local-admin.yaml': { ...LOCAL_ADMIN, category: 'other' } },
    'portal-role-as-other',
  ],
  ['a zone that means two places', { 'tenant.yaml': { ...TENANT, timezone: 'EST' } }, 'schema-format'],
  ['a hidden mark', { 'tenant.yaml': { ...TENANT, protected: ['break\u200bglass@example.nhs.net'] } }, 'hidden-mark'],
];

for (const [name, files, code] of ADDED) {
  test(`${name}: refused when it is new, a warning where a run has applied it`, () => {
    const fresh = load(files, 'new');
    assert.ok(!fresh.ok);
    const applied = load(files, 'applied');
    assert.equal(applied.ok, true, outline(applied).join('\n'));
    const codes = ({ diagnostics }: ReturnType<typeof load>, severity: string): string[] =>
      diagnostics.filter((one) => one.severity === severity).map((one) => one.code);
    assert.deepEqual(codes(fresh, 'error'), [code]);
    assert.ok(codes(applied, 'warning').includes(code));
  });
}

test('an override without a start, in policies that a run has applied, has lifted since ever', () => {
  const applied = load(overrides({ startsAt: undefined }), 'applied');
  assert.ok(applied.ok);
  assert.equal(applied.value.policies.overrides[0]?.startsAt, Date.parse('0000-01-01T00:00:00Z'));
});

test('what every version refuses is refused wherever it stands', () => {
  for (const given of [{ expiresAt: undefined }, { guardrail: 'privileged-loosen' }, { startsAt: 'soon' }])
    assert.equal(load(overrides(given), 'applied').ok, false);
});
