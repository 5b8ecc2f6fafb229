import { type PlannedRun, accountRuns, plannedChange, speaksOf } from '../../history/runs-of-account.ts';
import { type Account, isSameAccount } from '../../model/account.ts';
import { goneAccount } from '../../history/state-then.ts';
import { accountAt } from '../../snapshot/population.ts';
import { fold } from '../../model/text.ts';
import { loadPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { Mask } from '../../report/markup/mask.ts';
import { type HeldLedger, readTrusted } from '../../session/ledger.ts';
import { type Io, EndOfCommand } from '../../session/io.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** The account that a history is about, and how its facts are known. */
export interface Subject {
  readonly account: Account;
  readonly source: 'directory' | 'ledger' | 'policies';
  readonly runs: readonly PlannedRun[];
}

/** The account by its address: as the directory shows it; else what runs, or else exceptions, know of it. */
export async function findSubject(
  io: Io,
  settings: ResolvedSettings,
  { population }: Snapshot,
  held: HeldLedger,
  typed: string,
  mask: Mask,
): Promise<Subject> {
  const address = fold(typed);
  const row = population.addresses.find(address);
  const there = row < 0 ? null : accountAt(population, row);
  const runs = await runsOf(held, there ?? { id: null, address });
  if (there !== null) return { account: there, source: 'directory', runs };
  const last = runs.at(-1);
  if (last !== undefined) {
    const place = { organisation: last.change.organisation, unit: last.planned?.unit ?? '' };
    return { account: goneAccount(last.change.account, place, stateLeft(runs)), source: 'ledger', runs };
  }
  const organisation = organisationByEntry(io, settings, address);
  if (organisation !== null) {
    const account = goneAccount({ id: null, address }, { organisation, unit: '' }, null);
    return { account, source: 'policies', runs };
  }
  throw new EndOfCommand(
    `the account ${mask(typed)} is not in the directory, in the ledger or in an exception. Check the spelling.`,
  );
}

async function runsOf({ folder, ledger }: HeldLedger, name: Pick<Account, 'id' | 'address'>): Promise<PlannedRun[]> {
  return readTrusted(async () => {
    const found: PlannedRun[] = [];
    for await (const run of accountRuns(folder, ledger, () => true, speaksOf([name])))
      if (isSameAccount(run.change.account, name)) found.push({ ...run, planned: await plannedChange(folder, run) });
    return found;
  });
}

/** The state that the last change left; what was handed over had left none yet. */
function stateLeft(runs: readonly PlannedRun[]): PlannedRun['change']['after'] | null {
  const known = runs.findLast(({ change: { outcome } }) =>
    ['applied', 'already', 'handed-over'].includes(outcome),
  )?.change;
  if (known === undefined) return null;
  return known.outcome === 'handed-over' ? known.before : known.after;
}

function organisationByEntry(io: Io, settings: ResolvedSettings, address: string): string | null {
  const loaded = loadPolicies(settings.root, settings.policies, io.now());
  if (!loaded.ok) return null;
  return loaded.value.policies.exceptions.byAddress.get(address)?.at(-1)?.organisation ?? null;
}
