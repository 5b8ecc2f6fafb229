import type { Undo } from '../../ledger/undo.ts';
import { printable } from '../../model/text.ts';
import { maskedJson } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { renderChunk, renderPlanHead } from '../../report/plan/text.ts';
import { prepareUndo } from '../../session/apply/undoing.ts';
import { EXIT, type Io, outlivingReader } from '../../session/io.ts';
import { openLedger, openRunPolicies } from '../../session/ledger.ts';
import { keepPlan } from '../plan/plan.ts';
import { makePlan } from '../../session/planning.ts';
import { type GlobalOptions, maskOf, maskedIo, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface UndoOptions extends GlobalOptions {
  readonly run: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Makes the plan that takes a run back, through the same guardrails, and tells what it cannot take back. */
export async function undo(heard: Io, options: UndoOptions): Promise<number> {
  const io = outlivingReader(heard);
  const settings = openSettings(io, options);
  const loaded = await openRunPolicies(io, settings);
  const ledgerFolder = await openLedger(settings);
  const { undone, undo: planning } = await prepareUndo(io, settings, loaded, { run: options.run, ledgerFolder });
  const { plan, header } = await makePlan(io, settings, loaded, { undo: planning });
  const kept = await keepPlan(io, options.out, header, plan);
  const mask = maskOf(io, settings);
  const notUndone = undone.notUndone.map(({ address, reason }) => ({ address: mask(address), reason }));
  if (options.json === true)
    await io.out(
      `${maskedJson({ plan: options.out, changes: plan.counts.changes, notUndone, revert: undone.revert }, mask)}\n`,
    );
  else {
    const text = {
      paint: paint(io.colour.out),
      mask,
      timezone: loaded.policies.tenant.timezone,
      changesPerChunk: Number.POSITIVE_INFINITY,
    };
    const shown = maskedIo(io, mask);
    await shown.out(renderPlanHead(kept, text));
    for (const chunk of plan.chunks()) await shown.out(renderChunk(chunk, text));
    for (const { address, reason } of notUndone) await shown.out(`Not undone: ${printable(address)}: ${reason}\n`);
    await io.out(nextSteps(undone, options.out));
  }
  return plan.refused ? EXIT.refused : EXIT.done;
}

function nextSteps({ changes, notUndone, revert }: Undo, out: string): string {
  const lines = [
    `The plan takes back the changes of ${counted(changes.length, 'account')}, and not those of ${counted(notUndone.length, 'account')}. Apply it with "mfactl apply ${out}".`,
  ];
  if (revert !== null) {
    const range =
      revert.from === null
        ? `all commits up to ${revert.to}`
        : `the commits ${revert.from.slice(0, 12)}..${revert.to.slice(0, 12)}`;
    lines.push(
      `Revert ${range} in git as well. Otherwise the policies ask for the same changes again, 24 hours after the undo.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
