/** The mixed tenant for the tests of one file, and what tests of locks and signals need. */
import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { SandboxFaults } from '../../src/generated/sandbox-faults.ts';
import { type Undisturbed, undisturbed } from './broken.ts';
import { createMixed } from './mixed.ts';
import { type Repository, succeed } from '../worlds/repository.ts';
import { requestsOf } from './traces.ts';

/** What the tests of a file share; the values are there once its tests run. */
export interface MixedTenant {
  base(): Repository;
  /** What an apply does that nothing disturbs. */
  plain(): Undisturbed;
  /** A copy for one test. */
  copyFor(t: TestContext): Promise<Repository>;
}

/** Makes the tenant before the tests of the file that calls it, and removes it behind them. */
export function mixedTenant(): MixedTenant {
  let base: Repository | undefined;
  let plain: Undisturbed;
  before(async () => {
    base = await createMixed();
    plain = await undisturbed(base);
  });
  // Where only some tests are asked for, a file may have none, and no tenant.
  after(() => base?.remove());
  return {
    base: () => base as Repository,
    plain: () => plain,
    async copyFor(t) {
      const copy = await (base as Repository).copy();
      t.after(() => copy.remove());
      return copy;
    },
  };
}

/** Sets the faults of a sandbox. */
export async function withFaults(repository: Repository, faults: SandboxFaults): Promise<void> {
  await repository.write('faults.json', JSON.stringify(faults));
  await succeed(repository, ['sandbox', 'faults', 'faults.json']);
}

/** Each request takes its time, so that whoever starts meanwhile meets the lock. */
export const slowly = (latency: number): SandboxFaults =>
  Array.from({ length: 20 }, (_, i) => ({ request: i + 1, fault: 'slow', latency }));

/** Files of the lock, in the folder of the sandbox. */
export async function lockFiles({ path }: Repository): Promise<string[]> {
  return (await readdir(join(path, '.mfactl'))).filter((name) => name.startsWith('lock-'));
}

/** Waits until the sandbox was sent so many requests by a process that is still there. */
export async function untilSent(repository: Repository, count: number, child: ChildProcess): Promise<void> {
  while (requestsOf(repository) < count) {
    if (child.exitCode !== null) throw new Error(`the apply ended with ${child.exitCode} before its request ${count}`);
    await setTimeout(10);
  }
}
