import { type Ledger, isPending, readLedger } from '../ledger/read.ts';
import { LedgerError, isOutside } from '../ledger/chain.ts';
import type { Previous } from '../plan/cause.ts';
import type { GuardrailHistory } from '../plan/input.ts';
import type { PastFacts } from '../decide/context.ts';
import type { LedgerRun } from '../generated/ledger.ts';
import type { Account, Action, Instant } from '../model/account.ts';
import { DAY, checkedInstant } from '../model/time.ts';
import type { Policies } from '../model/policies.ts';
import { gitState } from '../git/state.ts';
import { type LoadedPolicies, loadPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { type Io, EndOfCommand } from './io.ts';
import { loadPoliciesAt } from './policies-at.ts';
import { maskOf, openPolicies, tell } from './workspace.ts';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fetchLedger } from '../ledger/branch/branch.ts';
import type { BranchFolder } from '../ledger/branch/checkout.ts';

/** What earlier runs tell the planner. */
export interface Past {
  readonly ledger: Ledger;
  /** The folder of the ledger. */
  readonly folder: string;
  readonly history: GuardrailHistory;
  readonly reEnrolledAt: PastFacts['reEnrolledAt'];
  readonly granted: PastFacts['granted'];
}

/** Reads the ledger. One that cannot be trusted ends the command: it is never taken for an empty one. */
export async function readPast(settings: ResolvedSettings, now: Instant): Promise<Past> {
  const { folder, ledger } = await readTrusted(async () => {
    const folder = await openLedger(settings);
    return { folder, ledger: await readLedger(folder, now) };
  });
  return pastOf(folder, ledger);
}

/** What a ledger that has been read tells the planner. */
export function pastOf(folder: string, ledger: Ledger): Past {
  const { highest, loosened, reEnrolledAt, granted } = ledger;
  return { ledger, folder, history: { highest, loosened }, reEnrolledAt, granted };
}

/**
 * The policies in the work tree, for a command that plans or applies. Those of a commit that the ledger names go on even
 * where this version refuses something that an earlier one took: an upgrade never stops a lapse.
 */
export async function openRunPolicies(io: Io, settings: ResolvedSettings): Promise<LoadedPolicies> {
  const { root, policies } = settings;
  const refused = loadPolicies(root, policies, io.now());
  if (refused.ok) return openPolicies(io, settings, refused);
  const applied = loadPolicies(root, policies, io.now(), 'applied');
  if (!applied.ok || !(await isInLedger(io, settings))) return openPolicies(io, settings, refused);
  tell(io, root, applied.diagnostics, maskOf(io, settings));
  io.err(
    'This version of mfactl refuses what is marked above. A run has applied this commit already, so mfactl goes on with it. Correct the policies in the next commit.\n',
  );
  return applied.value;
}

/** Whether the work tree is at a commit that a line of the ledger names. */
async function isInLedger(io: Io, settings: ResolvedSettings): Promise<boolean> {
  const { commit, dirty } = await gitState(settings.root, settings.policies);
  if (commit === null || dirty) return false;
  const { lines } = (await readPast(settings, io.now())).ledger;
  return lines.some((line) => line.type === 'run' && line.policy.commit === commit);
}

/** Reads what the ledger vouches for. What cannot be trusted ends the command. */
export async function readTrusted<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (isOutside(error)) {
      throw new EndOfCommand(
        `the ledger cannot be trusted: ${error.message}. Run "mfactl verify" to see what is wrong.`,
      );
    }
    throw error;
  }
}

/** Policies that earlier runs followed, as a plan looks back at them. */
export interface EarlierPolicies {
  /** What the last run of the whole tenant was made from; null before the first one. */
  readonly previous: Previous | null;
  /** Those of every run of the last 7 days but the ones of now; null for some that cannot be read. */
  readonly recent: readonly (Policies | null)[];
}

/** Days in which a role that was made harmless still protects its holders. */
const RECENT = 7 * DAY;

