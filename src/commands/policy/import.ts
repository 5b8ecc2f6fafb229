import { contextAt } from '../../decide/context.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { mustBeEmpty, mustBeWhole, observe, readExportSnapshot, type ExportOptions, tellObserved } from './observe.ts';
import { readPast } from '../../session/ledger.ts';
import { readDirectory } from '../../session/planning.ts';
import { acceptEdits, openEditable, writeEdits } from '../../session/edits.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

interface ImportOptions extends GlobalOptions, ExportOptions {
  readonly dryRun?: boolean;
}

/** Writes the policies anew where the directory is not as they say, so that the plan is empty. */
export async function importState(io: Io, options: ImportOptions): Promise<number> {
  const settings = openSettings(io, options);
  const policies = openEditable(io, settings);
  const snapshot: Snapshot =
    (await readExportSnapshot(io, settings.root, options, maskOf(io, settings))) ?? (await readDirectory(io, settings));
  mustBeWhole(snapshot, policies.loaded);
  const now = io.now();
  const context = contextAt(now, snapshot, await readPast(settings, now));
  const { edits, observed } = observe(policies, snapshot, context);
  mustBeEmpty(snapshot, acceptEdits(io, settings, policies, edits), context);
  if (options.dryRun !== true) await writeEdits(settings, edits);
  const verb = options.dryRun === true ? 'would be ' : '';
  for (const { path, before } of edits) await io.out(`${verb}${before === null ? 'made' : 'edited'}  ${path}\n`);
  if (edits.length === 0) await io.out('The policies already match the directory. There is nothing to import.\n');
  else tellObserved(io, observed);
  return EXIT.done;
}
