import type { ApplyEvent, ApplyNeeds, Outside, PlanRules, RunLimits } from '../../apply/needs.ts';
import { type Ledger, readLedger } from '../../ledger/read.ts';
import { RETRY_LIMITS } from '../../machine/retry-budget.ts';
import type { OnProgress } from '../../directory/port.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { DirectoryKind } from '../../snapshot/snapshot.ts';
import { areProtected, type DecidingAgain, policiesNow, statesNow } from './decide-again.ts';
import { sandboxId } from '../directories.ts';
import type { Io } from '../io.ts';
import { ledgerFolderOf } from '../ledger.ts';
import { planAgain } from './plan-again.ts';
import { type LedgerWorld, ledgerNeeds } from './ledger-needs.ts';
import { policyRepository } from './policy-repository.ts';
import { maskOf } from '../workspace.ts';
import { makeWorkPack } from './work-pack.ts';
import { openTarget } from '../targets.ts';
import { type Mask, maskText, maskedJson } from '../../report/markup/mask.ts';

/** What an apply through the command line works with. */
export interface ApplyWorld extends LedgerWorld {
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

/** What an apply works with through the command line. `changes` is how many there are, for the progress; 0: not known. */
export async function applyNeeds(
  world: ApplyWorld,
  flags: Omit<ApplyFlags, 'run'>,
  onProgress: OnProgress,
  changes: number,
): Promise<ApplyNeeds> {
  const { io, settings, json } = world;
  const target = await openTarget(io, settings);
  const needs = await ledgerNeeds(world, target.writer, flags.takeOver ?? null);
  const handOver = settings.target?.kind === 'portal' ? (run: string) => makeWorkPack(world, run) : undefined;
  return {
    ...needs,
    outside: { ...target, ...policiesOn(world, target.reader.kind) },
    books: { ...needs.books, handOver },
    rules: await planRules(world),
    limits: runLimits(settings, flags),
    planAnew: (replanning) => planAgain(world, replanning),
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
