import { resolve } from 'node:path';
import { measureOneSided } from '../../plan/guardrails/one-sided.ts';
import { wantedChanges } from '../../plan/wanted.ts';
import type { DecisionContext } from '../../model/account.ts';
import { createExportReader } from '../../directory/exports/reader.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import { withProgress } from '../../session/progress.ts';
import { displayName } from '../../session/directories.ts';
import { type Io, EndOfCommand } from '../../session/io.ts';
import { observedEdits } from './observed-edits.ts';
import { type Observed, observeState } from '../../adopt/observed.ts';
import type { EditablePolicies, PolicyEdit } from '../../session/edits.ts';
import { accept } from '../../session/workspace.ts';
import type { Mask } from '../../report/markup/mask.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { counted } from '../../report/markup/numbers.ts';

/** The two exports of the portal that options name. */
export interface ExportOptions {
  readonly mailboxReport?: string;
  readonly mfaReport?: string;
}

/** Reads the two exports as the state of this moment; null where none is named. */
export async function readExportSnapshot(
  io: Io,
  root: string,
  { mailboxReport, mfaReport }: ExportOptions,
  mask: Mask,
): Promise<Snapshot | null> {
  if (mailboxReport === undefined && mfaReport === undefined) return null;
  if (mailboxReport === undefined || mfaReport === undefined)
    throw new EndOfCommand('both reports are needed: give --mailbox-report and --mfa-report.');
  const reader = createExportReader({
    mailboxReport: resolve(io.cwd, mailboxReport),
    mfaStatusReport: resolve(io.cwd, mfaReport),
    observedAt: io.now(),
    columns: {},
    displayName: (path) => displayName(root, path),
    inCi: false,
    isTracked: () => Promise.resolve(false),
    timezone: () => null,
  });
  return accept(
    io,
    root,
    await withProgress(io, 'Reading the reports', (onProgress) => reader.read(io.signal, onProgress)),
    mask,
  );
}

/** Ends the command where the exports cannot be the whole directory: policies made from a part would be wrong for the rest. */
export function mustBeWhole(snapshot: Snapshot, { policies }: LoadedPolicies): void {
  const sides = measureOneSided(snapshot, policies.tenant);
  if (sides === null) return;
  const empty = snapshot.sources.find(({ rows }) => rows === 0);
  if (empty !== undefined)
    throw new EndOfCommand(`${empty.name} holds no account, so it was probably cut off. ${EXPORT_AGAIN}`);
  const { mailboxOnly, mfaOnly, measure, limit } = sides;
  if (measure <= limit) return;
  const [mailbox, mfa] = snapshot.sources.map(({ name }) => name);
  throw new EndOfCommand(
    `the two reports do not belong together: ${counted(measure, 'account')} are in one of them only, and the limit is ${limit}. ` +
      `Only in ${mailbox}: ${mailboxOnly} of a managed type. Only in ${mfa}: ${mfaOnly}. ` +
      `One of them was probably cut off, or they are not of the same time. ${EXPORT_AGAIN}`,
  );
}

const EXPORT_AGAIN = 'Export both reports again, then run the command again; nothing was written.';

/** Edits under which a plan for a snapshot changes no level. */
export function observe(
  policies: EditablePolicies,
  snapshot: Snapshot,
  context: DecisionContext,
): { edits: PolicyEdit[]; observed: Observed } {
  const observed = observeState(snapshot, policies.loaded.policies, context);
  return { edits: observedEdits(policies, observed, context), observed };
}

/** Proves that a plan with the edited policies changes no level; anything else is a fault of ours. */
export function mustBeEmpty(snapshot: Snapshot, { policies }: LoadedPolicies, context: DecisionContext): void {
  const { changes } = wantedChanges(snapshot, policies, context, { handedOver: [], madeAt: context.now });
  for (let i = 0; i < changes.size; i++) {
    const { action } = changes.at(i);
    if (action !== 're-enrol') throw new Error(`The policies that were made ask for a change: ${action}.`);
  }
}

/** Tells people what was found, and what to look at. */
export function tellObserved(io: Io, { organisations, unfit, exceptions }: Observed): void {
  const held = organisations.reduce((sum, { hold }) => sum + (hold?.accounts ?? 0), 0);
  const recorded = exceptions.filter(({ recordable }) => recordable).length;
  const units = organisations.reduce((sum, each) => sum + each.units.length + each.userPolicies.length, 0);
  io.err(
    `${counted(organisations.length, 'organisation')} written. Units and user policies with their own level: ${units}.\n`,
  );
  if (held > 0)
    io.err(
      `${counted(held, 'account')} held at the present level by a rollout: see the comments in organisation.yaml.\n`,
    );
  if (recorded > 0) io.err(`${counted(recorded, 'exception')} recorded.\n`);
  if (exceptions.length > recorded)
    io.err(
      `${counted(exceptions.length - recorded, 'exception')} kept but not recorded yet: complete them as the comments in exceptions.yaml say.\n`,
    );
  if (unfit.length > 0)
    io.err(
      `${counted(unfit.length, 'account')} protected for now, because no level would leave them as they are: see "protected" in tenant.yaml.\n`,
    );
}
