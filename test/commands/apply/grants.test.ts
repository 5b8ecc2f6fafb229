/** The entry of an exception that runs is taken out of git: the exception ends, and is not taken for one of the portal. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import type { GrantLine } from '../../../src/generated/grants.ts';
import { ALLOWS, at, longTerm, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import { query } from '../../directory/sandbox/tenant.ts';
import { rewriteLedger } from '../../proof/rewrite-ledger.ts';
import { resealPlan } from '../../worlds/forge.ts';
import { portalTenant, users } from '../../worlds/portal-tenant.ts';
import { organisation, type Repository, succeed } from '../../worlds/repository.ts';

const HOUR = 3_600_000;
const USER = 'x26-0.example@nhs.net';
const ENTRIES = 'policies/organisations/X26/exceptions.yaml';
const NONE = { kind: 'Exceptions', organisation: 'X26', exceptions: [] };

/** A tenant whose user got the exception of an entry. */
async function granted(t: TestContext): Promise<Repository> {
  const repository = await repositoryFor(t, { ...ALLOWS, [ENTRIES]: longTerm(USER) }, people(4));
  await reconcile(repository, 'one', NOW);
  assert.equal(await reportedOf(repository), 'MFA Long Term Exception');
  return repository;
}

async function reconcile(repository: Repository, run: string, now: number): Promise<void> {
  await succeed(repository, ['plan', '--out', `${run}.ndjson`], at(now));
  await succeed(repository, ['apply', `${run}.ndjson`, '--run', run], at(now));
}

const reportedOf = async ({ sandbox }: Repository): Promise<unknown> =>
  query(sandbox, 'SELECT reported FROM accounts WHERE address = ?', USER)[0]?.['reported'];

const withoutGrants = (line: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(line).filter(([name]) => name !== 'grants'));

