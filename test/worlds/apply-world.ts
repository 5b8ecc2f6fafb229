/** Everything that an apply needs, in a temporary folder, with a turned clock. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import type { Applier, ApplyEvent, ApplyNeeds, Locking, Outside, PolicyRepository } from '../../src/apply/needs.ts';
import type { PlanAnew } from '../../src/apply/plan-anew.ts';
import type { Disk } from '../../src/machine/durable.ts';
import { heldBy } from '../../src/apply/lock/lock.ts';
import { RETRY_LIMITS } from '../../src/machine/retry-budget.ts';
import { MemoryDirectory, STATUS_OF } from './memory-directory.ts';
import { NOW } from './plans.ts';
import { TurnedClock } from './turned-clock.ts';

/** Files as they are, without waiting for the disk: the order of the writes is the real one. */
export const quickDisk: Disk = {
  append: (file, text) => file.appendFile(text),
  sync: async () => undefined,
  async replace(path, content) {
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  },
  rename,
};

/** A lock in memory; it is gone with the process that took it. */
function memoryLock(world: { readonly generation: number }): Locking['acquireLock'] {
  let held: { id: string; generation: number } | null = null;
  return async ({ id, ...record }) => {
    if (held !== null && held.generation === world.generation) return heldBy({ id: held.id, ...record });
    held = { id, generation: world.generation };
    return {
      ok: true,
      tookOver: null,
      lock: {
        id,
        isHeld: async () => held?.id === id,
        release: async () => {
          if (held?.id === id) held = null;
        },
      },
    };
  };
}

/** Everything that an apply needs, in a temporary folder. */
export interface World extends Mutable<ApplyNeeds> {
  readonly folder: string;
  readonly reports: string;
  plan: string;
  /** The id that is asked for the next run. */
  run: string | null;
  readonly directory: MemoryDirectory;
  readonly clock: TurnedClock;
  readonly events: ApplyEvent[];
  stop: AbortController;
  /** The process as the lock sees it: another number is another process, and the ones before it are gone. */
  generation: number;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A plan that is made again and asks for whatever the first one holds. */
export const AGREES: PlanAnew = { isSameSnapshot: true, verdictOf: () => ({ kind: 'asked-for' }), said: null };

/** A repository without a remote, in which commits stand to each other as a function says. */
export function repositoryOf(descends: (ancestor: string, commit: string) => boolean): PolicyRepository {
  return {
    descent: async (ancestor, commit) => (descends(ancestor, commit) ? 'descends' : 'apart'),
    refusals: async () => [],
  };
}

export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  const reports = join(folder, 'reports');
  await mkdir(reports);
  const directory = new MemoryDirectory();
  const events: ApplyEvent[] = [];
  let ids = 0;
  const process = { generation: 1 };
  return Object.assign(process, {
    folder,
    reports,
    plan: join(folder, 'plan.ndjson'),
    run: null,
    directory,
    events,
    stop: new AbortController(),
    outside: outsideOf(directory),
    books: { ledgerFolder: reports, disk: quickDisk, partSize: 45_000_000, publish: null },
    rules: { maxPlanAge: 4 * 3_600_000, directory: null, policyDigest: null, repository: null },
    planAnew: async () => AGREES,
    limits: { canary: 0, maxFailures: 5, settle: 300_000, retries: RETRY_LIMITS },
    applier: applier(),
    locking: { acquireLock: memoryLock(process), takeOver: null },
    clock: new TurnedClock(NOW),
    id: () => createHash('sha256').update(`${pid} ${++ids}`).digest('hex').slice(0, 16),
    onEvent: (event: ApplyEvent) => void events.push(event),
  });
}

/** A directory whose policies want every account disabled, and protect none. */
function outsideOf({ reader, writer }: MemoryDirectory): Outside {
  return {
    reader,
    writer,
    redecide: async (accounts) => accounts.map(() => ({ level: 'disabled', status: STATUS_OF.disabled })),
    isProtected: async (accounts) => accounts.map(() => false),
  };
}

function applier(): Applier {
  return {
    actor: 'lead.example@nhs.net',
    approvers: [],
    host: 'host-1',
    pid,
    started: 'process 1',
    tool: 'mfactl/0.1.0',
  };
}

export async function withWorld(test: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld();
  try {
    await test(world);
  } finally {
    await rm(world.folder, { recursive: true, force: true });
  }
}

/** As if the process had died: what it held is gone, and another one begins. */
export function restart(world: World): void {
  world.generation++;
  world.applier = { ...world.applier, started: `process ${world.generation}` };
  world.stop = new AbortController();
}
