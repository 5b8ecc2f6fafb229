import { isPending, type Ledger, readLedger } from '../ledger/read.ts';
import { isOutside } from '../ledger/outside.ts';
import type { Previous } from '../plan/cause.ts';
import type { GuardrailHistory } from '../plan/guardrail-input.ts';
import type { DecisionContext, Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import type { LoadedPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { type Io, Stop } from './io.ts';
import { loadPoliciesAt } from './policies-at.ts';
import { openLedger } from './ledger-place.ts';

/** What earlier runs tell the planner. */
export interface Past {
  readonly ledger: Ledger;
  /** The folder of the ledger. */
  readonly folder: string;
  readonly history: GuardrailHistory;
  readonly reEnrolledAt: DecisionContext['reEnrolledAt'];
}

/** Reads the ledger. One that can not be trusted ends the command: it is never taken for an empty one. */
export async function readPast(settings: ResolvedSettings, now: Instant): Promise<Past> {
  const { folder, ledger } = await trusted(async () => {
    const folder = await openLedger(settings);
    return { folder, ledger: await readLedger(folder, now) };
  });
  const { highest, loosened, reEnrolledAt } = ledger;
  return { ledger, folder, history: { highest, loosened }, reEnrolledAt };
}

/** Reads what the ledger vouches for. What can not be trusted ends the command. */
export async function trusted<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (isOutside(error)) {
      throw new Stop(`the ledger can not be trusted: ${error.message}. Look at it with "mfactl verify".`);
    }
    throw error;
  }
}

/** What the last run of the whole tenant was made from; null before the first one. */
export async function readPrevious(
  io: Io,
  settings: ResolvedSettings,
  loaded: LoadedPolicies,
  ledger: Ledger,
): Promise<Previous | null> {
  const { lastWhole: last } = ledger;
  if (last === null) return null;
  return {
    policies: last.policy.digest === loaded.digest ? loaded.policies : await policiesThen(io, settings, last.policy),
    asOf: Date.parse(last.asOf),
    isPending: (account, action) => isPending(ledger, account, action),
  };
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
