import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isThorough } from '../worlds/thorough.ts';
import { boundariesOf, killAtEach } from './kill-at.ts';
import { mixedTenant } from './mixed-tenant.ts';

const tenant = mixedTenant();

suite('An apply that is killed', () => {
  test('before any write, flush, rename, link or commit it can be resumed, and nothing is lost or done twice', async (t) => {
    t.diagnostic(`${tenant.plain().points.length} boundaries`);
    assert.ok(tenant.plain().points.length > 60);
    // A killed process loses nothing that it gave to the system: before a flush is as before what follows it.
    const places = isThorough ? [] : ['append', 'write', 'rename', 'link', 'commit'];
    await killAtEach(tenant, boundariesOf(tenant.plain(), ...places), 'before');
  });

  test('in the middle of any write it can be resumed, and nothing is lost or done twice', () =>
    killAtEach(tenant, boundariesOf(tenant.plain(), 'append', 'write'), 'torn'));

  test('right after the last boundary, or after any one in a long run, it can be resumed, and nothing is lost or done twice', () =>
    killAtEach(tenant, boundariesOf(tenant.plain()).slice(isThorough ? 0 : -1), 'after'));
});
