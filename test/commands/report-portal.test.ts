import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoverageReport } from '../../src/generated/coverage.ts';
import { HOUR, NOW, portalTenant, users } from './portal-tenant.ts';

const DAY = 24 * HOUR;

test('exposure of what was handed over goes on until a run sees in a report that it was done', async (context) => {
  const tenant = await portalTenant(context);
  const off = users(4, 'Admin Disabled');
  const on = users(4, 'Admin Enabled');
  const figures = async (at: number): Promise<CoverageReport> => {
    const { code, out, err } = await tenant.mfactl(at, 'report', '--json');
    assert.equal(code, 0, err);
    return JSON.parse(out) as CoverageReport;
  };
  await tenant.observe(NOW, off);
  await tenant.reconcile(NOW, 'first');
  await tenant.observe(NOW + DAY, [...on.slice(0, 3), ...off.slice(3)]);
  assert.equal((await figures(NOW + DAY)).exposure?.userDays, 4, 'no run has seen yet that three were done');

  await tenant.reconcile(NOW + 2 * DAY, 'second');
  await tenant.observe(NOW + 3 * DAY, [...on.slice(0, 3), ...off.slice(3)]);
  const { exposure, trend } = await figures(NOW + 3 * DAY);
  assert.equal(exposure?.userDays, 3 * 2 + 3);
  assert.deepEqual(
    trend.points.map(({ run, enforced }) => [run, enforced]),
    [
      ['first', 0],
      ['second', 3],
      [null, 3],
    ],
  );
});
