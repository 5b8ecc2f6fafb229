import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { query } from '../directory/sandbox/tenant.ts';
import { CHANGES, LAST } from './five-chunks.ts';
import { load, type Repository, settings, succeed, TENANT } from '../worlds/repository.ts';
import { moveAccount, receiptOf, requestsOf, storedAccounts } from './traces.ts';
import { HOUR, turnedTenant } from './turned.ts';

const { waits, copyFor, later, setFaults, apply } = turnedTenant();

suite('An account that is not as planned', () => {
  test('or that is gone is skipped, and its neighbours are not', async (t) => {
    const copy = await copyFor(t);
    moveAccount(copy, 'x26-3.example@nhs.net', 'named-locations', 'Admin Enabled');
    moveAccount(copy, LAST, 'named-locations', 'Admin Enabled');
    moveAccount(copy, 'x9z-0.example@nhs.net', 'named-locations', 'Admin Enabled');
    query(copy.sandbox, 'DELETE FROM accounts WHERE address = ?', 'x9z-1.example@nhs.net');
    const ran = await apply(copy, 'moved');
    assert.equal(ran.code, 0, ran.err);
    const told = new Map(
      (await receiptOf(copy, 'moved')).accounts.map((entry) => [
        entry.account.address,
        `${entry.outcome} ${entry.reason ?? ''}`.trim(),
      ]),
    );
    assert.equal(told.get('x26-3.example@nhs.net'), 'skipped moved');
    assert.equal(told.get(LAST), 'skipped moved');
    assert.equal(told.get('x9z-1.example@nhs.net'), 'skipped moved');
    assert.equal(told.get('x9z-0.example@nhs.net'), 'already');
    assert.equal([...told.values()].filter((outcome) => outcome === 'applied').length, CHANGES - 4);
    assert.equal(storedAccounts(copy).get(LAST)?.['reported'], 'Admin Enabled');
  });

  test('is skipped where it became privileged, so that it is no longer to be loosened', async (t) => {
    const copy = await copyFor(t);
    await copy.write('policies/roles/admin.yaml', {
      kind: 'Role',
      name: 'Local Admin',
      category: 'admin',
      match: ['Local Admin'],
      mfa: 'standard',
    });
    await succeed(copy, ['plan', '--out', 'plan.ndjson'], waits.io);
    query(copy.sandbox, 'UPDATE accounts SET roles = ? WHERE address = ?', '["Local Admin"]', LAST);
    const ran = await apply(copy, 'moved');
    assert.equal(ran.code, 0, ran.err);
    const told = (await receiptOf(copy, 'moved')).accounts.find(({ account }) => account.address === LAST);
    assert.deepEqual([told?.outcome, told?.reason], ['skipped', 'moved']);
    assert.equal(storedAccounts(copy).get(LAST)?.['reported'], 'Admin Enabled');
  });

  test('is skipped where policies that changed during the run no longer loosen it', async (t) => {
    const copy = await copyFor(t);
    await setFaults(copy, [{ request: 1, fault: 'slow', latency: 1000 }]);
    waits.onWait = () =>
      writeFileSync(
        join(copy.path, 'policies/organisations/X1A/organisation.yaml'),
        'kind: Organisation\ncode: X1A\nname: Example\nmfa: standard\n',
      );
    const ran = await apply(copy, 'moved');
    assert.equal(ran.code, 0, ran.err);
    const told = (await receiptOf(copy, 'moved')).accounts.filter(({ organisation: code }) => code === 'X1A');
    assert.deepEqual(
      told.map(({ outcome, reason }) => `${outcome} ${reason}`),
      ['skipped moved', 'skipped moved', 'skipped moved'],
    );
  });

  test('is not loosened where the policies can no longer be read', async (t) => {
    const copy = await copyFor(t);
    await setFaults(copy, [{ request: 1, fault: 'slow', latency: 1000 }]);
    waits.onWait = () => writeFileSync(join(copy.path, 'policies/organisations/X1A/organisation.yaml'), 'kind: [\n');
    const ran = await apply(copy, 'moved');
    assert.equal(ran.code, 6, ran.err);
    const told = (await receiptOf(copy, 'moved')).accounts;
    assert.deepEqual(told.filter(({ outcome }) => outcome === 'applied').length, CHANGES - 3, 'what tightens is done');
    assert.equal(storedAccounts(copy).get(LAST)?.['reported'], 'Admin Enabled');
  });

  test('stops the run with 4 where there are more of them than the larger of 5 and 10 %', async (t) => {
    for (const [moved, exit] of [
      [5, 0],
      [6, 4],
    ] as const) {
      const copy = await copyFor(t);
      // The first chunk, by address.
      for (const i of [0, 1, 10, 11, 2, 3].slice(0, moved))
        moveAccount(copy, `x26-${i}.example@nhs.net`, 'named-locations', 'Admin Enabled');
      const ran = await apply(copy, 'moved');
      assert.equal(ran.code, exit, ran.err);
      if (exit === 0) continue;
      assert.match(ran.err, /6 accounts have changed since the plan was made, and the limit is 5; make a new plan/);
      assert.equal(requestsOf(copy), 0);
      assert.deepEqual((await receiptOf(copy, 'moved')).counts, {
        applied: 0,
        already: 0,
        skipped: CHANGES,
        withheld: 0,
        failed: 0,
        handedOver: 0,
      });
    }
  });
});

