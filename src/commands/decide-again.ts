import { decide } from '../core/decide.ts';
import type { Account } from '../core/model.ts';
import type { Decision } from '../core/decision.ts';
import type { DirectoryKind } from '../directory/port.ts';
import type { LoadedPolicies } from '../policy/load.ts';
import type { Io } from './io.ts';

/** Decides accounts anew as they are now, in their order. */
export function decideAgain(io: Io, { policies }: LoadedPolicies, kind: DirectoryKind, accounts: readonly Account[]): Decision[] {
  const context = { now: io.now(), statusEvidence: kind !== 'graph', reEnrolledAt: new Map<string, number>() };
  return accounts.map((account) => decide(account, policies, context));
}

/** Whether each account is privileged, compromised or not managed: such an account is never loosened to take a run back. */
export function areProtected(io: Io, loaded: LoadedPolicies, kind: DirectoryKind, accounts: readonly Account[]): boolean[] {
  return decideAgain(io, loaded, kind, accounts).map(({ managed, privileged }) => !managed || privileged);
}
