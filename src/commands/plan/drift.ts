import type { PlanChunk } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import { type Mask, maskedJson } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { renderChunk } from '../../report/plan/text.ts';
import { type Proposal, draftProposals } from '../../report/plan/proposals.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { readPast } from '../../session/ledger.ts';
import { makePlan } from '../../session/planning.ts';
import { type GlobalOptions, maskOf, maskedIo, openPolicies, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface DriftOptions extends GlobalOptions {
  readonly propose?: boolean;
  readonly json?: boolean;
}

/** Tells what was changed in the directory since the last apply though no policy asked for it. */
export async function drift(io: Io, options: DriftOptions): Promise<number> {
  const settings = openSettings(io, options);
  const loaded = openPolicies(io, settings);
  const { plan } = await makePlan(io, settings, loaded);
  const mask = maskOf(io, settings);
  const chunks = [...plan.chunks()].flatMap(driftOf);
  const changes = chunks.reduce((sum, chunk) => sum + chunk.changes.length, 0);
  const proposals = options.propose === true ? draftProposals(chunks, io.now(), mask) : [];
  if (options.json === true)
    await io.out(`${maskedJson({ changes, chunks: chunks.map((chunk) => masked(chunk, mask)), proposals }, mask)}\n`);
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
    await io.out(
      changes === 0
        ? `No account has drifted${await since()}.\n`
        : `${counted(changes, 'account')} ${changes === 1 ? 'has' : 'have'} drifted: something other than mfactl changed ${changes === 1 ? 'its' : 'their'} level.\n`,
    );
  }
  return changes > 0 ? EXIT.pending : EXIT.done;

  async function since(): Promise<string> {
    const { last } = (await readPast(settings, io.now())).ledger;
    return last === null ? ', as no plan was applied yet' : ` since run ${last.run}`;
  }
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
