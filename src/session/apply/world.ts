import { randomBytes } from 'node:crypto';
import { afterStop } from '../../machine/clock.ts';
import type { ApplyDeps, ApplyOptions } from '../../apply/needs.ts';
import { nodeDisk } from '../../machine/durable.ts';
import { machineProcesses } from '../../machine/process-life.ts';
import { RETRY_LIMITS } from '../../machine/retry-budget.ts';
import type { OnProgress } from '../../directory/port.ts';
import { isDescendant } from '../../git/state.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { tool } from '../../version.ts';
import { approversOf, ciOwner, hostName, localUser, publisher, withFreshLedger } from './ci.ts';
import { eventTeller } from './events.ts';
import { acquireLocks } from './locks.ts';
import { areProtected, policiesNow, statesNow } from './decide-again.ts';
import { sandboxId } from '../directories.ts';
import type { Io } from '../io.ts';
import { ledgerBranch, ledgerFolderOf } from '../ledger.ts';
import { maskOf } from '../workspace.ts';
import { makeWorkPack } from './work-pack.ts';
import { openTarget, sleep } from '../targets.ts';

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

/** Milliseconds after a stop in which the journal, and then the lock, are still brought to the remote: 5 seconds in all. */
const AFTER_STOP = { journal: 3000, lock: 4000 };

/** The real world of an apply: directory, lock, clock, disk. `changes` is how many there are, for the progress; 0: not known. */
export async function applyDeps(world: ApplyWorld, onProgress: OnProgress, changes: number): Promise<ApplyDeps> {
  const { io, settings, loaded, json } = world;
  const { reader, writer } = await openTarget(io, settings);
  const clock = { now: () => io.now(), sleep, random: Math.random };
  const place = ledgerBranch(settings);
  const publishing = place && {
    place,
    disk: nodeDisk,
    clock,
    partSize: PART_SIZE,
    stop: io.signal,
    late: afterStop(io.signal, AFTER_STOP.journal),
  };
  const late = afterStop(io.signal, AFTER_STOP.lock);
  return {
    reader,
    writer,
    redecide: (accounts) => Promise.resolve(statesNow(io, policiesNow(io, settings, loaded), reader.kind, accounts)),
    isProtected: (accounts) =>
      Promise.resolve(areProtected(io, policiesNow(io, settings, loaded), reader.kind, accounts)),
    acquireLock: async (record, takeOver) =>
      withFreshLedger(await acquireLocks(io, settings, { target: writer, record, takeOver, late }), publishing),
    isDescendant: async (ancestor, commit) => (await isDescendant(settings.root, commit, ancestor)) === true,
    publish: publisher(publishing),
    handOver: settings.target?.kind === 'portal' ? (run) => makeWorkPack(world, run) : undefined,
    clock,
    disk: nodeDisk,
    id: () => randomBytes(8).toString('hex'),
    onEvent: eventTeller({ io, mask: maskOf(io, settings), json, onProgress, changes }),
  };
}

/** How an apply is done, from the settings, the flags and the environment. */
export async function applyOptions({ io, settings, loaded }: ApplyWorld, flags: ApplyFlags): Promise<ApplyOptions> {
  const { apply, directory } = settings;
  return {
    ledgerFolder: ledgerFolderOf(settings),
    run: flags.run ?? null,
    canary: flags.canary ?? apply.canary,
    maxFailures: flags.maxFailures ?? apply.maxFailures,
    maxPlanAge: apply.maxPlanAge,
    settle: apply.settle,
    retries: RETRY_LIMITS,
    partSize: PART_SIZE,
    takeOver: flags.takeOver ?? null,
    directory: { kind: directory.kind, name: directory.kind === 'sandbox' ? await sandboxId(directory.file) : null },
    policyDigest: loaded.digest,
    actor: ciOwner(io) ?? localUser(),
    approvers: approversOf(io),
    host: hostName(io),
    pid: process.pid,
    started: await machineProcesses.startOf(process.pid),
    tool: tool(),
  };
}
