import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { PlanChunk, PlanHeader } from '../../../src/generated/plan.ts';
import { loadRows, type Row, tenant, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const MINUTE = 60_000;

const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant({ guardrails: { lockout: 1000 } }),
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
  },
  'policies/organisations/X1A/organisation.yaml': {
    kind: 'Organisation',
    code: 'X1A',
    name: 'Example Community',
    units: [{ path: 'Kiosks', mfa: 'named-locations', reason: 'Kiosks on the trust network' }],
  },
};

/** 1,500 accounts, 120 of them without MFA: 70 in one organisation, 50 in another, 20 of those in a unit of its own level. */
function accounts(): Row[] {
  return Array.from({ length: 1500 }, (_, i) => {
    const off = i % 12 === 0 && i < 1440;
    const organisation = i < 840 ? 'X26' : 'X1A';
    const unit = i >= 840 && off && i % 5 === 0 ? 'Kiosks' : 'Wards';
    return {
      address: `user${i}.example@nhs.net`,
      organisation,
      unit,
      reported: off ? 'Admin Disabled' : 'Admin Enabled',
    };
  });
}

function linesOf(text: string): { header: PlanHeader; chunks: PlanChunk[] } {
  const [header, ...chunks] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { header: header as PlanHeader, chunks: chunks as PlanChunk[] };
}