/** Reads the policies of earlier runs, each once. */
export async function readEarlier(
  io: Io,
  settings: ResolvedSettings,
  loaded: LoadedPolicies,
  ledger: Ledger,
): Promise<EarlierPolicies> {
  const known = new Map<string, Promise<Policies | null>>([[loaded.digest, Promise.resolve(loaded.policies)]]);
  const then = (policy: LedgerRun['policy']): Promise<Policies | null> => {
    const read = known.get(policy.digest) ?? policiesThen(io, settings, policy);
    known.set(policy.digest, read);
    return read;
  };
  const { lastWhole: last, lines } = ledger;
  const runs = lines
    .filter((line) => line.type === 'run')
    .filter(({ end }) => checkedInstant(end) >= io.now() - RECENT);
  const policies = runs.filter(({ undoes }) => undoes === null).map((line) => line.policy);
  const recent: (Policies | null)[] = [];
  for (const policy of policies) if (!known.has(policy.digest)) recent.push(await then(policy));
  const previous =
    last === null
      ? null
      : {
          policies: await then(last.policy),
          asOf: Date.parse(last.asOf),
          isPending: (account: Pick<Account, 'id' | 'address'>, action: Action) => isPending(ledger, account, action),
        };
  return { previous, recent };
}

/** The policies that were applied, or null where git does not have them as they were. */
async function policiesThen(
  io: Io,
  settings: ResolvedSettings,
  { digest, commit }: { digest: string; commit: string | null },
): Promise<Policies | null> {
  const then = commit === null ? null : await loadPoliciesAt(io, settings, commit);
  // What was applied with local changes is in no commit.
  return then?.ok === true && then.value.digest === digest ? then.value.policies : null;
}

/** A ledger and the folder that it was read from. */
export interface HeldLedger {
  readonly folder: string;
  readonly ledger: Ledger;
  /** What people must know of it. */
  readonly remarks: readonly string[];
}

/**
 * The ledger as it lies here: for what is told offline, no remote is asked. Where it was never fetched, it is fetched
 * now. One that cannot be trusted ends the command.
 */
export async function readHeldLedger(settings: ResolvedSettings, now: Instant): Promise<HeldLedger> {
  return readTrusted(async () => {
    const held = existsSync(ledgerFolderOf(settings));
    const folder = held ? ledgerFolderOf(settings) : await openLedger(settings);
    const ledger = await readLedger(folder, now);
    const old = held && ledgerBranch(settings) !== null;
    return {
      folder,
      ledger,
      remarks: [
        ...(old ? ['this uses the ledger that this clone fetched last; "mfactl verify" fetches it again.'] : []),
        ...ledger.openRuns.map((run) => `run ${run} has not ended, so what it did is not shown.`),
      ],
    };
  });
}

/** The branch of the ledger and its folder; null where the ledger lies in the working tree. */
export function ledgerBranch({ root, git, ledger: { branch } }: ResolvedSettings): BranchFolder | null {
  return branch === null ? null : { root, remote: git.remote, branch, folder: join(root, '.mfactl', 'ledger') };
}

/** The folder of the ledger. */
export function ledgerFolderOf(settings: ResolvedSettings): string {
  return ledgerBranch(settings)?.folder ?? settings.reports;
}

/** The folder of the ledger, brought up to date so that it can be read. Where it cannot be, the command ends. */
export async function openLedger(settings: ResolvedSettings): Promise<string> {
  const place = ledgerBranch(settings);
  if (place === null) return settings.reports;
  try {
    await fetchLedger(place);
    return place.folder;
  } catch (error) {
    throw error instanceof LedgerError ? new EndOfCommand(`${error.message}.`) : error;
  }
}

/**
 * The folder of a lock that is a file. A sandbox has it beside its own file, so that checkouts which share the sandbox
 * share the lock.
 */
export function lockFolder({ root, target }: ResolvedSettings): string {
  return target?.kind === 'sandbox' ? dirname(realOf(target.file)) : join(root, '.mfactl');
}

/** The lock of the ledger lies beside its folder, not in it: there every byte is part of the ledger. */
export function ledgerLock(settings: ResolvedSettings): { readonly folder: string; readonly name: string } {
  const ledger = realOf(ledgerFolderOf(settings));
  const beside = dirname(ledger);
  const folder = basename(beside) === '.mfactl' ? beside : join(beside, '.mfactl');
  return { folder, name: `ledger-lock-${basename(ledger)}` };
}

/** A path as others may name it too; one that is not there yet stays as it is. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
