/** The tenant of five chunks on a turned clock, for the tests of one file. */
import { after, before, type TestContext } from 'node:test';
import type { SandboxFaults } from '../../src/generated/sandbox-faults.ts';
import { createFiveChunks } from './five-chunks.ts';
import { type Ran, type Repository, succeed } from '../worlds/repository.ts';
import { type TurnedWaits, turnWaits } from './turned-waits.ts';

export const HOUR = 3_600_000;

/** What the tests of a file share. */
export interface Turned {
  readonly waits: TurnedWaits;
  /** A copy of the tenant for one test, with the plan `plan.ndjson`. */
  copyFor(t: TestContext): Promise<Repository>;
  /** The time after some milliseconds. */
  later(milliseconds: number): TurnedWaits['io'];
  setFaults(repository: Repository, faults: SandboxFaults): Promise<void>;
  /** Applies the plan of a repository as a run of that name. */
  apply(repository: Repository, run: string, ...flags: string[]): Promise<Ran>;
}

/** Makes the tenant before the tests of the file that calls it, and removes it behind them. */
export function turnedTenant(): Turned {
  const waits = turnWaits();
  let base: Repository | undefined;
  before(async () => {
    base = await createFiveChunks(waits.io);
  });
  after(async () => {
    waits.stop();
    // Where only some tests are asked for, a file may have none, and no tenant.
    await base?.remove();
  });
  return {
    waits,
    async copyFor(t) {
      const copy = await (base as Repository).copy();
      t.after(async () => {
        waits.onWait = () => undefined;
        await copy.remove();
      });
      return copy;
    },
    later: (milliseconds) => ({ now: () => waits.io.now() + milliseconds }),
    async setFaults(repository, faults) {
      await repository.write('faults.json', JSON.stringify(faults));
      await succeed(repository, ['sandbox', 'faults', 'faults.json'], waits.io);
    },
    apply: (repository, run, ...flags) => repository.here(['apply', 'plan.ndjson', '--run', run, ...flags], waits.io),
  };
}
