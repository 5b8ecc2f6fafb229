/** What waits with an admin of the portal, and what a plan holds beside it. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { HOUR, MINUTE, NOW, type PortalTenant, portalTenant, users } from '../../worlds/portal-tenant.ts';

const DAY = 24 * HOUR;
const USER = 'user000.example@nhs.net';
const EXCEPTIONS = 'policies/organisations/X26/exceptions.yaml';
const RE_ENROLMENTS = 'policies/organisations/X26/re-enrolments.yaml';

const iso = (at: number): string => new Date(at).toISOString();

function exceptions(...entries: object[]): object {
  return { kind: 'Exceptions', organisation: 'X26', exceptions: entries };
}

const lost = { user: USER, type: 'short-term', startsAt: iso(NOW - HOUR), reason: 'phone-lost' };

/** A tenant whose user of MFA was given a 24 hour exception, which is handed over. */
async function excepted(context: TestContext): Promise<PortalTenant> {
  const tenant = await portalTenant(context, { [EXCEPTIONS]: exceptions(lost) });
  await tenant.observe(NOW - HOUR, users(3, 'Admin Enabled'));
  const { out } = await tenant.reconcile(NOW, 'first');
  assert.match(out, /handedOver 1/);
  return tenant;
}

/** Codes of what a plan says of changes that were handed over, and the statuses that it gives. */
async function planned(tenant: PortalTenant, at: number): Promise<{ codes: string[]; statuses: string[] }> {
  const { header, chunks } = await tenant.plan(at);
  return {
    codes: header.findings.map(({ code }) => code).filter((code) => code.startsWith('handed-over')),
    statuses: chunks.flatMap(({ changes }) => changes.map(({ after }) => after.status)),
  };
}

suite('Beside a 24 hour exception that waits', () => {
  test('a second one after it has lapsed is handed over as well, and replaces the first', async (context) => {
    const tenant = await excepted(context);
    const again = { ...lost, startsAt: iso(NOW + 25 * HOUR), reason: 'no-signal' };
    await tenant.write(EXCEPTIONS, exceptions(lost, again));
    assert.deepEqual(await planned(tenant, NOW + HOUR), { codes: ['handed-over'], statuses: [] });
    assert.deepEqual(await planned(tenant, NOW + 26 * HOUR), {
      codes: ['handed-over-superseded'],
      statuses: ['MFA 24 Hour Exception'],
    });
    assert.match((await tenant.reconcile(NOW + 26 * HOUR, 'second')).out, /handedOver 1/);
    assert.deepEqual(await planned(tenant, NOW + 27 * HOUR), { codes: ['handed-over'], statuses: [] });
  });

  test('a long-term one that begins is handed over at once', async (context) => {
    const tenant = await excepted(context);
    const long = {
      user: USER,
      type: 'long-term',
      startsAt: iso(NOW + HOUR),
      expiresAt: iso(NOW + 100 * DAY),
      reason: 'clinical-risk',
      approvedBy: 'lead.example@nhs.net',
      ticket: 'CHG-1',
      riskAssessment: 'RA-1',
    };
    await tenant.write(EXCEPTIONS, exceptions(lost, long));
    assert.deepEqual(await planned(tenant, NOW + 2 * HOUR), {
      codes: ['handed-over-superseded'],
      statuses: ['MFA Long Term Exception'],
    });
  });
});

test('a 24 hour exception that a report a day later does not show may have been given and have ended', async (context) => {
  const tenant = await excepted(context);
  await tenant.observe(NOW + 36 * HOUR, users(4, 'Admin Enabled'));
  assert.deepEqual(await planned(tenant, NOW + 36 * HOUR + MINUTE), { codes: ['handed-over-untold'], statuses: [] });
});

test('what an undo handed over waits for the report: a plan does not say that it is wanted no longer', async (context) => {
  const tenant = await portalTenant(context);
  await tenant.observe(NOW - HOUR, users(2, 'Admin Disabled'));
  await tenant.reconcile(NOW, 'first');
  await tenant.observe(NOW + HOUR, users(2, 'Admin Enabled'));
  await tenant.mfactl(NOW + 2 * HOUR, 'undo', 'first', '--out', 'undo.ndjson');
  assert.match((await tenant.mfactl(NOW + 2 * HOUR, 'apply', 'undo.ndjson', '--run', 'back')).out, /handedOver 2/);
  const { header } = await tenant.plan(NOW + 3 * HOUR);
  assert.deepEqual(
    header.confirmations?.filter(({ run }) => run === 'back').map(({ waiting, superseded }) => [waiting, superseded]),
    [[2, 0]],
  );
});

test('a re-enrolment that was cut off before its work pack was made is planned again', async (context) => {
  const tenant = await portalTenant(context, {
    [RE_ENROLMENTS]: {
      kind: 'ReEnrolments',
      organisation: 'X26',
      reEnrolments: [{ user: USER, requestedAt: iso(NOW - HOUR), reason: 'phone-lost' }],
    },
  });
  await tenant.observe(NOW - HOUR, users(3, 'Admin Enabled'));
  await tenant.reconcile(NOW, 'first');
  await cutAfterIntent(join(tenant.path, 'reports'), 'first');
  await rm(join(tenant.path, '.mfactl', 'work-packs'), { recursive: true });

  const given = await tenant.mfactl(NOW + 5 * HOUR, 'apply', '--resume', 'first');
  assert.deepEqual([given.code, /skipped 1\./.test(given.out)], [4, true], given.out + given.err);
  const { counts } = (await tenant.plan(NOW + 6 * HOUR)).header;
  assert.deepEqual([counts.changes, counts.byAction['re-enrol']], [1, 1]);
  assert.match((await tenant.reconcile(NOW + 6 * HOUR, 'second')).out, /handedOver 1/);
  assert.equal((await tenant.plan(NOW + 7 * HOUR)).header.counts.changes, 0, 'it is handed over once');
});

/** Puts a run back to where it was when its first intent was on the disk. */
async function cutAfterIntent(reports: string, run: string): Promise<void> {
  const journal = join(reports, 'runs', run, 'journal.ndjson');
  const lines = (await readFile(journal, 'utf8')).split('\n');
  const intent = lines.findIndex((line) => line.includes('"type":"intent"'));
  assert.ok(intent > 0);
  await writeFile(journal, `${lines.slice(0, intent + 1).join('\n')}\n`);
  for (const name of ['ledger.ndjson', 'ledger.head', 'pending.ndjson', 'population.ndjson'])
    await rm(join(reports, name), { force: true });
  await rm(join(reports, 'runs', run, 'receipt.json'));
}
