/** Short ways to apply and to look at what came of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyResult } from '../../src/apply/needs.ts';
import { resumeRun } from '../../src/apply/finish-open-runs.ts';
import { verifyLedger } from '../../src/ledger/verify/verify.ts';
import type { Receipt, ReceiptAccount } from '../../src/generated/receipt.ts';
import { type World } from './apply-world.ts';

export function apply(world: World): Promise<ApplyResult> {
  return applyPlan({ file: world.plan, run: world.run }, world, world.stop.signal);
}

export function resume(world: World, run: string): Promise<ApplyResult> {
  return resumeRun(run, world, world.stop.signal);
}

export async function receiptOf(world: World, run: string | null): Promise<Receipt> {
  assert.ok(run !== null, 'there is a run');
  return JSON.parse(await readFile(join(world.reports, 'runs', run, 'receipt.json'), 'utf8')) as Receipt;
}

/** The entry of one account in a receipt. */
export async function outcomeOf(world: World, run: string | null, address: string): Promise<ReceiptAccount> {
  const found = (await receiptOf(world, run)).accounts.find((entry) => entry.account.address === address);
  assert.ok(found !== undefined, `${address} stands in the receipt`);
  return found;
}

export async function assertVerified(world: World): Promise<void> {
  assert.deepEqual((await verifyLedger(world.reports, { heads: [], commits: null })).problems, []);
}