async function grantsIn(reports: string): Promise<GrantLine[]> {
  const text = await readFile(join(reports, 'grants.ndjson'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GrantLine);
}

suite('An exception that mfactl granted', () => {
  test('stands in grants.ndjson from the run that granted it to the first that sees no exception', async (t) => {
    const repository = await granted(t);
    assert.deepEqual(
      (await grantsIn(repository.reports)).map(({ account, organisation: code, type, run }) => [
        account.address,
        code,
        type,
        run,
      ]),
      [[USER, 'X26', 'long-term', 'one']],
    );
    query(
      repository.sandbox,
      "UPDATE accounts SET reported = 'Admin Enabled', membership = 'standard' WHERE address = ?",
      USER,
    );
    await repository.write(ENTRIES, NONE);
    await reconcile(repository, 'two', NOW + HOUR);
    assert.deepEqual(await grantsIn(repository.reports), []);
    await succeed(repository, ['verify'], at(NOW + HOUR));
  });

  test('ends once its entry is deleted, although the tenant keeps what the portal granted', async (t) => {
    const repository = await granted(t);
    await repository.write(ENTRIES, NONE);
    const { out } = await succeed(repository, ['explain', USER], at(NOW + HOUR));
    assert.match(out, /mfactl granted it: its entry was removed, so the exception ends and the level is standard/);
    await reconcile(repository, 'two', NOW + HOUR);
    assert.equal(await reportedOf(repository), 'Admin Enabled');
    await succeed(repository, ['verify'], at(NOW + HOUR));
  });

  test('goes on while another organisation has an entry for the account that runs', async (t) => {
    const repository = await granted(t);
    await repository.write(ENTRIES, NONE);
    await repository.write('policies/organisations/RA1/organisation.yaml', organisation('RA1'));
    await repository.write('policies/organisations/RA1/exceptions.yaml', { ...longTerm(USER), organisation: 'RA1' });
    await reconcile(repository, 'two', NOW + HOUR);
    assert.equal(await reportedOf(repository), 'MFA Long Term Exception');
    const { out } = await succeed(repository, ['explain', USER, '--as-of', '2026-12-01T00:00:00Z'], at(NOW + HOUR));
    assert.match(out, /so the exception ends/);
  });

  test('is kept where the ledger does not know it: the portal granted it', async (t) => {
    const repository = await repositoryFor(t, ALLOWS, [
      ...people(3),
      { address: USER.replace('0', '9'), organisation: 'X26', reported: 'MFA Long Term Exception' },
    ]);
    const { out } = await succeed(repository, ['plan'], at(NOW));
    assert.match(out, /[Ii]n sync/);
  });

  test('is known from the runs of a ledger that an older version wrote, but not once it was restored', async (t) => {
    const repository = await granted(t);
    await rm(join(repository.reports, 'grants.ndjson'));
    await rewriteLedger(repository, withoutGrants);
    await succeed(repository, ['verify'], at(NOW));
    await repository.write(ENTRIES, NONE);
    await reconcile(repository, 'two', NOW + HOUR);
    assert.equal(await reportedOf(repository), 'Admin Enabled');
    await succeed(repository, ['verify'], at(NOW + HOUR));
    await rm(join(repository.reports, 'grants.ndjson'));
    await rewriteLedger(repository, withoutGrants);
    query(
      repository.sandbox,
      "UPDATE accounts SET reported = 'MFA Long Term Exception', membership = 'none' WHERE address = ?",
      USER,
    );
    const { out } = await succeed(repository, ['plan'], at(NOW + 2 * HOUR));
    assert.match(out, /[Ii]n sync/);
  });

  test('grants.ndjson that somebody changed stops every command that would use it', async (t) => {
    const repository = await granted(t);
    const file = join(repository.reports, 'grants.ndjson');
    await writeFile(file, (await readFile(file, 'utf8')).replace('x26-0', 'x26-1'));
    for (const command of [['plan'], ['explain', USER], ['verify']]) {
      const ran = await repository.here(command, at(NOW));
      assert.equal(ran.code, 1, command.join(' '));
      assert.match(ran.out + ran.err, /grants\.ndjson/);
    }
  });
});

test('an exception that people were asked to grant is known from the first report that shows it', async (t) => {
  const iso = (time: number): string => new Date(time).toISOString();
  const [now, user] = [Date.parse('2026-11-24T09:00:00Z'), 'user000.example@nhs.net'];
  const entry = { user, type: 'short-term', startsAt: iso(now - HOUR), reason: 'phone-lost' };
  const tenant = await portalTenant(t, { [ENTRIES]: { ...NONE, exceptions: [entry] } });
  await tenant.observe(now - HOUR, users(3, 'Admin Enabled'));
  await tenant.reconcile(now, 'first');
  const reports = join(tenant.path, 'reports');
  assert.deepEqual(await grantsIn(reports), []);
  const shown = users(3, 'Admin Enabled').map((row, i) =>
    i === 0 ? { ...row, reported: 'MFA 24 Hour Exception' } : row,
  );
  await tenant.observe(now + HOUR, shown);
  // Told once, it may not be left out of the plan: the exception would count as one of the portal.
  await tenant.mfactl(now + HOUR, 'plan', '--out', 'silent.ndjson');
  await resealPlan(join(tenant.path, 'silent.ndjson'), (_, header) => void Reflect.deleteProperty(header, 'grants'));
  const silent = await tenant.mfactl(now + HOUR, 'apply', 'silent.ndjson');
  assert.equal(silent.code, 4, silent.err);
  assert.match(silent.err, /grants of this plan is not what the directory shows/);
  await tenant.reconcile(now + HOUR, 'second');
  assert.deepEqual(
    (await grantsIn(reports)).map(({ account, type, run }) => [account.address, type, run]),
    [[user, 'short-term', 'second']],
  );
  await tenant.write(ENTRIES, NONE);
  await tenant.observe(now + 2 * HOUR, shown);
  const { chunks } = await tenant.plan(now + 2 * HOUR);
  assert.deepEqual(
    chunks.map(({ action }) => action),
    ['restore'],
  );
});
