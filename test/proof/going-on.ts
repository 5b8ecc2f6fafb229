/** How people go on after an apply of the mixed plan was broken, and what must then be true. */
import assert from 'node:assert/strict';
import type { JournalLine } from '../../src/generated/journal.ts';
import { ENROLLED, RUN } from './mixed.ts';
import type { Ran, Repository } from '../worlds/repository.ts';
import {
  journalLines,
  ledgerLines,
  receiptOf,
  registerMethod,
  requestsOf,
  type StoredAccount,
  storedAccounts,
  writesOf,
} from './traces.ts';

/** A method that a user registers after the old ones were removed. */
const NEW = 'SoftwareOTP';

/** Runs a command line, in this process or in one of its own. */
export type Run = (argv: readonly string[]) => Promise<Ran>;

/** Registers a new method for each account whose methods are gone; a repeat of the re-enrolment would remove it. */
export function registerAnew(repository: Repository): void {
  for (const { action, address } of writesOf(repository))
    if (action === 're-enrol') registerMethod(repository, address, NEW);
}

/** Resumes the run, or applies the plan where no run had begun. */
export async function goOn(repository: Repository, run: Run): Promise<Ran> {
  const before = requestsOf(repository);
  const resumed = await run(['apply', '--resume', RUN]);
  if (resumed.code !== 1) return resumed;
  assert.match(resumed.err, /there is no run the-run/);
  assert.equal(before, 0, 'where no run exists nothing was sent');
  return run(['apply', 'plan.ndjson', '--run', RUN]);
}

/** All that must be true once a broken run was finished. `where` says in messages how it was broken. */
export async function assertNothingLost(
  repository: Repository,
  ran: Ran,
  goal: ReadonlyMap<string, StoredAccount>,
  where: string,
): Promise<void> {
  const lines = await journalLines(repository, RUN);
  const receipt = await receiptOf(repository, RUN);
  const uncertain = assertEnrolled(repository, receipt, where);
  assert.equal(ran.code, uncertain > 0 ? 6 : 3, `${where}: ${ran.out}${ran.err}`);
  assert.deepEqual(comparable(storedAccounts(repository)), comparable(goal), where);
  assert.equal(receipt.accounts.length, 16, where);
  const told = receipt.accounts.filter(({ outcome }) => outcome !== 'applied' && outcome !== 'withheld');
  assert.equal(told.length, uncertain, `${where}: ${JSON.stringify(told)}`);
  assertOnce(repository, lines, where);
  const verified = await repository.here(['verify']);
  assert.equal(verified.code, 0, `${where}: ${verified.out}`);
  assert.equal((await ledgerLines(repository)).length, 1, where);
  const again = await repository.here(['apply', 'plan.ndjson']);
  assert.equal(again.code, 4, where);
  assert.match(again.err, /the run the-run has applied this plan already/);
}

/** Methods of re-enrolled accounts are looked at apart: they depend on when the run was broken. */
function comparable(accounts: ReadonlyMap<string, StoredAccount>): StoredAccount[] {
  return [...accounts.values()].map((row) =>
    ENROLLED.includes(String(row['address'])) ? { ...row, methods: null, revoked: null } : row,
  );
}

/** At most once; whatever is not known to be done is told. Returns how many of them are not known to be done. */
function assertEnrolled(repository: Repository, receipt: Awaited<ReturnType<typeof receiptOf>>, where: string): number {
  const accounts = storedAccounts(repository);
  let uncertain = 0;
  for (const address of ENROLLED) {
    const times = writesOf(repository).filter((write) => write.address === address).length;
    const methods = String(accounts.get(address)?.['methods']);
    const told = receipt.accounts.find(({ account }) => account.address === address);
    assert.ok(times <= 1, `${address} was made to register afresh ${times} times; ${where}`);
    if (told?.outcome === 'applied') assert.ok(times === 1, where);
    else {
      uncertain++;
      assert.equal(told?.problem?.uncertain, true, where);
      assert.notEqual(methods, '[]', `${address} is uncertain although its methods are gone; ${where}`);
    }
    if (times === 0) assert.equal(methods, '["PhoneAppNotification"]', where);
  }
  return uncertain;
}

/** What the journal knew as done is never sent again, and nothing is sent without an intent. */
function assertOnce(repository: Repository, lines: readonly JournalLine[], where: string): void {
  const settled = new Set<string>();
  const enrolled = new Set<string>();
  let intents = 0;
  for (const line of lines) {
    if (line.type === 'outcomes') for (const { account } of line.outcomes) settled.add(account.address);
    if (line.type !== 'intent') continue;
    intents++;
    for (const { address } of line.accounts) {
      assert.ok(!settled.has(address), `${address} is sent again although its outcome was known; ${where}`);
      if (line.action === 're-enrol') assert.ok(!enrolled.has(address), `${address} has two intents; ${where}`);
      if (line.action === 're-enrol') enrolled.add(address);
    }
  }
  assert.ok(requestsOf(repository) <= intents, `${requestsOf(repository)} requests for ${intents} intents; ${where}`);
  const written = writesOf(repository).map(({ address }) => address);
  assert.equal(new Set(written).size, written.length, `an account was written twice; ${where}`);
}
