import { contextAt } from '../../decide/context.ts';
import type { PlanChunk } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import { type Mask, maskedJson } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { renderChunk } from '../../report/plan/text.ts';
import { draftProposals, type Proposal, type Proposals, type Unproposed } from './proposals.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { openEditable } from '../../session/edits.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { readPast, openRunPolicies } from '../../session/ledger.ts';
import { makePlan } from '../../session/planning.ts';
import { type GlobalOptions, maskOf, maskedIo, openSettings } from '../../session/workspace.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { counted } from '../../report/markup/numbers.ts';

interface DriftOptions extends GlobalOptions {
  readonly propose?: boolean;
  readonly json?: boolean;
}

const NOTHING: Proposals = { proposals: [], unproposed: [] };

/** Tells what was changed in the directory since the last apply though no policy asked for it. */
export async function drift(io: Io, options: DriftOptions): Promise<number> {
  const settings = openSettings(io, options);
  const loaded = await openRunPolicies(io, settings);
  const { plan, snapshot } = await makePlan(io, settings, loaded);
  const mask = maskOf(io, settings);
  const chunks = [...plan.chunks()].flatMap(driftOf);
  const changes = chunks.reduce((sum, chunk) => sum + chunk.changes.length, 0);
  const { proposals, unproposed } = options.propose === true ? await propose(io, settings, snapshot, chunks) : NOTHING;
  if (options.json === true)
    await io.out(
      `${maskedJson({ changes, chunks: chunks.map((chunk) => masked(chunk, mask)), proposals, unproposed }, mask)}\n`,
    );
  else {
    const text = {
      paint: paint(io.colour.out),
      mask,
      timezone: loaded.policies.tenant.timezone,
      changesPerChunk: Number.POSITIVE_INFINITY,
    };
    const shown = maskedIo(io, mask);
    for (const chunk of chunks) await shown.out(renderChunk(chunk, text));
    for (const proposal of proposals) await shown.out(renderProposal(proposal));
    for (const each of unproposed) await shown.out(renderUnproposed(each));
    await io.out(await summary(io, settings, changes));
  }
  return changes > 0 ? EXIT.pending : EXIT.done;
}

async function propose(
  io: Io,
  settings: ResolvedSettings,
  snapshot: Snapshot,
  chunks: PlanChunk[],
): Promise<Proposals> {
  const now = io.now();
  const context = contextAt(now, snapshot, await readPast(settings, now));
  const scene = { io, policies: openEditable(io, settings), snapshot, context };
  return draftProposals(scene, chunks, maskOf(io, settings));
}

async function summary(io: Io, settings: ResolvedSettings, changes: number): Promise<string> {
  if (changes === 1) return '1 account has drifted: something other than mfactl changed its level.\n';
  if (changes > 1)
    return `${counted(changes, 'account')} have drifted: something other than mfactl changed their level.\n`;
  const { last } = (await readPast(settings, io.now())).ledger;
  const since = last === null ? ', as no plan was applied yet' : ` since run ${last.run}`;
  return `No account has drifted${since}.\n`;
}

/** The part of a chunk that drifted, if any. */
function driftOf(chunk: PlanChunk): PlanChunk[] {
  const [first, ...others] = chunk.changes.filter(({ cause }) => cause === 'drift');
  return first === undefined ? [] : [{ ...chunk, changes: [first, ...others] }];
}

function masked(chunk: PlanChunk, mask: Mask): unknown {
  return {
    ...chunk,
    changes: chunk.changes.map((change) => ({
      ...change,
      account: { ...change.account, address: mask(change.account.address) },
    })),
  };
}

function renderProposal({ where, says, yaml, accounts }: Proposal): string {
  const indented =
    yaml === null
      ? ''
      : `${yaml
          .trimEnd()
          .split('\n')
          .map((line) => `    ${printable(line)}`)
          .join('\n')}\n`;
  return `Proposal for ${where} (${accounts.map(printable).join(', ')})\n  ${says}\n${indented}\n`;
}

function renderUnproposed({ accounts, says }: Unproposed): string {
  return `No proposal for ${accounts.map(printable).join(', ')}\n  ${printable(says)}\n\n`;
}
