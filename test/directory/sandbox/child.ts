/**
 * A process of its own that works on a sandbox, so that tests can kill it: `node child.ts TASK FILE`.
 * - `load`: loads 60,000 accounts, and stops for ever half-way, in the middle of the transaction.
 * - `switch`: takes the accounts a0 to a49 to one level and back again, in one request each time, without end.
 * - `slow`: sends one request and waits for its answer.
 * - `disable ORGANISATION`: disables 40 accounts of an organisation, one by one.
 * It tells what it has done in lines on stdout.
 */
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { RequestError, type WriteRequest } from '../../../src/directory/port.ts';
import type { Clock } from '../../../src/machine/clock.ts';
import { loadSandbox } from '../../../src/directory/sandbox/load.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { account, populationOf } from '../../worlds/accounts.ts';
import { requestOf, running } from '../scene.ts';
import { NOON, snapshotWith } from './tenant.ts';

const clock: Clock = {
  now: () => NOON,
  sleep: async (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};

/** Accounts of one organisation: `a0@nhs.net` and on. */
export function crew(count: number, organisation = 'X26', prefix = 'a') {
  return Array.from({ length: count }, (_, i) => account({ address: `${prefix}${i}@nhs.net`, organisation }));
}

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Holds the process where it stands; only a kill ends it. */
function stopForEver(): never {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error('Nobody wakes this process.');
}

async function loadHalf(file: string): Promise<void> {
  const snapshot = snapshotWith(populationOf(crew(60_000, 'X26', 'new')));
  await loadSandbox(
    file,
    snapshot,
    () => 'sandbox-9',
    running(),
    (share) => {
      if (share < 0.5) return;
      tell('half');
      stopForEver();
    },
  );
}

async function switchWithoutEnd(file: string): Promise<void> {
  const writer = createSandboxWriter(file, clock);
  for (let count = 1; ; count++) {
    const to = count % 2 === 1 ? 'named-locations' : 'standard';
    await writer.write(requestOf('switch', to, crew(50)), running());
    tell(String(count));
  }
}

async function sendSlowly(file: string): Promise<void> {
  tell('sending');
  await createSandboxWriter(file, clock).write(requestOf('disable', 'disabled', crew(3)), running());
}

async function disableOneByOne(file: string, organisation: string): Promise<void> {
  const writer = createSandboxWriter(file, clock);
  for (const each of crew(40, organisation, organisation.toLowerCase())) {
    const request: WriteRequest = { ...requestOf('disable', 'disabled', [each]), organisation };
    const results = await untilUnlocked(() => writer.write(request, running()));
    tell(results.map(({ outcome }) => outcome).join());
  }
}

/** Tries again as an apply does. */
async function untilUnlocked<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RequestError && error.code === 'locked') || tries === 10) throw error;
    }
  }
}

if (import.meta.main) {
  const [task, file = '', organisation = ''] = process.argv.slice(2);
  if (task === 'load') await loadHalf(file);
  else if (task === 'switch') await switchWithoutEnd(file);
  else if (task === 'slow') await sendSlowly(file);
  else await disableOneByOne(file, organisation);
}
