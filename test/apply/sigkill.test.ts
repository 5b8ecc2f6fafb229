import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { ApplyResult } from '../../src/apply/needs.ts';
import { readLedger } from '../../src/ledger/read.ts';
import { verifyLedger } from '../../src/ledger/verify/verify.ts';
import { formatInstant } from '../../src/model/time.ts';
import { createSandboxReader } from '../../src/directory/sandbox/reader.ts';
import { makeSandbox, readWrites } from '../directory/sandbox/tenant.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';

const CHILD = join(import.meta.dirname, 'apply-child.ts');
const raised = Array.from({ length: 40 }, (_, i) => address(i));
const lowered = Array.from({ length: 10 }, (_, i) => address(100 + i));

async function withSandbox(check: (folder: string, sandbox: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    await mkdir(join(folder, 'reports'));
    const sandbox = await makeSandbox(
      [...raised.map((name) => account(name, 'disabled')), ...lowered.map((name) => account(name, 'standard'))],
      folder,
    );
    const at = formatInstant(Date.now());
    const inFours = (names: readonly string[], over: object) =>
      Array.from({ length: Math.ceil(names.length / 4) }, (_, i) => ({
        accounts: names.slice(i * 4, i * 4 + 4),
        ...over,
      }));
    await planOf(
      join(folder, 'plan.ndjson'),
      [...inFours(raised, {}), ...inFours(lowered, { action: 'disable', from: 'standard', to: 'disabled' })],
      { asOf: at, madeAt: at },
    );
    await check(folder, sandbox);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function start(folder: string, way: 'apply' | 'resume'): ChildProcess {
  return fork(CHILD, [folder, way], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** What the process answered; null where it was killed before. */
async function answerOf(child: ChildProcess): Promise<ApplyResult | null> {
  let answer: ApplyResult | null = null;
  child.on('message', (message) => {
    if (message !== 'step') answer = message as ApplyResult;
  });
  await once(child, 'exit');
  return answer;
}

/** Kills the process a moment after it has told of so many steps; false where it had ended before. */
async function killedAfter(folder: string, steps: number, milliseconds: number): Promise<boolean> {
  const begun = existsSync(join(folder, 'reports', 'runs', 'the-run'));
  const child = start(folder, begun ? 'resume' : 'apply');
  let told = 0;
  let kill: () => void = () => undefined;
  const due = new Promise<void>((resolve) => {
    kill = resolve;
  });
  child.on('message', () => {
    if (++told === steps) kill();
  });
  const ended = answerOf(child);
  const first = await Promise.race([due.then(() => 'due'), ended]);
  if (first === 'due') await setTimeout(milliseconds);
  child.kill('SIGKILL');
  await ended;
  return child.signalCode === 'SIGKILL';
}

async function goOn(folder: string): Promise<ApplyResult> {
  const resumed = await answerOf(start(folder, 'resume'));
  assert.ok(resumed !== null);
  if (!resumed.messages.join().includes('there is no run')) return resumed;
  const applied = await answerOf(start(folder, 'apply'));
  assert.ok(applied !== null);
  return applied;
}

async function assertDone(folder: string, sandbox: string, kills: string): Promise<void> {
  const accounts = await createSandboxReader(sandbox, Date.now).readAccounts(
    [...raised, ...lowered].map((name) => ({ id: null, address: name })),
    new AbortController().signal,
  );
  accounts.forEach((one, i) => assert.equal(one?.membership, i < raised.length ? 'standard' : 'none', kills));
  const writes = readWrites(sandbox).map((write) => write.address);
  assert.equal(writes.length, new Set(writes).size, `no account is written twice; ${kills}`);
  assert.equal(writes.length, raised.length + lowered.length, kills);
  assert.deepEqual((await verifyLedger(join(folder, 'reports'), { heads: [], commits: null })).problems, [], kills);
  assert.equal((await readLedger(join(folder, 'reports'), Date.now())).lines.length, 1, kills);
}

test('killed by SIGKILL again and again, an apply ends as an undisturbed one does', { timeout: 120_000 }, async (t) => {
  let kills = 0;
  let midway = 0;
  for (let round = 0; round < 3; round++) {
    await withSandbox(async (folder, sandbox) => {
      for (let i = 0; i < 5; i++) {
        if (!(await killedAfter(folder, 1 + i, (round * 7 + i * 3) % 12))) continue;
        kills++;
        if ((await readLedger(join(folder, 'reports'), Date.now())).openRuns.length > 0) midway++;
      }
      const { exit, messages } = await goOn(folder);
      assert.equal(exit, 0, messages.join());
      await assertDone(folder, sandbox, `round ${round}`);
    });
  }
  t.diagnostic(`${midway} of ${kills} kills left an open run`);
  assert.ok(midway >= 6, `${midway} of ${kills} kills left an open run`);
});

test(
  'of two that apply one plan at once, one does it and the other is locked out or too late',
  { timeout: 60_000 },
  () =>
    withSandbox(async (folder, sandbox) => {
      const answers = await Promise.all([start(folder, 'apply'), start(folder, 'apply')].map(answerOf));
      const exits = answers.map((answer) => answer?.exit).toSorted((a, b) => Number(a) - Number(b));
      assert.equal(exits[0], 0);
      assert.ok(exits[1] === 5 || exits[1] === 4, JSON.stringify(answers));
      await assertDone(folder, sandbox, 'two at once');
    }),
);
