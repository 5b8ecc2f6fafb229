import { join } from 'node:path';
import { checkedInstant } from '../../model/time.ts';
import { nodeDisk } from '../../machine/durable.ts';
import { readChain } from '../../ledger/chain.ts';
import { changesOf, journalOf, planHeaderOf, vouchedPath } from '../../ledger/run/files.ts';
import { entriesFor } from '../../decide/facts.ts';
import type { Instant } from '../../model/account.ts';
import type { UserException, Policies } from '../../model/policies.ts';
import { reportedException } from '../../model/status.ts';
import { packFiles } from '../../report/work-pack/files.ts';
import { keepPack } from '../../report/work-pack/keep.ts';
import { packPage } from '../../report/work-pack/page.ts';
import { type HandedChange, arrange } from '../../report/work-pack/steps.ts';
import type { PlanChange, PlanChunk } from '../../generated/plan.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { displayName, isCi } from '../directories.ts';
import type { Io } from '../io.ts';
import { ledgerFolderOf } from '../ledger.ts';
import { counted } from '../../report/markup/numbers.ts';

/** What a work pack is made from, beside the run. */
export interface PackWorld {
  readonly io: Io;
  readonly settings: ResolvedSettings;
  readonly loaded: LoadedPolicies;
}

/**
 * Makes the work pack of a run that has ended, and tells where it is; does nothing for a run that handed nothing over.
 * It is made from plan and journal alone, so it can be made again at any time, on any machine that has the ledger.
 */
export async function makeWorkPack({ io, settings, loaded }: PackWorld, run: string): Promise<string[]> {
  const ledgerFolder = ledgerFolderOf(settings);
  await checkFiles(ledgerFolder, run);
  const plan = await planHeaderOf(ledgerFolder, run);
  if (plan.target?.kind !== 'portal') return [];
  const handed = await handedChanges(ledgerFolder, run, loaded.policies, Date.parse(plan.asOf));
  if (handed.length === 0) return [];
  const { planId, end } = await endsOf(ledgerFolder, run);
  const steps = arrange(handed, settings.apply.chunkSize);
  const page = packPage(steps, {
    run,
    planId,
    product: settings.product,
    handedOverAt: checkedInstant(end),
    timezone: loaded.policies.tenant.timezone,
    guidance: settings.guidance,
  });
  const folder = join(settings.root, '.mfactl', 'work-packs');
  const pack = await keepPack(folder, run, new Map([['index.html', page], ...packFiles(steps)]), nodeDisk);
  return told(io, run, displayName(settings.root, pack), handed.length);
}

/** The pack is made before the run is booked, and may be made again when the ledger has a line that its files must match. */
async function checkFiles(ledgerFolder: string, run: string): Promise<void> {
  const { lines } = await readChain(ledgerFolder);
  const line = lines.find((each) => each.type === 'run' && each.run === run);
  if (line?.type !== 'run') return;
  await vouchedPath(ledgerFolder, line, 'plan');
  await vouchedPath(ledgerFolder, line, 'journal');
}

/** The plan of a run that has ended, and when it ended. */
async function endsOf(ledgerFolder: string, run: string): Promise<{ planId: string; end: string }> {
  let planId = '';
  for await (const line of journalOf(ledgerFolder, run)) {
    if (line.type === 'run') planId = line.planId;
    else if (line.type === 'closed') return { planId, end: line.at };
  }
  throw new Error(`the run ${run} has not ended`);
}

async function handedChanges(
  ledgerFolder: string,
  run: string,
  policies: Policies,
  asOf: Instant,
): Promise<HandedChange[]> {
  const handed: HandedChange[] = [];
  for await (const { chunk, change, outcome } of changesOf(ledgerFolder, run)) {
    if (outcome.outcome !== 'handed-over') continue;
    const { organisation, action, to } = chunk;
    const { account, before, after, validUntil } = change;
    const exception = action === 'except' ? entryOf(chunk, change, policies, asOf) : null;
    handed.push({ organisation, action, to, address: account.address, before, after, validUntil, exception });
  }
  return handed;
}

/** The entry that an exception rests on; null where the policies have it no longer. */
function entryOf(
  { organisation }: PlanChunk,
  { account, after }: PlanChange,
  { exceptions }: Policies,
  asOf: Instant,
): UserException | null {
  const type = reportedException(after.status);
  return entriesFor(account, exceptions)
    .filter((entry) => entry.type === type && entry.organisation === organisation)
    .filter(({ startsAt, expiresAt }) => startsAt <= asOf && asOf < expiresAt)
    .reduce<UserException | null>(
      (last, entry) => (last === null || entry.expiresAt > last.expiresAt ? entry : last),
      null,
    );
}

function told(io: Io, run: string, pack: string, changes: number): string[] {
  return [
    `the work pack of run ${run} is in ${pack}: open its index.html to make ${counted(changes, 'change')} in the portal. It holds addresses: keep it on this machine`,
    ...(isCi(io)
      ? [`this machine is deleted with its job: make the pack again on your own machine with apply --resume ${run}`]
      : []),
  ];
}
