import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ApplyDeps, ApplyEvent, ApplyOptions } from '../apply/deps.ts';
import { nodeDisk } from '../apply/durable.ts';
import { type Acquired, lockName, type LockRecord } from '../apply/lock.ts';
import { acquireFileLock } from '../apply/lock-file.ts';
import { machineProcesses } from '../apply/process-life.ts';
import { RETRY_LIMITS } from '../apply/retry.ts';
import type { OnProgress } from '../directory/port.ts';
import { isDescendant } from '../git/state.ts';
import type { LoadedPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { tool } from '../version.ts';
import { attemptOf, ciOwner, hostName, publisher, withFreshLedger } from './apply-ci.ts';
import { areProtected, decideAgain, policiesNow } from './decide-again.ts';
import type { Io } from './io.ts';
import { ledgerBranch, ledgerFolder } from './ledger-place.ts';
import { openTarget, sleep } from './writers.ts';

/** What an apply through the command line works with. */
export interface ApplyWorld {
  readonly io: Io;
  readonly settings: ResolvedSettings;
  readonly loaded: LoadedPolicies;
  /** Events are written as they come, one line of JSON each. */
  readonly json: boolean;
}

export interface ApplyFlags {
  readonly run?: string;
  readonly canary?: number;
  /** Per cent. */
  readonly maxFailures?: number;
  readonly takeOver?: string;
}

/** Bytes from which a file of a finished run is kept as gzip parts. */
const PART_SIZE = 45_000_000;

/** The real world of an apply: directory, lock, clock, disk. `changes` is how many there are, for the progress; 0: not known. */
export async function applyDeps(world: ApplyWorld, onProgress: OnProgress, changes: number): Promise<ApplyDeps> {
  const { io, settings, loaded } = world;
  const { reader, writer } = await openTarget(io, settings);
  const clock = { now: () => io.now(), sleep, random: Math.random };
  const place = ledgerBranch(settings);
  const publishing = place && { place, disk: nodeDisk, clock, partSize: PART_SIZE };
  return {
    reader,
    writer,
    redecide: (accounts) =>
      Promise.resolve(
        decideAgain(io, policiesNow(io, settings, loaded), reader.kind, accounts).map(({ managed, desired }) =>
          managed ? desired : null,
        ),
      ),
    isProtected: (accounts) =>
      Promise.resolve(areProtected(io, policiesNow(io, settings, loaded), reader.kind, accounts)),
    acquireLock: async (record, takeOver) =>
      withFreshLedger(await acquireLock(world, lockName(writer), record, takeOver), publishing),
    isDescendant: async (ancestor, commit) => (await isDescendant(settings.root, commit, ancestor)) === true,
    publish: publisher(publishing),
    clock,
    disk: nodeDisk,
    id: () => randomBytes(8).toString('hex'),
    onEvent: (event) => {
      tellEvent(world, event);
      if (event.type === 'chunk' && changes > 0)
        onProgress(Object.values(event.counts).reduce((sum, count) => sum + count, 0) / changes);
    },
  };
}

/** A file on this machine, or a ref on the remote that all clones share. */
async function acquireLock(
  { io, settings }: ApplyWorld,
  name: string,
  record: LockRecord,
  takeOver: string | null,
): Promise<Acquired> {
  const life = machineProcesses;
  if (settings.apply.lock === 'file')
    return acquireFileLock({ folder: join(settings.root, '.mfactl'), name, record, takeOver, life });
  const { acquireGitLock } = await import('../apply/lock-git.ts');
  return acquireGitLock({
    clone: settings.root,
    remote: 'origin',
    name,
    record,
    takeOver,
    isCompleted: attemptOf(io),
    life,
    clock: io,
  });
}

/** How an apply is done, from the settings, the flags and the environment. A run is taken back on the target itself, whatever is read otherwise. */
export async function applyOptions(
  { io, settings }: ApplyWorld,
  flags: ApplyFlags,
  undoes = false,
): Promise<ApplyOptions> {
  const { apply } = settings;
  return {
    reports: ledgerFolder(settings),
    run: flags.run ?? null,
    canary: flags.canary ?? apply.canary,
    maxFailures: flags.maxFailures ?? apply.maxFailures,
    maxPlanAge: apply.maxPlanAge,
    settle: apply.settle,
    retries: RETRY_LIMITS,
    partSize: PART_SIZE,
    takeOver: flags.takeOver ?? null,
    directory: undoes ? null : { kind: settings.directory.kind, name: null },
    actor: ciOwner(io) ?? userInfo().username,
    approvers: [],
    host: hostName(io),
    pid: process.pid,
    started: await machineProcesses.startOf(process.pid),
    tool: tool(),
  };
}

function tellEvent({ io, json }: ApplyWorld, event: ApplyEvent): void {
  if (json) {
    const { type, ...rest } = event;
    void io.out(`${JSON.stringify({ type, ...rest })}\n`);
  } else if (event.type === 'run') io.err(`${event.resumed ? 'Resuming' : 'Starting'} run ${event.run}\n`);
  else if (event.type === 'waiting') io.err(`Waiting ${Math.ceil(event.milliseconds / 1000)} s: ${event.says}\n`);
}
