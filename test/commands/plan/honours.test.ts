import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { readPlanChunks, readPlanHeader, writePlan } from '../../../src/plan/file/write.ts';
import { run } from '../../../src/cli.ts';
import { maskAddresses } from '../../../src/report/markup/mask.ts';
import { maskedPlan } from '../../../src/report/plan/markdown.ts';
import { testIo } from '../../worlds/io.ts';
import { type Row, type TenantFolder, loadRows, tenant, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const HOUR = 3_600_000;
const KEY = 'a key for this test';

const organisation = (extra: object = {}): object => ({
  kind: 'Organisation',
  code: 'X26',
  name: 'Example Teaching Hospitals',
  ...extra,
});
const KIOSKS = { units: [{ path: 'Kiosks', mfa: 'disabled', reason: 'No phones', until: '2027-02-01T00:00:00Z' }] };
const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant({ guardrails: { loosen: { floor: 10, count: 50, percent: 50, totalPercent: 50 } } }),
  'policies/organisations/X26/organisation.yaml': organisation(),
  'policies/organisations/X26/exceptions.yaml': {
    kind: 'Exceptions',
    organisation: 'X26',
    exceptions: [
      { user: 'jo.example@nhs.net', type: 'short-term', startsAt: '2026-11-23T10:00:00Z', reason: 'phone-lost' },
    ],
  },
};
const row = (name: string, reported: string, unit = ''): Row => ({
  address: `${name}.example@nhs.net`,
  organisation: 'X26',
  reported,
  unit,
});
const ROWS = [
  row('jo', 'MFA 24 Hour Exception'),
  row('kiosk', 'Admin Enabled', 'Kiosks'),
  row('calm', 'Admin Enabled'),
  row('calm2', 'Admin Enabled'),
];

/** A tenant in which a first apply took place and a looser policy was forecast, then merged. */
async function forecastTenant(context: Parameters<typeof tenantFolder>[0]): Promise<TenantFolder> {
  const folder = await tenantFolder(context, FILES);
  await loadRows(folder, NOW, ROWS);
  await folder.mfactl(NOW, 'plan', '--out', 'first.ndjson');
  assert.equal((await folder.mfactl(NOW, 'apply', 'first.ndjson')).code, 0);
  await folder.write('policies/organisations/X26/organisation.yaml', organisation(KIOSKS));
  return folder;
}

suite('diff --honours', () => {
  test('an approval outlives drift, lapses, and a forecast for another time', async (context) => {
    const folder = await forecastTenant(context);
    assert.equal(
      (await folder.mfactl(NOW, 'plan', '--out', 'forecast.ndjson', '--as-of', '2026-11-24T20:00:00Z')).code,
      0,
    );
    // Without git the policies of the last apply cannot be read: every cause is policy then, which must be honoured too.
    const later = NOW + 2 * HOUR;
    await loadRows(folder, later, [...ROWS.slice(0, 3), row('calm2', 'Admin Disabled')]);
    await folder.mfactl(later, 'plan', '--out', 'plan.ndjson');
    const { code, out, err } = await folder.mfactl(later, 'diff', '--honours', 'forecast.ndjson', 'plan.ndjson');
    assert.equal(code, 0, err);
    assert.equal(out, 'Honoured: the plan makes only changes that were approved.\n');
  });

  test('a loosening that nobody saw breaks it, with every reason, and exit code 3', async (context) => {
    const folder = await forecastTenant(context);
    await folder.mfactl(NOW, 'plan', '--out', 'forecast.ndjson');
    await loadRows(folder, NOW + HOUR, [...ROWS, row('kiosk2', 'Admin Enabled', 'Kiosks')]);
    await folder.mfactl(NOW + HOUR, 'plan', '--out', 'plan.ndjson');
    const told = await folder.mfactl(NOW + HOUR, 'diff', '--honours', 'forecast.ndjson', 'plan.ndjson');
    assert.equal(told.code, 3, told.err);
    assert.match(told.out, /X26: the policies loosen 1 account that the approved forecast does not loosen like this/);
    assert.match(
      told.out,
      /kiosk2\.example@nhs\.net {2}becomes disabled \(Admin Disabled\), but the forecast says no loosening/,
    );
    const json = JSON.parse(
      (await folder.mfactl(NOW + HOUR, 'diff', '--honours', '--json', 'forecast.ndjson', 'plan.ndjson')).out,
    );
    assert.deepEqual(json, {
      honoured: false,
      reasons: [
        {
          reason: 'loosening',
          organisation: 'X26',
          accounts: [
            {
              account: { id: null, address: 'kiosk2.example@nhs.net' },
              after: { level: 'disabled', status: 'Admin Disabled' },
              forecast: null,
            },
          ],
        },
      ],
    });
  });

  test('other policies than the approved ones break it though they ask for the same', async (context) => {
    const folder = await forecastTenant(context);
    await folder.mfactl(NOW, 'plan', '--out', 'forecast.ndjson');
    await folder.write(
      'policies/organisations/X26/organisation.yaml',
      organisation({ ...KIOSKS, name: 'Another name' }),
    );
    await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    const { code, out } = await folder.mfactl(NOW, 'diff', '--honours', 'forecast.ndjson', 'plan.ndjson');
    assert.equal(code, 3);
    assert.match(out, /The plan was made from the policies .* were approved/);
  });

  test('where addresses are masked, no reason names one, and a masked forecast is understood', async (context) => {
    const folder = await forecastTenant(context);
    await folder.write('mfactl.yaml', { directory: { kind: 'sandbox' }, privacy: { addresses: 'mask' } });
    const mfactl = async (now: number, ...argv: string[]) => {
      const io = testIo(folder.path, now, { MFACTL_MASK_KEY: KEY });
      return { code: await run(argv, io), ...io.written };
    };
    await mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    await maskPlan(folder, 'plan.ndjson', 'forecast.ndjson');
    const kept = await mfactl(NOW, 'diff', '--honours', 'forecast.ndjson', 'plan.ndjson');
    assert.equal(kept.code, 0, kept.out + kept.err);

    await loadRows({ ...folder, mfactl }, NOW + HOUR, [...ROWS, row('kiosk2', 'Admin Enabled', 'Kiosks')]);
    await mfactl(NOW + HOUR, 'plan', '--out', 'plan.ndjson');
    const broken = await mfactl(NOW + HOUR, 'diff', '--honours', 'forecast.ndjson', 'plan.ndjson');
    assert.equal(broken.code, 3, broken.err);
    assert.match(broken.out, /account-[0-9a-f]{16} {2}becomes /);
    assert.doesNotMatch(broken.out, /example@/);
  });
});

/** Writes a plan again as one that may leave the tool. */
async function maskPlan(folder: TenantFolder, from: string, to: string): Promise<void> {
  const { digest: _, ...header } = await readPlanHeader(join(folder.path, from));
  const chunks = await Array.fromAsync(readPlanChunks(join(folder.path, from)));
  const masked = maskedPlan(header, () => chunks, maskAddresses(KEY));
  await writePlan(join(folder.path, to), masked.header, masked.chunks());
}
