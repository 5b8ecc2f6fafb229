import { decide } from '../core/decide.ts';
import type { DecisionContext } from '../core/model.ts';
import type { Decision } from '../core/decision.ts';
import type { Policies } from '../core/policies.ts';
import { accountAt, type Population } from '../core/population.ts';
import { compareUtf8, fold } from '../core/text.ts';
import { decisionJson, renderDecision } from '../report/decision-text.ts';
import { type Mask, showAddresses } from '../report/mask.ts';
import { paint } from '../report/paint.ts';
import { EXIT, type Io, Stop } from './io.ts';
import { readPast } from './past.ts';
import { readDirectory } from './planning.ts';
import { type GlobalOptions, instantOption, maskedIo, maskOf, openPolicies, openSettings } from './workspace.ts';

interface ExplainOptions extends GlobalOptions {
  readonly address?: string;
  readonly all?: boolean;
  readonly asOf?: string;
  readonly json?: boolean;
}

/** Lines that are written at once, so that millions of them do not wait for each other. */
const BATCH = 2000;

/** Tells why an account has its level, or every account, in the order of their addresses. */
export async function explain(io: Io, options: ExplainOptions): Promise<number> {
  if ((options.address === undefined) === (options.all !== true))
    throw new Stop('explain takes one address, or --all.');
  const settings = openSettings(io, options);
  const { policies } = openPolicies(io, settings);
  const now = instantOption(io, options.asOf, '--as-of');
  const { population, statusEvidence } = await readDirectory(io, settings);
  const { reEnrolledAt } = await readPast(settings, now);
  const context: DecisionContext = { now, statusEvidence, reEnrolledAt };
  const mask = maskOf(io, settings);
  const style = paint(io.colour.out);
  const shown = maskedIo(io, mask);
  let pending = '';
  let lines = 0;
  for (const row of rowsOf(population, options, mask)) {
    const account = accountAt(population, row);
    const decision: Decision = decide(account, policies, context);
    pending +=
      options.json === true
        ? `${JSON.stringify(decisionJson(account, decision, mask))}\n`
        : renderDecision(account, decision, { paint: style, mask, timezone: zoneOf(policies) });
    if (++lines % BATCH !== 0) continue;
    await shown.out(pending);
    pending = '';
  }
  await shown.out(pending);
  return EXIT.done;
}

function zoneOf({ tenant }: Policies): string {
  return tenant.timezone;
}

/** In the order of addresses; masked ones in the order of the masks, since the order would tell whose they are. */
function rowsOf(population: Population, { address }: ExplainOptions, mask: Mask): Iterable<number> {
  if (address === undefined) {
    const rows = Uint32Array.from({ length: population.size }, (_, row) => row);
    if (mask === showAddresses) return rows.sort((a, b) => population.addresses.compare(a, b));
    const masks = Array.from(rows, (row) => mask(population.addresses.at(row)));
    return rows.sort((a, b) => compareUtf8(masks[a] as string, masks[b] as string));
  }
  const row = population.addresses.find(fold(address));
  if (row < 0)
    throw new Stop(
      `the directory has no account ${mask(address)}; look at its spelling, and whether the reports are of its organisation.`,
    );
  return [row];
}
