import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Level } from '../../../src/model/account.ts';
import { type PolicyState, weakenings } from '../../../src/policy/weakenings/all.ts';
import { codeownersChanged, ownersReader } from '../../../src/policy/weakenings/codeowners.ts';
import type { Compared } from '../../../src/policy/weakenings/weakening.ts';
import { NOON, policies } from '../../worlds/build.ts';

const compared = (level: Level): Compared => ({
  policies: policies({ tenant: { level } }),
  tests: [],
  invariants: [],
  places: { tenant: new Map(), organisations: new Map() },
});

const OWNERS = `# who reviews what
* @example/identity # everything else
/policies/organisations/X26/ @example/x26-admins chief.example@nhs.net
/policies/organisations/X1A/
roles/ @example/roles
/docs/* @example/writers
/policies/**/exceptions/*.yaml @example/approvers
tenant.yaml @example/tenant
`;

test('the last line that matches a path says who owns it', () => {
  const ownersOf = ownersReader(OWNERS);
  const cases: readonly [string, readonly string[]][] = [
    ['mfactl.yaml', ['@example/identity']],
    ['policies/organisations/X26/organisation.yaml', ['@example/x26-admins', 'chief.example@nhs.net']],
    ['policies/organisations/X260/organisation.yaml', ['@example/identity']],
    ['infra/policies/organisations/X26/organisation.yaml', ['@example/identity']],
    ['policies/organisations/X1A/organisation.yaml', []],
    ['policies/roles/local-admin.yaml', ['@example/roles']],
    ['policies/roles', ['@example/identity']],
    ['docs/guide.md', ['@example/writers']],
    ['docs/changes/one.md', ['@example/identity']],
    ['policies/organisations/X26/exceptions/one.yaml', ['@example/approvers']],
    ['policies/tenant.yaml', ['@example/tenant']],
    ['policies/tenantXyaml', ['@example/identity']],
  ];
  for (const [path, owners] of cases) assert.deepEqual(ownersOf(path), owners, path);
});

test('where the policies lie below the top of the clone, CODEOWNERS still counts from the top', () => {
  const state = (folder: string): PolicyState => ({
    loaded: compared('standard'),
    prefix: folder,
    settings: null,
    codeowners: { name: 'CODEOWNERS', text: '* @example/everything\n/infra/policies/ @example/policies\n' },
  });
  const approvers = (folder: string): readonly string[] =>
    weakenings(state(folder), { ...state(folder), loaded: compared('disabled') }, NOON).flatMap((one) => one.approvers);
  assert.deepEqual(approvers('infra/'), ['@example/policies']);
  assert.deepEqual(approvers(''), ['@example/everything']);
});

test('a file without lines names nobody', () => {
  assert.deepEqual(ownersReader('')('policies/tenant.yaml'), []);
});

test('comments, blank lines and space are no change of CODEOWNERS; another order is one', () => {
  const name = 'CODEOWNERS';
  const changed = (text: string): string[] =>
    codeownersChanged({ name, text: OWNERS }, { name, text }).map(({ place }) => place);
  assert.deepEqual(changed(`\n${OWNERS.replace('# who reviews what', '').replace('* @', '*   @')}# end\n`), []);
  assert.deepEqual(changed(OWNERS.replace('@example/roles', '@someone')), ['CODEOWNERS:5']);
  const lines = OWNERS.trim().split('\n');
  assert.deepEqual(changed([...lines.slice(0, 2).reverse(), ...lines.slice(2)].reverse().join('\n')), ['CODEOWNERS:1']);
});