/** A tenant with an exception that ends in one hour, and one account to raise before it. */
async function withException(t: TestContext): Promise<Repository> {
  const copy = await copyFor(t);
  await copy.write('mfactl.yaml', settings());
  await copy.write('policies/tenant.yaml', {
    ...TENANT,
    exceptions: { unrecorded: 'keep', 'short-term': { maxDuration: 'PT24H', reasons: ['phone-lost'] } },
  });
  await rm(join(copy.path, 'policies/organisations/RR8/re-enrolments.yaml'));
  await copy.write('policies/organisations/RR8/exceptions.yaml', {
    kind: 'Exceptions',
    organisation: 'RR8',
    exceptions: [
      {
        user: 'jo.example@nhs.net',
        type: 'short-term',
        startsAt: new Date(waits.io.now() - 23 * HOUR).toISOString(),
        reason: 'phone-lost',
      },
    ],
  });
  await load(
    copy,
    [
      { address: 'jo.example@nhs.net', organisation: 'RR8', reported: 'Admin Enabled' },
      { address: 'sam.example@nhs.net', organisation: 'RR8', reported: 'Admin Disabled' },
    ],
    waits.io,
  );
  const planned = await succeed(copy, ['plan', '--out', 'plan.ndjson'], waits.io);
  assert.match(planned.out, /except/);
  return copy;
}

async function assertLapsed(copy: Repository): Promise<void> {
  const told = new Map(
    (await receiptOf(copy, 'late')).accounts.map((entry) => [entry.account.address, [entry.outcome, entry.reason]]),
  );
  assert.deepEqual(told.get('jo.example@nhs.net'), ['skipped', 'lapsed']);
  assert.deepEqual(told.get('sam.example@nhs.net'), ['applied', null]);
  assert.equal(storedAccounts(copy).get('jo.example@nhs.net')?.['reported'], 'Admin Enabled');
}

suite('A decision that lapsed', () => {
  test('while the plan waited is skipped, and the rest is done', async (t) => {
    const copy = await withException(t);
    const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'late'], later(HOUR));
    assert.equal(ran.code, 0, ran.err);
    await assertLapsed(copy);
  });

  test('while the run waited is skipped too', async (t) => {
    const copy = await withException(t);
    // The request before it takes until the decision has lapsed.
    await setFaults(copy, [{ request: 1, fault: 'slow', latency: HOUR }]);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'late'], waits.io);
    await assertLapsed(copy);
  });

  test('while its own request was tried again is skipped too', async (t) => {
    const copy = await withException(t);
    await setFaults(copy, [{ request: 2, fault: 'retryable', latency: HOUR }]);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'late'], waits.io);
    await assertLapsed(copy);
  });

  test('a moment before its end is still done', async (t) => {
    const copy = await withException(t);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'late'], later(HOUR - 1));
    assert.equal(storedAccounts(copy).get('jo.example@nhs.net')?.['reported'], 'MFA 24 Hour Exception');
  });
});
