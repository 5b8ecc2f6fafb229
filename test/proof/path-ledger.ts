/** What the branch of the ledger holds, read with git. */
import assert from 'node:assert/strict';
import type { LedgerRun } from '../../src/generated/ledger.ts';
import type { PlanChange, PlanChunk } from '../../src/generated/plan.ts';
import type { Receipt } from '../../src/generated/receipt.ts';
import type { Path } from './path-scene.ts';

async function ledgerOf(path: Path): Promise<LedgerRun[]> {
  const text = await path.bare('show', 'mfactl-ledger:ledger.ndjson');
  return text.split('\n').map((line) => JSON.parse(line) as LedgerRun);
}

async function receiptOf(path: Path, { run }: LedgerRun): Promise<Receipt> {
  return JSON.parse(await path.bare('show', `mfactl-ledger:runs/${run}/receipt.json`)) as Receipt;
}

/** The one change of a run, as its plan has it. */
async function changeOf(path: Path, { run }: LedgerRun): Promise<Pick<PlanChunk, 'action'> & PlanChange> {
  const [, line = '', ...more] = (await path.bare('show', `mfactl-ledger:runs/${run}/plan.ndjson`)).split('\n');
  assert.deepEqual(more, []);
  const { action, changes } = JSON.parse(line) as PlanChunk;
  assert.equal(changes.length, 1);
  return { action, ...changes[0] };
}

/** What is expected of a run that changed one account. */
export interface Booked {
  /** Of the ledger. */
  readonly lines: number;
  readonly approvers: readonly string[];
  readonly address: string;
  readonly action: string;
  readonly cause: string;
  readonly dueAt?: string;
}

/** What the last line of the ledger, the run's plan and its receipt say of that account. */
export async function assertBooked(path: Path, expected: Booked): Promise<void> {
  const { lines, approvers, address, action, cause, dueAt } = expected;
  const ledger = await ledgerOf(path);
  assert.equal(ledger.length, lines);
  const last = ledger.at(-1) as LedgerRun;
  assert.deepEqual([last.approvers, last.counts.applied, last.exit], [approvers, 1, 0]);
  const change = await changeOf(path, last);
  assert.deepEqual([change.action, change.cause, change.dueAt], [action, cause, dueAt]);
  const { accounts, ...receipt } = await receiptOf(path, last);
  assert.deepEqual([receipt.approvers, receipt.actor], [approvers, `jo-example run ${path.lastRun()} attempt 1`]);
  assert.deepEqual(
    accounts.map((entry) => [entry.account.address, entry.action, entry.outcome]),
    [[address, action, 'applied']],
  );
}

/** A fresh clone proves the ledger, against the head that the log of the apply has kept. */
export async function assertVerified(path: Path, log: string): Promise<void> {
  const head = /^Ledger head (\S+)$/m.exec(log)?.[1] ?? '';
  const { end } = (await ledgerOf(path)).at(-1) as LedgerRun;
  const now = () => Date.parse(end);
  const { code, out, err } = await (await path.clone()).here(['verify', '--head', head], { now });
  assert.equal(code, 0, out + err);
  assert.match(out, /The head that you kept proves that nobody rewrote/);
}
