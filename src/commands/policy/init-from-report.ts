import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkPolicies } from '../../policy/load.ts';
import { parseDocuments } from '../../policy/parse-documents.ts';
import { showAddresses } from '../../report/markup/mask.ts';
import { type NewFile, newRepository } from './init-templates.ts';
import { type Io, Stop } from '../../session/io.ts';
import { mustBeEmpty, observe, readReports, type ReportOptions, tellObserved } from './observe.ts';
import { checkEdits, type EditablePolicies, policyFile } from '../../session/edits.ts';

const FOLDER = 'policies';

/** Every file of a new repository whose plan for these reports is empty. */
export async function repositoryFromReport(io: Io, folder: string, options: ReportOptions): Promise<NewFile[]> {
  if (existsSync(join(folder, FOLDER)))
    throw new Stop(`there are policies in ${FOLDER}/ already; bring them up to date with "mfactl import".`);
  const snapshot = await readReports(io, folder, options, showAddresses);
  if (snapshot === null) throw new Stop('--from-report needs the two reports: give --mailbox-report and --mfa-report.');
  // Tenant, roles and settings are those of every new repository; the organisations come from the reports.
  const files = newRepository('X26', 'X26').filter(({ path }) => !path.startsWith(`${FOLDER}/organisations/`));
  const policies = templatePolicies(io, files);
  const context = { now: io.now(), statusEvidence: snapshot.statusEvidence, reEnrolledAt: new Map() };
  const { edits, observed } = observe(policies, snapshot, context);
  const checked = checkEdits(io, policies, edits);
  if (!checked.ok) throw new Error(`The policies that were made are not valid: ${checked.diagnostics[0]?.message}`);
  mustBeEmpty(snapshot, checked.value, context);
  tellObserved(io, observed);
  const edited = new Set(edits.map(({ path }) => path));
  return [
    ...files.filter(({ path }) => !edited.has(path)),
    ...edits.map(({ path, after }) => ({ path, content: after })),
  ];
}

function templatePolicies(io: Io, files: readonly NewFile[]): EditablePolicies {
  const own = files.filter(({ path }) => path.startsWith(`${FOLDER}/`));
  const read = {
    files: own.map(({ path, content }) => policyFile(path.slice(FOLDER.length + 1), content)),
    refused: [],
    diagnostics: [],
  };
  const checked = checkPolicies(read, FOLDER, io.now());
  if (!checked.ok) throw new Error('The policies of a new repository are not valid.');
  return { read, name: FOLDER, documents: parseDocuments(read, FOLDER).documents, loaded: checked.value };
}
