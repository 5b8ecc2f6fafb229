import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LedgerError } from '../../../src/ledger/chain.ts';
import { vouchedPath } from '../../../src/ledger/run/files.ts';
import type { LedgerRun } from '../../../src/generated/ledger.ts';

const RECEIPT =
  '{"format":"mfactl.receipt/v1","accounts":[\n{"account":{"id":null,"address":"jo.example@nhs.net"}}\n]}\n';
const line = { run: 'one', receipt: `sha256:${createHash('sha256').update(RECEIPT).digest('hex')}` } as LedgerRun;

/** A ledger's folder whose run has its receipt in two gzip parts. */
async function inParts(t: TestContext, bytes: Buffer): Promise<string> {
  const reports = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(reports, { recursive: true, force: true }));
  const folder = join(reports, 'runs', 'one');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'receipt.json.gz.001'), bytes.subarray(0, 20));
  await writeFile(join(folder, 'receipt.json.gz.002'), bytes.subarray(20));
  return reports;
}

describe('A file of a run that the ledger vouches for', () => {
  test('may lie in parts', async (t) => {
    const reports = await inParts(t, gzipSync(RECEIPT));
    assert.equal(await vouchedPath(reports, line, 'receipt'), join(reports, 'runs/one/receipt.json'));
  });

  const altered = {
    'tell another thing': gzipSync(RECEIPT.replace('jo.', 'al.')),
    'are no gzip any more': Buffer.from(RECEIPT),
    'end too early': gzipSync(RECEIPT).subarray(0, 60),
  };
  for (const [name, bytes] of Object.entries(altered))
    test(`is refused where its parts ${name}, and no account is named`, async (t) => {
      const reports = await inParts(t, bytes);
      await assert.rejects(vouchedPath(reports, line, 'receipt'), (error: Error) => {
        assert.ok(error instanceof LedgerError, error.stack);
        assert.equal(
          error.message,
          `${join(reports, 'runs/one/receipt.json')} is not the receipt that the ledger names; fetch the ledger again, and look at its history`,
        );
        return true;
      });
    });
});