suite('The main job', () => {
  test('1,500 accounts with 120 changes give chunks of at most 50, of one organisation, one action and one level; applying twice changes nothing the second time', async (context) => {
    const folder = await tenantFolder(context, FILES);
    assert.equal((await loadRows(folder, NOW, accounts())).code, 0);
    const planned = await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson', '--json');
    assert.equal(planned.code, 0, planned.err);
    const { header, chunks } = linesOf(planned.out);
    assert.equal(header.counts.accounts, 1500);
    assert.equal(header.counts.changes, 120);
    const places = chunks.map(
      ({ organisation, action, to, changes }) => `${organisation} ${action} ${to} ${changes.length}`,
    );
    assert.deepEqual(places, [
      'X1A enable standard 40',
      'X1A enable named-locations 10',
      'X26 enable standard 50',
      'X26 enable standard 20',
    ]);
    assert.deepEqual(
      chunks.map(({ id }) => id),
      [1, 2, 3, 4],
    );

    const applied = await folder.mfactl(NOW + MINUTE, 'apply', 'plan.ndjson', '--run', 'first');
    assert.equal(applied.code, 0, applied.err);
    assert.match(applied.out, /Run first: done\. applied 120\./);
    const second = await folder.mfactl(NOW + 2 * MINUTE, 'plan', '--detailed-exitcode');
    assert.equal(second.code, 0);
    assert.match(second.out, /In sync: 1,500 accounts, 1,500 managed, nothing to change/);

    const again = await folder.mfactl(NOW + 3 * MINUTE, 'apply', 'plan.ndjson');
    assert.equal(again.code, 4);
    assert.match(again.err, /applied/);
    const receipt = JSON.parse(await readFile(join(folder.path, 'reports/runs/first/receipt.json'), 'utf8')) as {
      run: string;
    };
    assert.equal(receipt.run, 'first');
    assert.equal((await readFile(join(folder.path, 'reports/ledger.ndjson'), 'utf8')).trimEnd().split('\n').length, 1);
  });

  test('plan --detailed-exitcode says 2 where changes are pending, and 0 without it', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 30));
    assert.equal((await folder.mfactl(NOW, 'plan', '--detailed-exitcode')).code, 2);
    assert.equal((await folder.mfactl(NOW, 'plan')).code, 0);
  });

  test('a plan for another time is a forecast: it is shown, and never applied', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 30));
    const forecast = await folder.mfactl(NOW, 'plan', '--as-of', '2026-12-24T09:00:00Z', '--out', 'forecast.ndjson');
    assert.equal(forecast.code, 0);
    assert.match(forecast.out, /Plan for 2026-12-24T09:00:00Z .*a forecast, which mfactl never applies/);
    const applied = await folder.mfactl(NOW, 'apply', 'forecast.ndjson');
    assert.equal(applied.code, 4);
    assert.match(applied.err, /forecast|as-of|another time/i);
    assert.equal((await folder.mfactl(NOW, 'plan', '--detailed-exitcode')).code, 2);
  });

  test('a plan for a part of the tenant changes that part alone', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts());
    const planned = await folder.mfactl(NOW, 'plan', '--organisation', 'x1a', '--unit', 'kiosks', '--json');
    const { header, chunks } = linesOf(planned.out);
    assert.deepEqual(header.scope, { organisations: ['X1A'], units: ['kiosks'], userPolicies: [] });
    assert.deepEqual(
      chunks.map(({ to, changes }) => [to, changes.length]),
      [['named-locations', 10]],
    );
    const unknown = await folder.mfactl(NOW, 'plan', '--organisation', 'ZZZ');
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /no account of the directory matches the organisation "ZZZ"/);
  });

  test('show reads a plan back, change by change, and diff tells what another plan does differently', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 30));
    await folder.mfactl(NOW, 'plan', '--out', 'one.ndjson');
    const shown = await folder.mfactl(NOW, 'show', 'one.ndjson');
    assert.equal(shown.code, 0, shown.err);
    for (const i of [0, 12, 24])
      assert.match(shown.out, new RegExp(`user${i}\\.example@nhs\\.net  Admin Disabled → Admin Enabled`));
    assert.match(shown.out, /policies\/tenant\.yaml:4/);
    await loadRows(folder, NOW, accounts().slice(0, 20));
    await folder.mfactl(NOW, 'plan', '--out', 'two.ndjson');
    const difference = await folder.mfactl(NOW, 'diff', 'one.ndjson', 'two.ndjson');
    assert.match(
      difference.out,
      /^- X26  user24\.example@nhs\.net  enable: Admin Disabled → Admin Enabled\n1 difference/,
    );
  });

  test('what plan --json writes is a plan file as --out makes it', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 30));
    await folder.write('piped.ndjson', (await folder.mfactl(NOW, 'plan', '--json')).out);
    const shown = await folder.mfactl(NOW, 'show', 'piped.ndjson');
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /3 changes in 1 organisation/);
  });

  test('a plan made from other policies than those that are there now is stale', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 30));
    await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    await folder.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'Renamed',
    });
    const applied = await folder.mfactl(NOW, 'apply', 'plan.ndjson');
    assert.equal(applied.code, 4);
    assert.match(applied.err, /policies have changed/);
  });

  test('where a policy or a report is wrong nothing is planned and nothing is written', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 30));
    const before = (await readdir(folder.path, { recursive: true })).sort();
    await folder.write(
      'policies/organisations/X26/organisation.yaml',
      'kind: Organisation\ncode: X26\nname: Example\nmfaa: standard\n',
    );
    const planned = await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    assert.equal(planned.code, 1);
    assert.match(planned.err, /organisation\.yaml:4:1 error schema-unknown-property/);
    const loaded = await loadRows(folder, NOW, [
      ...accounts().slice(0, 3),
      { address: 'user0.example@nhs.net', organisation: 'X1A', reported: '' },
    ]);
    assert.equal(loaded.code, 1);
    assert.deepEqual((await readdir(folder.path, { recursive: true })).sort(), before);
    await folder.write(
      'policies/organisations/X26/organisation.yaml',
      FILES['policies/organisations/X26/organisation.yaml'],
    );
    const after = await folder.mfactl(NOW, 'plan');
    assert.match(after.out, /30 accounts/, 'the sandbox still holds what it held');
  });

  test('explain names file and line of each rule that won or lost', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts());
    const { code, out } = await folder.mfactl(NOW, 'explain', 'USER840.example@nhs.net');
    assert.equal(code, 0);
    assert.match(out, /the level of the tenant is standard: a narrower rule replaces it {2}policies\/tenant\.yaml:4/);
    assert.match(
      out,
      /the level of unit Kiosks is named-locations: this rule decides {2}policies\/organisations\/X1A\/organisation\.yaml:5/,
    );
    assert.match(out, /enforced {6}disabled \(Admin Disabled\) → named-locations \(Admin Enabled\)/);
  });

  test('explain --all --json tells every account, one line each, in the order of their addresses', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, accounts().slice(0, 120));
    const { out } = await folder.mfactl(NOW, 'explain', '--all', '--json');
    const addresses = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { address: string }).address);
    assert.equal(addresses.length, 120);
    assert.deepEqual(addresses, [...addresses].sort());
    const first = JSON.parse(out.slice(0, out.indexOf('\n'))) as Record<string, unknown>;
    assert.deepEqual(Object.keys(first), [
      'address',
      'managed',
      'actual',
      'desired',
      'action',
      'reEnrol',
      'held',
      'exception',
      'because',
    ]);
  });
});
