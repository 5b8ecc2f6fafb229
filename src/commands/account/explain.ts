import { contextAt } from '../../decide/context.ts';
import { decide } from '../../decide/decide.ts';
import type { Account, TraceLine } from '../../model/account.ts';
import type { Decision } from '../../model/decision.ts';
import type { Policies } from '../../model/policies.ts';
import { accountAt, type Population } from '../../snapshot/population.ts';
import { compareUtf8, fold } from '../../model/text.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { type CommitFacts, commitJson, commitText } from '../../report/account/commit.ts';
import { type DecisionTextOptions, decisionJson, renderDecision } from '../../report/account/decision.ts';
import { type Mask, maskedJson, maskText, showAddresses } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { readPast } from '../../session/ledger.ts';
import { readDirectory, refusePast } from '../../session/planning.ts';
import { openProvenance } from '../../session/provenance.ts';
import type { GlobalOptions } from '../../session/workspace.ts';
import { instantOption, maskedIo, maskOf, openPolicies, openSettings } from '../../session/workspace.ts';

interface ExplainOptions extends GlobalOptions {
  readonly address?: string;
  readonly all?: boolean;
  readonly asOf?: string;
  readonly json?: boolean;
}

/** Lines that are written at once, so that millions of them do not wait for each other. */
const BATCH = 2000;

/** Tells why an account has its level, or every account, sorted by address. */
export async function explain(io: Io, options: ExplainOptions): Promise<number> {
  if ((options.address === undefined) === (options.all !== true))
    throw new EndOfCommand('explain takes one address, or --all for every account.');
  const settings = openSettings(io, options);
  const { policies } = openPolicies(io, settings);
  const now = instantOption(io, options.asOf, '--as-of');
  const { population, statusEvidence, observedAt } = await readDirectory(io, settings);
  refusePast(options.asOf === undefined ? null : now, { observedAt });
  const context = contextAt(now, { statusEvidence }, await readPast(settings, now));
  const mask = maskOf(io, settings);
  const deciding: Deciding = (row) => {
    const account = accountAt(population, row);
    return [account, decide(account, policies, context)];
  };
  if (options.address !== undefined) {
    const [account, decision] = deciding(rowOf(population, options.address, mask));
    await explainOne(io, settings, options, { account, decision, mask, timezone: zoneOf(policies) });
    return EXIT.done;
  }
  await explainAll(io, options, population, deciding, {
    paint: paint(io.colour.out),
    mask,
    timezone: zoneOf(policies),
  });
  return EXIT.done;
}

type Deciding = (row: number) => [Account, Decision];

async function explainAll(
  io: Io,
  { json }: ExplainOptions,
  population: Population,
  deciding: Deciding,
  style: DecisionTextOptions,
): Promise<void> {
  let pending = '';
  let lines = 0;
  for (const row of allRows(population, style.mask)) {
    const [account, decision] = deciding(row);
    pending +=
      json === true
        ? `${maskedJson(decisionJson(account, decision, style.mask), style.mask)}\n`
        : maskText(renderDecision(account, decision, style), style.mask);
    if (++lines % BATCH !== 0) continue;
    await io.out(pending);
    pending = '';
  }
  await io.out(pending);
}

/** One account, with the commit behind each rule where git knows it. */
async function explainOne(
  io: Io,
  settings: ResolvedSettings,
  { json }: ExplainOptions,
  { account, decision, mask, timezone }: { account: Account; decision: Decision; mask: Mask; timezone: string },
): Promise<void> {
  const finder = await openProvenance(settings, null);
  const known = await finder.of(decision.because);
  for (const remark of finder.remarks) maskedIo(io, mask).err(`Note: ${remark}\n`);
  const commitOf = ({ policy }: TraceLine): CommitFacts | null =>
    policy === null ? null : (known.get(policy) ?? null);
  if (json === true) {
    const because = decision.because.map((line) => {
      const commit = commitOf(line);
      return { ...line, commit: commit === null ? null : commitJson(commit) };
    });
    await io.out(`${maskedJson({ ...decisionJson(account, decision, mask), because }, mask)}\n`);
    return;
  }
  const provenance = (line: TraceLine): string | null => {
    const commit = commitOf(line);
    return commit !== null ? commitText(commit) : finder.history === null ? null : 'not committed yet';
  };
  await maskedIo(io, mask).out(
    renderDecision(account, decision, { paint: paint(io.colour.out), mask, timezone, provenance }),
  );
}

function zoneOf({ tenant }: Policies): string {
  return tenant.timezone;
}

/** In the order of addresses; masked ones in the order of the masks, since the order would tell whose they are. */
function allRows(population: Population, mask: Mask): Uint32Array {
  const rows = Uint32Array.from({ length: population.size }, (_, row) => row);
  if (mask === showAddresses) return rows.sort((a, b) => population.addresses.compare(a, b));
  const masks = Array.from(rows, (row) => mask(population.addresses.at(row)));
  return rows.sort((a, b) => compareUtf8(masks[a] as string, masks[b] as string));
}

function rowOf(population: Population, address: string, mask: Mask): number {
  const row = population.addresses.find(fold(address));
  if (row < 0)
    throw new EndOfCommand(
      `the directory has no account ${mask(address)}. Check the spelling, and that the exports cover its organisation.`,
    );
  return row;
}
