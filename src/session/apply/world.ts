import { randomBytes } from 'node:crypto';
import { type ChanceClock, afterStop } from '../../machine/clock.ts';
import type { Applier, ApplyEvent, ApplyNeeds, Locking, Outside, PlanRules, RunLimits } from '../../apply/needs.ts';
import { type Ledger, readLedger } from '../../ledger/read.ts';
import type { Publishing } from '../../ledger/branch/publish.ts';
import { nodeDisk } from '../../machine/durable.ts';
import { machineProcesses } from '../../machine/process-life.ts';
import { RETRY_LIMITS } from '../../machine/retry-budget.ts';
import type { OnProgress } from '../../directory/port.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { DirectoryKind } from '../../snapshot/snapshot.ts';
import { tool } from '../../version.ts';
import { approversOf, attemptOf, ciOwner, hostName, localUser, publisher, withFreshLedger } from './ci.ts';
import { areProtected, type DecidingAgain, policiesNow, statesNow } from './decide-again.ts';
import { sandboxId } from '../directories.ts';
import type { Io } from '../io.ts';
import { ledgerBranch, ledgerFolderOf, ledgerLock, lockFolder } from '../ledger.ts';
import { planAgain } from './plan-again.ts';
import { policyRepository } from './policy-repository.ts';
import { maskOf } from '../workspace.ts';
import { makeWorkPack } from './work-pack.ts';
import { openTarget, sleep } from '../targets.ts';
import { type Mask, maskText, maskedJson } from '../../report/markup/mask.ts';
import { type Acquired, type LockRecord, acquireBoth, lockName } from '../../apply/lock/lock.ts';
import { acquireFileLock } from '../../apply/lock/file.ts';

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

/** What an apply works with through the command line. `changes` is how many there are, for the progress; 0: not known. */
export async function applyNeeds(
  world: ApplyWorld,
  flags: Omit<ApplyFlags, 'run'>,
  onProgress: OnProgress,
  changes: number,
): Promise<ApplyNeeds> {
  const { io, settings, json } = world;
  const target = await openTarget(io, settings);
  const publishing = publishingOf(world);
  return {
    outside: { ...target, ...policiesOn(world, target.reader.kind) },
    books: {
      ledgerFolder: ledgerFolderOf(settings),
      disk: nodeDisk,
      partSize: PART_SIZE,
      publish: publisher(publishing),
      handOver: settings.target?.kind === 'portal' ? (run) => makeWorkPack(world, run) : undefined,
    },
    rules: await planRules(world),
    limits: runLimits(settings, flags),
    applier: await applierOf(io),
    locking: lockingOf(world, target.writer, publishing, flags.takeOver ?? null),
    planAnew: (replanning) => planAgain(world, replanning),
    clock: clockOf(io),
    id: () => randomBytes(8).toString('hex'),
    onEvent: eventTeller({ io, mask: maskOf(io, settings), json, onProgress, changes }),
  };
}

/** What the policies say of accounts, read anew each time. Under the lock no other run adds to the ledger. */
function policiesOn(
  { io, settings, loaded }: ApplyWorld,
  kind: DirectoryKind,
): Pick<Outside, 'redecide' | 'isProtected'> {
  let past: Promise<Ledger> | null = null;
  const from = async (): Promise<DecidingAgain> => {
    past ??= readLedger(ledgerFolderOf(settings), io.now());
    return { io, loaded: policiesNow(io, settings, loaded), kind, past: await past };
  };
  return {
    redecide: async (accounts) => statesNow(await from(), accounts),
    isProtected: async (accounts) => areProtected(await from(), accounts),
  };
}

function clockOf(io: Io): ChanceClock {
  return { now: () => io.now(), sleep, random: Math.random };
}

/** Null where the ledger is on no branch. */
function publishingOf({ io, settings }: ApplyWorld): Publishing | null {
  const place = ledgerBranch(settings);
  if (place === null) return null;
  const late = afterStop(io.signal, AFTER_STOP.journal);
  return { place, disk: nodeDisk, clock: clockOf(io), partSize: PART_SIZE, stop: io.signal, late };
}

