import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { run } from '../../../src/cli.ts';
import { loadPolicies } from '../../../src/policy/load.ts';
import { proveInvariants } from '../../../src/prove/prove.ts';
import { REFERENCE, ROOT } from '../../example/tenant.ts';
import { testIo } from '../../worlds/io.ts';
import { tenant, tenantFolder, type TenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

const INVARIANTS = `kind: Invariants
invariants:
  - name: Compromised accounts always have MFA
    when: { compromised: true }
    then: { mfa: standard }
  - name: Everybody without exception has MFA
    when: { type: user, exception: none }
    then: { atLeast: named-locations }
  - name: Shared mailboxes have MFA
    when: { type: shared }
    then: { mfa: standard }
  - name: Nobody of X26 is ever exempt
    when: { organisation: X26, exception: long-term }
    then: { exception: never }
`;

/** Volunteers have no MFA until February. */
const ORGANISATION = `kind: Organisation
code: X26
name: Example
userPolicies:
  - { name: Volunteers, mfa: disabled, reason: They join later, until: 2027-02-01T00:00:00Z }
rollout:
  - { wave: All, starts: 2026-11-01T08:00:00Z, everyone: true }
`;

function hole(t: TestContext, invariants: string | null): Promise<TenantFolder> {
  return tenantFolder(t, {
    'mfactl.yaml': '{}\n',
    'policies/tenant.yaml': tenant({ approvers: ['lead.example@nhs.net'] }),
    'policies/organisations/X26/organisation.yaml': ORGANISATION,
    ...(invariants === null ? {} : { 'policies/invariants.yaml': invariants }),
  });
}

suite('mfactl prove', () => {
  test('says what holds, and shows an account, a time and a trace where one does not; exit 1', async (t) => {
    const { code, out, err } = await (await hole(t, INVARIANTS)).mfactl(NOW, 'prove');
    assert.equal(code, 1);
    assert.match(
      out,
      /^holds {2}Compromised accounts always have MFA\n {2}policies\/invariants\.yaml:3: checked [\d,]+ kinds of accounts, in \d+ places and times$/m,
    );
    assert.match(
      out,
      /^does not hold {2}Everybody without exception has MFA\n {2}policies\/invariants\.yaml:6 says: when type user and exception none, then at least named-locations\n {2}it does not hold at 2026-11-24T09:00:00Z \(24 Nov 2026, 09:00 GMT\) for an account with\n {4}organisation X26, userPolicy Volunteers, type user, status Active, reported Admin Enabled$/m,
    );
    assert.match(
      out,
      /^ {6}base +the level of user policy Volunteers is disabled until 2027-02-01T00:00:00Z: this rule decides {2}policies\/organisations\/X26\/organisation\.yaml:\d+$/m,
    );
    assert.match(err, /4 invariants, 1 holds, 2 do not hold, warning: 1 never applies \(0\.0 s\)\n$/);
  });

  test('an exception that breaks an invariant is one that somebody may add, and is told as such', async (t) => {
    const { out } = await (await hole(t, INVARIANTS)).mfactl(NOW, 'prove');
    assert.match(out, /^ {4}an exception: long-term from 2026-11-24T09:00:00Z to 2027-05-23T09:00:00Z$/m);
    assert.match(out, /accepted, so MFA is disabled {2}an exception that somebody may add$/m);
  });

  test('an invariant that no managed account can meet is a warning', async (t) => {
    const shared = INVARIANTS.split('\n').slice(0, 2).concat(INVARIANTS.split('\n').slice(8, 11)).join('\n');
    const { code, out, err } = await (await hole(t, `${shared}\n`)).mfactl(NOW, 'prove');
    assert.equal(code, 0);
    assert.match(
      out,
      /^never applies {2}Shared mailboxes have MFA\n.*: when type shared, then mfa standard\n {2}no managed account can be like this/,
    );
    assert.match(err, /1 invariant, 0 hold, warning: 1 never applies/);
  });

  test('--json has the same: verdicts, counts, and the counterexample with its decision', async (t) => {
    const { code, out } = await (await hole(t, INVARIANTS)).mfactl(NOW, 'prove', '--json');
    assert.equal(code, 1);
    const { proofs } = JSON.parse(out) as {
      proofs: { verdict: string; classes: number; counterexample: object | null }[];
    };
    assert.deepEqual(
      proofs.map(({ verdict }) => verdict),
      ['holds', 'does not hold', 'never applies', 'does not hold'],
    );
    assert.ok((proofs[0]?.classes ?? 0) > 500 && proofs[2]?.classes === 0);
    assert.partialDeepStrictEqual(proofs[1]?.counterexample, {
      at: '2026-11-24T09:00:00Z',
      statusEvidence: true,
      account: { organisation: 'X26', userPolicy: 'Volunteers', reported: 'Admin Enabled' },
      exceptions: [],
      decision: { desired: { level: 'disabled' } },
    });
    assert.partialDeepStrictEqual(proofs[3]?.counterexample, { exceptions: [{ type: 'long-term' }] });
  });

  test('a hole that lies in the past is none any more', async (t) => {
    const after = Date.parse('2027-02-01T00:00:00Z');
    const folder = await hole(t, INVARIANTS.split('\n').slice(0, 8).join('\n'));
    assert.equal((await folder.mfactl(after - 1, 'prove')).code, 1);
    const { code, err } = await folder.mfactl(after, 'prove');
    assert.equal(code, 0);
    assert.match(err, /2 invariants, 2 hold/);
  });

  test('says plainly that there are no invariants', async (t) => {
    const { code, out, err } = await (await hole(t, null)).mfactl(NOW, 'prove');
    assert.deepEqual([code, out], [0, '']);
    assert.match(err, /There are no invariants/);
  });

  test('tells no address where they are masked, not even one that is made up', async (t) => {
    const folder = await hole(t, INVARIANTS.replace('Nobody of X26', 'Nobody but jo.example@nhs.net'));
    await folder.write('mfactl.yaml', 'privacy:\n  addresses: mask\n  maskKey: MASK_KEY\n');
    for (const json of [[], ['--json']]) {
      const io = testIo(folder.path, NOW, { MASK_KEY: 'a long random text' });
      assert.equal(await run(['prove', ...json], io), 1);
      assert.match(io.written.out, /account-[0-9a-f]{16} is ever exempt/);
      assert.doesNotMatch(io.written.out + io.written.err, /nhs\.net/);
    }
  });

  test('tells no address of units and rules where they are masked, and the same mask in text and JSON', async (t) => {
    const folder = await hole(
      t,
      'kind: Invariants\ninvariants:\n  - { name: All, when: { unit: Mailbox of jo.example@nhs.net, organisation: X26 }, then: { mfa: standard } }\n',
    );
    await folder.write(
      'policies/organisations/X26/organisation.yaml',
      'kind: Organisation\ncode: X26\nname: Example\nunits:\n  - { path: Mailbox of jo.example@nhs.net, mfa: disabled, reason: x }\n',
    );
    await folder.write('mfactl.yaml', 'privacy:\n  addresses: mask\n  maskKey: MASK_KEY\n');
    const masks = new Set<string>();
    for (const json of [[], ['--json']]) {
      const io = testIo(folder.path, NOW, { MASK_KEY: 'a long random text' });
      assert.equal(await run(['prove', ...json], io), 1);
      assert.doesNotMatch(io.written.out + io.written.err, /@/);
      for (const [mask] of io.written.out.matchAll(/(?<=Mailbox of )account-[0-9a-f]{16}/g)) masks.add(mask);
    }
    assert.equal(masks.size, 1);
  });

  test('proves every invariant of the example tenant, each about accounts that there can be', async () => {
    const io = testIo(ROOT, REFERENCE);
    assert.equal(await run(['prove'], io), 0, io.written.out);
    const loaded = loadPolicies(ROOT, 'policies', REFERENCE);
    assert.ok(loaded.ok);
    const { invariants, policies } = loaded.value;
    const proofs = proveInvariants(invariants, policies, REFERENCE);
    assert.ok(proofs.length >= 4 && proofs.every(({ verdict }) => verdict === 'holds'));
  });
});
