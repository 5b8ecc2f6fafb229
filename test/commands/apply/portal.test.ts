/** The whole way of an admin who has only the portal. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { run } from '../../../src/cli.ts';
import { testIo } from '../../worlds/io.ts';
import { HOUR, MINUTE, NOW, portalTenant, users } from '../../worlds/portal-tenant.ts';

const OFF = users(130, 'Admin Disabled');
const addresses = OFF.map(({ address }) => address);

suite('A work pack', () => {
  test('for 130 users of one organisation has batches of 50, 50 and 30, and a list for the helpdesk of addresses alone', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    const applied = await tenant.reconcile(NOW, 'first');
    assert.equal(applied.code, 0, applied.err);
    assert.match(applied.out, /handedOver 130/);
    assert.match(applied.err, /the work pack of run first is in \.mfactl\/work-packs\/first: open its index\.html/);
    const batches = await Promise.all(
      [1, 2, 3].map((n) => tenant.packed('first', `01-X26-enable-standard-${n}-of-3.txt`)),
    );
    const lines = batches.map((text) => text.trimEnd().split('\n'));
    assert.deepEqual(
      lines.map(({ length }) => length),
      [50, 50, 30],
    );
    assert.deepEqual(lines.flat(), addresses);
    const helpdesk = await tenant.packed('first', 'helpdesk-01-X26-enable-standard.csv');
    assert.equal(helpdesk, addresses.map((address) => `${address}\r\n`).join(''));
    const page = await tenant.packed('first', 'index.html');
    assert.match(page, /Batch 3 of 3: X26, Enable MFA \(MFA CA Standard\), 30 users/);
    assert.match(page, /0 of 3 batches done, 130 users left/);
    assert.ok(page.includes(`https://portal.nhs.net/Admin#/viewDetails/${addresses[0]}`));
    assert.equal((await readdir(join(tenant.path, '.mfactl', 'work-packs', 'first'))).length, 5);
    assert.equal((await tenant.mfactl(NOW, 'verify')).code, 0);
  });

  test('is not handed over again while it waits, and the next report tells what is confirmed and what is missing', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    await tenant.reconcile(NOW, 'first');

    const again = await tenant.plan(NOW + HOUR);
    assert.deepEqual([again.header.counts.changes, again.chunks], [0, []]);
    assert.deepEqual(again.header.confirmations, [
      { run: 'first', at: '2026-11-24T09:00:00Z', waiting: 130, superseded: 0, confirmed: 0, missing: 0, untold: 0 },
    ]);
    const text = await tenant.mfactl(NOW + HOUR, 'plan');
    assert.match(text.out, /130 changes handed over: 130 accounts, 130 managed, nothing else to change/);
    assert.match(
      text.out,
      /handed-over: 130 changes that run first handed over wait for a report that was made after 2026-11-24T09:00:00Z/,
    );

    const done = [...users(130, 'Admin Enabled').slice(0, 120), ...OFF.slice(120)];
    await tenant.observe(NOW + 2 * HOUR, done);
    const { header, chunks } = await tenant.plan(NOW + 2 * HOUR);
    assert.deepEqual(
      chunks.flatMap(({ changes }) => changes.map(({ account, cause }) => `${account.address} ${cause}`)),
      addresses.slice(120).map((address) => `${address} pending`),
    );
    const missing = header.findings.find(({ code }) => code === 'handed-over-missing');
    assert.match(missing?.says ?? '', /^the report does not show 10 changes that run first handed over/);

    const second = await tenant.reconcile(NOW + 2 * HOUR, 'second');
    assert.equal(second.code, 0, second.err);
    assert.match(second.err, /changes that run first handed over to people: 120 confirmed, 10 missing/);
    const line = (await tenant.ledger()).at(-1);
    assert.ok(line?.type === 'run');
    assert.deepEqual(line.confirmations, [
      { run: 'first', at: '2026-11-24T09:00:00Z', waiting: 0, superseded: 0, confirmed: 120, missing: 10, untold: 0 },
    ]);
    assert.equal(line.counts.handedOver, 10);
    assert.equal((await tenant.packed('second', '01-X26-enable-standard-1-of-1.txt')).trimEnd().split('\n').length, 10);
    assert.equal((await tenant.mfactl(NOW + 2 * HOUR, 'verify')).code, 0);
  });

  test('is confirmed where the next report shows it and leaves the id of the account blank', async (context) => {
    const tenant = await portalTenant(context);
    const told = (reported: string, ids: readonly string[]) =>
      users(2, reported).map((row, i) => ({ ...row, id: ids[i] as string }));
    await tenant.observe(NOW, told('Admin Disabled', ['a-1', 'b-2']));
    await tenant.reconcile(NOW, 'first');
    await tenant.observe(NOW + HOUR, told('Admin Enabled', ['', 'b-2']));
    const { header } = await tenant.plan(NOW + HOUR);
    assert.deepEqual(
      header.confirmations?.map(({ confirmed, missing }) => ({ confirmed, missing })),
      [{ confirmed: 2, missing: 0 }],
    );
  });

  test('that a report confirms whole has one line of the ledger that says so, and then there is nothing more to say', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF.slice(0, 3));
    await tenant.reconcile(NOW, 'first');
    await tenant.observe(NOW + HOUR, users(3, 'Admin Enabled'));
    await tenant.reconcile(NOW + HOUR, 'second');
    const lines = await tenant.ledger();
    assert.deepEqual(
      lines.map((line) => line.type === 'run' && [line.run, line.confirmations?.[0]?.confirmed]),
      [
        ['first', undefined],
        ['second', 3],
      ],
    );
    const idle = await tenant.reconcile(NOW + 2 * HOUR, 'third');
    assert.match(idle.err, /nothing to do; an earlier run of today has recorded that already/);
    assert.equal((await tenant.mfactl(NOW + 2 * HOUR, 'verify')).code, 0);
  });

  test('waits for 8 days at most: then the work is handed over again, and the ledger says that nobody can tell', async (context) => {
    const tenant = await portalTenant(context, {}, {});
    await tenant.write('policies/tenant.yaml', {
      kind: 'Tenant',
      name: 'Test tenant',
      timezone: 'Europe/London',
      mfa: 'standard',
      accountTypes: { user: 'managed' },
      exceptions: {},
      guardrails: { staleReport: 'P30D' },
    });
    await tenant.observe(NOW, OFF.slice(0, 3));
    await tenant.reconcile(NOW, 'first');
    const last = NOW + 8 * 24 * HOUR - MINUTE;
    assert.equal((await tenant.plan(last)).header.counts.changes, 0);
    const after = await tenant.plan(last + MINUTE);
    assert.equal(after.header.counts.changes, 3);
    assert.equal(after.header.confirmations?.[0]?.untold, 3);
  });

  test('is made from two plans of one report only once', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    await tenant.mfactl(NOW, 'plan', '--out', 'one.ndjson');
    await tenant.mfactl(NOW + 1, 'plan', '--out', 'two.ndjson');
    assert.equal((await tenant.mfactl(NOW + MINUTE, 'apply', 'one.ndjson')).code, 0);
    const refused = await tenant.mfactl(NOW + 2 * MINUTE, 'apply', 'two.ndjson');
    assert.equal(refused.code, 4);
    assert.match(refused.err, /130 changes of this plan were handed over to people after it was made/);
  });

  test('that is no longer wanted is told of', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF.slice(0, 3));
    await tenant.reconcile(NOW, 'first');
    await tenant.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'Example Teaching Hospitals',
      mfa: 'disabled',
    });
    const { header } = await tenant.plan(NOW + HOUR);
    assert.equal(header.confirmations?.[0]?.superseded, 3);
    assert.match(
      header.findings.find(({ code }) => code === 'handed-over-superseded')?.says ?? '',
      /^the policies no longer ask for 3 changes/,
    );
  });

  test('that was lost is made again, byte for byte, from the ledger', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    await tenant.reconcile(NOW, 'first');
    const page = await tenant.packed('first', 'index.html');
    await rm(join(tenant.path, '.mfactl'), { recursive: true });
    const again = await tenant.mfactl(NOW + HOUR, 'apply', '--resume', 'first');
    assert.match(again.err, /the run first has ended already\n.*work pack of run first/);
    assert.equal(await tenant.packed('first', 'index.html'), page);
  });

  test('is not made again from a plan that is sound, but not that of the run', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    await tenant.reconcile(NOW, 'first');
    const packs = join(tenant.path, '.mfactl', 'work-packs');
    await rm(packs, { recursive: true });
    const plan = join(tenant.path, 'reports', 'runs', 'first', 'plan.ndjson');
    const [one, other] = addresses as [string, string];
    await writeFile(plan, (await readFile(plan, 'utf8')).replaceAll(one, other));
    const again = await tenant.mfactl(NOW + HOUR, 'apply', '--resume', 'first');
    assert.equal(again.code, 1);
    assert.match(again.err, /plan\.ndjson is not the plan that the ledger names/);
    assert.ok(!existsSync(packs));
  });

  test('lies where git does not look, whatever the repository ignores', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    await tenant.reconcile(NOW, 'first');
    assert.equal(await tenant.packed('.', '.gitignore'), '*\n');
  });
});

suite('A run through the portal', () => {
  test('tells no address where they are to be masked, and its work pack holds them all the same', async (context) => {
    const tenant = await portalTenant(context, {}, { privacy: { addresses: 'mask' } });
    await tenant.observe(NOW, OFF.slice(0, 3));
    for (const words of [
      ['plan', '--out', 'plan.ndjson'],
      ['apply', 'plan.ndjson', '--run', 'first'],
    ]) {
      const io = testIo(tenant.path, NOW, { MFACTL_MASK_KEY: 'a long random text' });
      assert.equal(await run(words, io), 0, io.written.err);
      assert.doesNotMatch(io.written.out + io.written.err, /@nhs\.net/);
    }
    const batch = await tenant.packed('first', '01-X26-enable-standard-1-of-1.txt');
    assert.deepEqual(batch.trimEnd().split('\n'), addresses.slice(0, 3));
  });

  test('that was handed over in CI says that its work pack is lost with the machine', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF.slice(0, 3));
    await tenant.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    const io = testIo(tenant.path, NOW, { CI: 'true' });
    assert.equal(await run(['apply', 'plan.ndjson', '--run', 'first'], io), 0, io.written.err);
    assert.match(io.written.err, /make the pack again on your own machine with apply --resume first/);
  });

  test('can be taken back once a report shows that it was carried out', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF.slice(0, 3));
    await tenant.reconcile(NOW, 'first');
    const early = await tenant.mfactl(NOW + MINUTE, 'undo', 'first', '--out', 'undo.ndjson');
    assert.match(early.out, /the change was handed over to people, and no report shows yet that it was made/);
    await tenant.observe(NOW + HOUR, users(3, 'Admin Enabled'));
    await tenant.mfactl(NOW + HOUR, 'undo', 'first', '--out', 'undo.ndjson');
    const undone = await tenant.mfactl(NOW + HOUR, 'apply', 'undo.ndjson', '--run', 'back');
    assert.equal(undone.code, 0, undone.err);
    assert.match(await tenant.packed('back', 'index.html'), /Step 1\. Disable MFA: X26, 3 users/);
  });
});