async function planRules({ io, settings, loaded }: ApplyWorld): Promise<PlanRules> {
  const { apply, directory } = settings;
  const name = directory.kind === 'sandbox' ? await sandboxId(directory.file) : null;
  return {
    maxPlanAge: apply.maxPlanAge,
    directory: { kind: directory.kind, name },
    policyDigest: loaded.digest,
    repository: policyRepository(io, settings),
  };
}

function runLimits({ apply }: ResolvedSettings, flags: Pick<ApplyFlags, 'canary' | 'maxFailures'>): RunLimits {
  return {
    canary: flags.canary ?? apply.canary,
    maxFailures: flags.maxFailures ?? apply.maxFailures,
    settle: apply.settle,
    retries: RETRY_LIMITS,
  };
}

async function applierOf(io: Io): Promise<Applier> {
  return {
    actor: ciOwner(io) ?? localUser(),
    approvers: approversOf(io),
    host: hostName(io),
    pid: process.pid,
    started: await machineProcesses.startOf(process.pid),
    tool: tool(),
  };
}

function lockingOf(
  { io, settings }: ApplyWorld,
  target: LockRequest['target'],
  publishing: Publishing | null,
  takeOver: string | null,
): Locking {
  const late = afterStop(io.signal, AFTER_STOP.lock);
  return {
    acquireLock: async (record, wanted) =>
      withFreshLedger(await acquireLocks(io, settings, { target, record, takeOver: wanted, late }), publishing),
    takeOver,
  };
}

/** How the events of an apply are told. */
export interface Telling {
  readonly io: Io;
  readonly mask: Mask;
  /** One line of JSON each. */
  readonly json: boolean;
  readonly onProgress: OnProgress;
  /** The changes of the plan, for the progress; 0: not known. */
  readonly changes: number;
}

/** Tells the events of an apply as they come. */
export function eventTeller({ io, mask, json, onProgress, changes }: Telling): (event: ApplyEvent) => void {
  let done = 0;
  return (event) => {
    if (json) void io.out(`${maskedJson(event, mask)}\n`);
    else tellEvent(io, event, mask);
    // Runs that were left open are finished first.
    if (event.type === 'run') done = 0;
    if (event.type !== 'chunk' || changes === 0) return;
    done += Object.values(event.counts).reduce((sum, count) => sum + count, 0);
    onProgress(Math.min(1, done / changes));
  };
}

function tellEvent(io: Io, event: ApplyEvent, mask: Mask): void {
  if (event.type === 'run') io.err(`${event.resumed ? 'Resuming' : 'Starting'} run ${event.run}\n`);
  else if (event.type === 'waiting')
    io.err(`Waiting ${Math.ceil(event.milliseconds / 1000)} s: ${maskText(event.says, mask)}\n`);
}

/** What a lock is wanted for. */
export interface LockRequest {
  readonly target: { readonly kind: string; readonly name: string };
  readonly record: LockRecord;
  readonly takeOver: string | null;
  /** Aborted when even the last must be done, some time after a stop. */
  readonly late: AbortSignal;
}

/** The lock of the target, and that of the ledger: journals and ledger have one writer, whatever it writes to. */
export function acquireLocks(io: Io, settings: ResolvedSettings, request: LockRequest): Promise<Acquired> {
  return acquireBoth(
    () => acquireTarget(io, settings, request),
    () => acquireLedger(settings, request),
  );
}

/** A file on this machine, or a ref on the remote that all clones share. */
async function acquireTarget(
  io: Io,
  settings: ResolvedSettings,
  { target, record, takeOver, late }: LockRequest,
): Promise<Acquired> {
  const name = lockName(target);
  const life = machineProcesses;
  if (settings.apply.lock === 'file')
    return acquireFileLock({ folder: lockFolder(settings), name, record, takeOver, life });
  const { acquireGitLock } = await import('../../apply/lock/git-ref.ts');
  const isCompleted = attemptOf(io);
  return acquireGitLock({
    clone: settings.root,
    remote: settings.git.remote,
    name,
    record,
    takeOver,
    isCompleted,
    life,
    clock: io,
    until: late,
  });
}

/** Always a file: the folder of the ledger is on this machine, even where its branch is not. */
async function acquireLedger(settings: ResolvedSettings, { record, takeOver }: LockRequest): Promise<Acquired> {
  return acquireFileLock({ ...ledgerLock(settings), record, takeOver, life: machineProcesses });
}
