import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';
import type { FaultKind, SandboxFaults } from '../../src/generated/sandbox-faults.ts';
import { seededRandom } from '../example/random.ts';
import { CHANGES, createFiveChunks, ENROLLED, LAST, RE_ENROL, REQUESTS } from './five-chunks.ts';
import { type Ran, type Repository, succeed } from '../worlds/repository.ts';
import { receiptOf, requestsOf, type StoredAccount, storedAccounts, writesOf } from './traces.ts';
import { type TurnedWaits, turnWaits } from './turned-waits.ts';
import { counted } from '../worlds/thorough.ts';

const KINDS: readonly FaultKind[] = ['refused', 'retryable', 'timeout-before', 'timeout-after', 'slow', 'partial'];
/** Runs with faults by chance; each kind of fault at each request of a run is tried in any case. */
const ROUNDS = counted(8, 300);

let waits: TurnedWaits;
let base: Repository;
let goal: Map<string, StoredAccount>;

before(async () => {
  waits = turnWaits();
  base = await createFiveChunks(waits.io);
  const copy = await base.copy();
  const ran = await succeed(copy, ['apply', 'plan.ndjson', '--run', 'plain'], waits.io);
  assert.match(ran.out, /applied 22\./);
  assert.equal(requestsOf(copy), REQUESTS.length);
  goal = storedAccounts(copy);
  await copy.remove();
});
after(async () => {
  waits.stop();
  await base.remove();
});

let copy: Repository;
beforeEach(async () => {
  waits.onWait = () => undefined;
  copy = await base.copy();
});
afterEach(() => copy.remove());

async function applyWith(faults: SandboxFaults, ...flags: string[]): Promise<Ran> {
  await copy.write('faults.json', JSON.stringify(faults));
  await succeed(copy, ['sandbox', 'faults', 'faults.json'], waits.io);
  return copy.here(['apply', 'plan.ndjson', '--run', 'faulty', ...flags], waits.io);
}

const always = (fault: FaultKind): SandboxFaults =>
  Array.from({ length: 500 }, (_, i) => ({ request: i + 1, fault, latency: fault === 'slow' ? 1000 : 0 }));

