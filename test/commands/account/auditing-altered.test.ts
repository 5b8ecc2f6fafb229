import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Repository } from '../../worlds/repository.ts';
import { AFTER, ANNA, audit, auditedTenant, FIRST, instant, said, SECOND } from './auditing-scene.ts';

const REFUSED = /the ledger cannot be trusted: .*run-11-24.*"mfactl verify"/;

async function alter(folder: Repository, file: string, change: (text: string) => string): Promise<void> {
  const path = join(folder.reports, 'runs/run-11-24', file);
  const text = await readFile(path, 'utf8');
  const altered = change(text);
  assert.notEqual(altered, text);
  await writeFile(path, altered);
}

async function refused(folder: Repository, ...argv: string[]): Promise<void> {
  const says = await said(folder, argv, AFTER, 1);
  assert.match(says, REFUSED);
  assert.doesNotMatch(says, /@/);
}

describe('What was altered behind the ledger is told to nobody', () => {
  test('a receipt that claims that accounts had MFA before', async (t) => {
    const folder = await auditedTenant(t);
    await alter(folder, 'receipt.json', (text) =>
      text.replaceAll(
        '"before":{"level":"disabled","status":"Admin Disabled"}',
        '"before":{"level":"standard","status":"Admin Enabled"}',
      ),
    );
    await refused(folder, 'audit', '--at', instant(FIRST - 1000));
    await refused(folder, 'audit', '--at', instant(SECOND + 1000), '--sample', '1');
    await refused(folder, 'history', ANNA);
    // Nothing is read of runs that tell nothing of the instant.
    assert.equal((await audit(folder, '--at', instant(SECOND + 1000))).total.accounts, 4);
  });

  test('a receipt that is no receipt any more', async (t) => {
    const folder = await auditedTenant(t);
    await alter(folder, 'receipt.json', (text) => text.replaceAll('"account":', '"nobody":'));
    await refused(folder, 'audit', '--at', instant(FIRST - 1000));
    await alter(folder, 'receipt.json', (text) => text.replaceAll('"nobody":', ''));
    await refused(folder, 'audit', '--at', instant(FIRST - 1000));
  });

  test('a plan that claims another cause', async (t) => {
    const folder = await auditedTenant(t);
    await alter(folder, 'plan.ndjson', (text) => text.replaceAll('"cause":"policy"', '"cause":"drift"'));
    await refused(folder, 'history', ANNA);
  });
});
