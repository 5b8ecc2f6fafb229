import { join } from 'node:path';
import { contextAt, type PastFacts } from '../../decide/context.ts';
import { decide } from '../../decide/decide.ts';
import type { Account, State } from '../../model/account.ts';
import type { Decision } from '../../model/decision.ts';
import { validatePolicyFiles, folderName, type LoadedPolicies } from '../../policy/load.ts';
import { digestOf, readPolicyFiles } from '../../policy/read.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { Io } from '../io.ts';
import { type DirectoryKind, isStatusEvidence } from '../../snapshot/snapshot.ts';

/** The policies as they are now: the ones that are known, while no file differs. Throws where they have an error. */
export function policiesNow(
  io: Io,
  { root, policies: folder }: ResolvedSettings,
  known: LoadedPolicies,
): LoadedPolicies {
  const name = folderName(folder);
  const read = readPolicyFiles(join(root, folder), name);
  if (read.refused.length === 0 && digestOf(read.files) === known.digest) return known;
  const checked = validatePolicyFiles(read, name, io.now());
  if (!checked.ok) throw new Error('the policies were changed during the run and now have errors');
  return checked.value;
}

/** What decisions are made anew from, beside the accounts. */
export interface DecidingAgain {
  readonly io: Io;
  readonly loaded: LoadedPolicies;
  readonly kind: DirectoryKind;
  readonly past: PastFacts;
}

/** Decides accounts anew as they are now, in their order. */
function decideAgain(
  { io, loaded: { policies }, kind, past }: DecidingAgain,
  accounts: readonly Account[],
): Decision[] {
  const context = contextAt(io.now(), { statusEvidence: isStatusEvidence(kind) }, past);
  return accounts.map((account) => decide(account, policies, context));
}

/** What the policies want of accounts now, in their order; null where one is not managed. */
export function statesNow(from: DecidingAgain, accounts: readonly Account[]): (State | null)[] {
  return decideAgain(from, accounts).map(({ managed, desired }) => (managed ? desired : null));
}

/** Whether each account is privileged, compromised or not managed: such an account is never loosened to take a run back. */
export function areProtected(from: DecidingAgain, accounts: readonly Account[]): boolean[] {
  return decideAgain(from, accounts).map(({ managed, privileged }) => !managed || privileged);
}