/** Outcomes of the receipt, counted; an outcome with its reason or the code of its problem. */
async function outcomes(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome, reason, problem } of (await receiptOf(copy, 'faulty')).accounts) {
    const name = [outcome, reason, problem?.code, problem?.uncertain === true ? 'uncertain' : null]
      .filter((part) => part !== null && part !== undefined)
      .join(' ');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** What the receipt says of an account is what the directory holds. */
async function assertTruthful(where: string): Promise<void> {
  const accounts = storedAccounts(copy);
  const { accounts: told } = await receiptOf(copy, 'faulty');
  assert.equal(told.length, CHANGES, where);
  for (const { account, action, before: was, after: will, outcome, problem } of told) {
    const { reported, methods } = accounts.get(account.address) ?? {};
    const state = action === 're-enrol' ? methods === '[]' : reported === will.status;
    if (outcome === 'applied') assert.ok(state, `${account.address} is told to be done; ${where}`);
    else if (problem?.uncertain !== true)
      assert.ok(!state && reported === was.status, `${account.address} is told not to be done; ${where}`);
  }
  const written = writesOf(copy).map(({ address }) => address);
  assert.equal(new Set(written).size, written.length, `written once; ${where}`);
}

/** Without faults, another plan brings the directory where an undisturbed run would have; a re-enrolment is not repeated. */
async function assertHeals(where: string): Promise<void> {
  await copy.write('faults.json', '[]');
  await succeed(copy, ['sandbox', 'faults', 'faults.json'], waits.io);
  await succeed(copy, ['plan', '--out', 'next.ndjson'], waits.io);
  const ran = await copy.here(['apply', 'next.ndjson'], waits.io);
  assert.equal(ran.code, 0, `${where}: ${ran.err}`);
  const comparable = (accounts: Map<string, StoredAccount>) =>
    [...accounts.values()].map((row) => (row['address'] === ENROLLED ? { ...row, methods: null, revoked: null } : row));
  assert.deepEqual(comparable(storedAccounts(copy)), comparable(goal), where);
  assert.ok(writesOf(copy).filter(({ action }) => action === 're-enrol').length <= 1, where);
  assert.equal((await copy.here(['verify'], waits.io)).code, 0, where);
}

/** What one fault at one request leads to. */
function expectation(fault: FaultKind, request: number): { exit: number; counts: Record<string, number> } {
  if (request === RE_ENROL && fault !== 'retryable' && fault !== 'timeout-after' && fault !== 'slow') {
    const how = { refused: 'refused', partial: 'partial', 'timeout-before': 'uncertain uncertain' }[fault];
    // It is the first of its action, so its failure stops the run.
    return { exit: 6, counts: { applied: 18, [`failed ${how}`]: 1, 'skipped stopped': 3 } };
  }
  if (request === REQUESTS.length && fault === 'refused')
    return { exit: 6, counts: { applied: 21, 'failed refused': 1 } };
  return { exit: 0, counts: { applied: 22 } };
}

suite('One fault of the directory', () => {
  for (const fault of KINDS) {
    test(`${fault}, at each request of a run in turn, ends with the right state, outcomes and exit code`, async () => {
      for (const [i] of REQUESTS.entries()) {
        const where = `${fault} at request ${i + 1}`;
        const ran = await applyWith([{ request: i + 1, fault, latency: fault === 'slow' ? 90_000 : 0 }]);
        const { exit, counts } = expectation(fault, i + 1);
        assert.deepEqual([ran.code, await outcomes()], [exit, counts], `${where}: ${ran.err}`);
        await assertTruthful(where);
        if (exit === 0) assert.deepEqual(storedAccounts(copy), goal, where);
        await assertHeals(where);
        await copy.remove();
        copy = await base.copy();
      }
    });
  }

  test('at a request of one account fails that account, and never its neighbours', async () => {
    const ran = await applyWith([{ request: REQUESTS.length, fault: 'refused' }]);
    const { accounts } = await receiptOf(copy, 'faulty');
    assert.deepEqual(
      accounts.filter(({ outcome }) => outcome === 'failed').map(({ account }) => account.address),
      [LAST],
    );
    assert.match(ran.out, /exit 6\. applied 21, failed 1/);
  });
});

suite('A fault of the directory at every request', () => {
  const stopped = { 'skipped stopped': 20 };
  const cases: Readonly<Record<FaultKind, { exit: number; counts: Record<string, number> }>> = {
    refused: { exit: 6, counts: { 'failed refused': 2, ...stopped } },
    retryable: { exit: 6, counts: { 'failed unavailable': 2, ...stopped } },
    'timeout-before': { exit: 6, counts: { 'failed timeout uncertain': 2, ...stopped } },
    'timeout-after': { exit: 0, counts: { applied: 22 } },
    slow: { exit: 0, counts: { applied: 22 } },
    partial: { exit: 6, counts: { applied: 1, 'failed partial': 1, ...stopped } },
  };
  for (const fault of KINDS) {
    test(`${fault}: ${cases[fault].exit === 0 ? 'all is done' : 'the first changes fail, and the run stops there'}`, async () => {
      const ran = await applyWith(always(fault));
      assert.deepEqual([ran.code, await outcomes()], [cases[fault].exit, cases[fault].counts], ran.err);
      assert.equal((await receiptOf(copy, 'faulty')).stopped?.code ?? null, cases[fault].exit === 0 ? null : 'canary');
      await assertTruthful(fault);
      await assertHeals(fault);
    });
  }

  test('is tried again six times for a request, with waits that grow', async () => {
    const before = waits.waited;
    await applyWith(always('retryable'));
    assert.equal(requestsOf(copy), 7);
    assert.ok(waits.waited - before < 6 * 30_000);
    assert.ok(waits.waited > before);
  });

  test('without a canary, more failures than the larger of 5 and 5 % stop the run', async () => {
    const ran = await applyWith(always('refused'), '--canary', '0');
    assert.deepEqual([ran.code, await outcomes()], [6, { 'failed refused': 6, 'skipped stopped': 16 }]);
    assert.match(ran.err, /6 accounts failed, and the limit is 5; look at their errors before you plan again/);
    assert.equal((await receiptOf(copy, 'faulty')).stopped?.code, 'failures');
    await assertHeals('no canary');
  });

  test('--max-failures 50 stops after half of the changes, --max-failures 100 never', async () => {
    const half = await applyWith(always('refused'), '--canary', '0', '--max-failures', '50');
    assert.match(half.err, /12 accounts failed, and the limit is 11; look at their errors before you plan again/);
    await copy.remove();
    copy = await base.copy();
    const all = await applyWith(always('refused'), '--canary', '0', '--max-failures', '100');
    assert.deepEqual([all.code, await outcomes()], [6, { 'failed refused': 22 }]);
    assert.equal((await receiptOf(copy, 'faulty')).stopped, null);
    await assertHeals('all refused');
  });
});

suite('Faults by chance', () => {
  test(`in ${ROUNDS} runs: what is told is true, and another plan heals what was left`, async () => {
    const random = seededRandom(77);
    for (let round = 0; round < ROUNDS; round++) {
      const faults: SandboxFaults = Array.from({ length: 60 }, (_, i) => i + 1)
        .filter(() => random.below(3) === 0)
        .map((request) => ({ request, fault: random.pick(KINDS), latency: random.below(2000) }));
      const canary = String(random.below(4));
      const ran = await applyWith(faults, '--canary', canary);
      const where = `round ${round}, canary ${canary}, ${JSON.stringify(faults)}`;
      assert.ok(ran.code === 0 || ran.code === 6, `${where}: ${ran.err}`);
      await assertTruthful(where);
      const { failed, skipped } = (await receiptOf(copy, 'faulty')).counts;
      assert.equal(ran.code, failed + skipped > 0 ? 6 : 0, where);
      await assertHeals(where);
      await copy.remove();
      copy = await base.copy();
    }
  });
});

suite('The real command on a faulty directory', () => {
  test('tries again, and ends with 0', async () => {
    await copy.write('faults.yaml', [
      { request: 1, fault: 'retryable' },
      { request: 3, fault: 'timeout-after' },
      { request: 5, fault: 'partial' },
    ]);
    const set = await copy.mfactl(['sandbox', 'faults', 'faults.yaml']);
    assert.equal(set.code, 0, set.err);
    // The plan was made at a turned time.
    const planned = await copy.mfactl(['plan', '--out', 'plan.ndjson']);
    assert.equal(planned.code, 0, planned.err);
    const ran = await copy.mfactl(['apply', 'plan.ndjson']);
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(
      [...storedAccounts(copy).values()].map(({ reported }) => reported),
      [...goal.values()].map(({ reported }) => reported),
    );
    assert.match(ran.err, /Waiting 1 s: the sandbox is busy for the moment/);
  });
});
