/** A plan file says what was reviewed. What may be done is known from the plan that apply makes again. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import type { PlanChunk, PlanHeader } from '../../../src/generated/plan.ts';
import { at, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import { query } from '../../directory/sandbox/tenant.ts';
import { storedAccounts } from '../../proof/traces.ts';
import { resealPlan } from '../../worlds/forge.ts';
import { organisation, type Ran, type Repository, succeed } from '../../worlds/repository.ts';

/** 20 accounts of Kiosks that a unit loosens, and 20 others that are to get MFA. */
async function tenant(t: TestContext): Promise<Repository> {
  const rows = [...people(20).map((row) => ({ ...row, unit: 'Kiosks' })), ...people(20, 'RA1', 'Admin Disabled')];
  const made = await repositoryFor(
    t,
    {
      'policies/organisations/X26/organisation.yaml': organisation('X26', {
        units: [{ path: 'Kiosks', mfa: 'disabled', reason: 'No phones', until: '2027-01-01T00:00:00Z' }],
      }),
      'policies/organisations/RA1/organisation.yaml': organisation('RA1'),
    },
    rows,
  );
  // The limit of 3 withholds the 20 of Kiosks.
  await succeed(made, ['plan', '--out', 'plan.ndjson'], at(NOW), 3);
  return made;
}

const forge = (repository: Repository, edit: (chunks: PlanChunk[], header: PlanHeader) => void): Promise<void> =>
  resealPlan(join(repository.path, 'plan.ndjson'), edit);

const apply = (repository: Repository, ...flags: string[]): Promise<Ran> =>
  repository.here(['apply', 'plan.ndjson', '--run', 'one', ...flags], at(NOW));

/** Accounts that the sandbox reports with a status. */
const reported = (repository: Repository, status: string): number =>
  [...storedAccounts(repository).values()].filter((row) => row['reported'] === status).length;

suite('apply makes the plan again', () => {
  test('what the file no longer withholds, but a guardrail does, is withheld, and the rest is done', async (t) => {
    const repository = await tenant(t);
    await forge(repository, (chunks) => chunks.forEach((chunk) => Object.assign(chunk, { withheld: null })));
    const ran = await apply(repository);
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /the guardrail loosen withholds 20 changes that this plan holds/);
    assert.equal(reported(repository, 'Admin Disabled'), 0);
    const receipt = JSON.parse(await readFile(join(repository.reports, 'runs', 'one', 'receipt.json'), 'utf8')) as {
      counts: { applied: number; withheld: number };
      accounts: { outcome: string; reason: string | null }[];
    };
    assert.deepEqual([receipt.counts.applied, receipt.counts.withheld], [20, 20]);
    assert.deepEqual(
      [...new Set(receipt.accounts.filter(({ outcome }) => outcome === 'withheld').map(({ reason }) => reason))],
      ['loosen'],
    );
    await succeed(repository, ['verify'], at(NOW));
  });

  test('a change that the policies do not ask for refuses the plan, and nothing is done', async (t) => {
    const repository = await tenant(t);
    await forge(repository, (chunks) => {
      const chunk = chunks.find(({ action }) => action === 'enable') as PlanChunk;
      Object.assign(chunk, { action: 'enable', to: 'named-locations' });
      for (const { after } of chunk.changes) Object.assign(after, { level: 'named-locations' });
    });
    const ran = await apply(repository);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, /the policies do not ask for 4 changes of this plan \(the first: enable of ra1-/);
    assert.equal(reported(repository, 'Admin Disabled'), 20);
  });

  test('a file may not say for itself how long its changes hold', async (t) => {
    const repository = await tenant(t);
    await forge(repository, (chunks) => {
      for (const { withheld, changes } of chunks)
        if (withheld === null)
          for (const change of changes) Object.assign(change, { validUntil: '2027-06-01T00:00:00Z' });
    });
    const ran = await apply(repository);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, /the policies do not ask for 20 changes of this plan/);
  });

  test('counts and grants that the ledger would take over must be those of the directory', async (t) => {
    const repository = await tenant(t);
    const plan = await readFile(join(repository.path, 'plan.ndjson'));
    const address = 'x26-0.example@nhs.net';
    for (const [member, edit] of [
      ['counts.accounts', ({ counts }: PlanHeader) => Object.assign(counts, { accounts: 4000 })],
      [
        'counts.accountsByOrganisation',
        ({ counts }: PlanHeader) => Object.assign(counts.accountsByOrganisation, { X26: 1 }),
      ],
      [
        'grants',
        (header: PlanHeader) =>
          Object.assign(header, {
            grants: [{ account: { id: null, address }, organisation: 'X26', type: 'long-term', shown: true }],
          }),
      ],
    ] as const) {
      await repository.write('plan.ndjson', plan.toString());
      await forge(repository, (_, header) => edit(header));
      const ran = await apply(repository);
      assert.equal(ran.code, 4, member);
      assert.ok(ran.err.includes(`${member} of this plan is not what the directory shows`), ran.err);
    }
  });

  test('where the directory has changed since, what is no longer asked for is skipped, and the rest is done', async (t) => {
    const repository = await tenant(t);
    query(repository.sandbox, "UPDATE accounts SET status = 'Deleting' WHERE address LIKE 'ra1-1.%'");
    const ran = await apply(repository);
    assert.equal(ran.code, 3, ran.err);
    assert.match(
      ran.err,
      /the directory has changed since the plan was made, so the policies no longer ask for 1 change of it \(the first: enable of ra1-1\.example@nhs\.net in RA1\); they are skipped/,
    );
    assert.match(ran.out, /applied 19, skipped 1/);
  });

  test('a guardrail that has been met since withholds what it would withhold in a new plan', async (t) => {
    const repository = await repositoryFor(t, {}, people(10));
    const loosened = (unit: string[]) =>
      organisation('X26', { units: unit.map((path) => ({ path, mfa: 'disabled', reason: 'x' })) });
    await repository.write('policies/organisations/X26/organisation.yaml', loosened([]));
    query(repository.sandbox, "UPDATE accounts SET unit = 'A' WHERE address LIKE 'x26-0%' OR address LIKE 'x26-1%'");
    query(repository.sandbox, "UPDATE accounts SET unit = 'B' WHERE address LIKE 'x26-2%' OR address LIKE 'x26-3%'");
    await repository.write('policies/organisations/X26/organisation.yaml', loosened(['A', 'B']));
    await succeed(repository, ['plan', '--unit', 'A', '--out', 'a.ndjson'], at(NOW));
    await succeed(repository, ['plan', '--unit', 'B', '--out', 'plan.ndjson'], at(NOW));
    await succeed(repository, ['apply', 'a.ndjson'], at(NOW));
    const ran = await apply(repository);
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /the guardrail loosen withholds 2 changes that this plan holds/);
    assert.equal(reported(repository, 'Admin Disabled'), 2);
  });
});
