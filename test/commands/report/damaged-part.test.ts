/** What commands say of a run whose files lie in gzip parts, once a part is damaged. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { HOUR, NOW, type PortalTenant, portalTenant, users } from '../../worlds/portal-tenant.ts';

/** A tenant with one run, a file of which lies in one part whose bytes are damaged. */
async function withDamaged(context: TestContext, file: string): Promise<PortalTenant> {
  const tenant = await portalTenant(context);
  await tenant.observe(NOW, users(3, 'Admin Disabled'));
  assert.equal((await tenant.reconcile(NOW, 'first')).code, 0);
  const path = join(tenant.path, 'reports', 'runs', 'first', file);
  const bytes = gzipSync(await readFile(path));
  const at = bytes.length - 6;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(`${path}.gz.001`, bytes);
  await rm(path);
  return tenant;
}

suite('A damaged part of a run', () => {
  const commands: Readonly<Record<string, readonly (readonly string[])[]>> = {
    'receipt.json': [
      ['report'],
      ['audit', '--at', '2026-11-24T10:00:00Z'],
      ['history', 'user000.example@nhs.net'],
      ['verify'],
    ],
    'journal.ndjson': [['undo', 'first', '--out', 'undo.ndjson'], ['verify']],
    'plan.ndjson': [['undo', 'first', '--out', 'undo.ndjson'], ['verify']],
  };
  for (const [file, lines] of Object.entries(commands))
    test(`of ${file} ends ${lines.map(([verb]) => verb).join(', ')} with a sentence that names the file`, async (context) => {
      const tenant = await withDamaged(context, file);
      for (const line of lines) {
        const ran = await tenant.mfactl(NOW + 2 * HOUR, ...line);
        const told = ran.out + ran.err;
        assert.equal(ran.code, 1, told);
        assert.doesNotMatch(told, /a fault of mfactl|\n {4}at /, line.join(' '));
        assert.ok(told.includes(file), told);
      }
    });
});
