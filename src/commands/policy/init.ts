import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { contextAt } from '../../decide/context.ts';
import { foldCode, printable } from '../../model/text.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import type { GlobalOptions } from '../../session/workspace.ts';
import { existsSync, readFileSync } from 'node:fs';
import { validatePolicyFiles } from '../../policy/load.ts';
import { parseDocuments } from '../../policy/parse-documents.ts';
import { showAddresses } from '../../report/markup/mask.ts';
import { type ExportOptions, mustBeEmpty, mustBeWhole, observe, readExportSnapshot, tellObserved } from './observe.ts';
import { type EditablePolicies, checkEdits, policyFile } from '../../session/edits.ts';
import { printText } from '../../policy/yaml/print.ts';

interface InitOptions extends GlobalOptions {
  readonly folder: string;
  readonly code: string;
  readonly name: string;
  readonly fromReport?: boolean;
  readonly mailboxReport?: string;
  readonly mfaReport?: string;
}

/** Makes a policy repository with one organisation. A file that is there stays as it is. */
export async function init(io: Io, options: InitOptions): Promise<number> {
  if (options.config !== undefined)
    throw new EndOfCommand('init writes mfactl.yaml into the new repository; leave --config out.');
  const folder = resolve(io.cwd, options.folder);
  for (const { path, content } of await filesOf(io, folder, options)) {
    const made = await create(join(folder, path), content);
    await io.out(`${made ? 'made' : 'kept'}  ${path}\n`);
  }
  await io.out(nextSteps(options));
  return EXIT.done;
}

async function filesOf(io: Io, folder: string, options: InitOptions): Promise<NewFile[]> {
  if (options.fromReport !== true) return newRepository(codeOf(options.code), nameOf(options.name));
  return repositoryFromReport(io, folder, options);
}

/** An ODS code names a folder as well, so nothing else gets through. */
function codeOf(code: string): string {
  const folded = foldCode(code);
  if (/^[A-Z0-9]{1,9}$/.test(folded)) return folded;
  throw new EndOfCommand(`"${printable(code)}" is not an ODS code: a code has 1 to 9 letters and digits, such as X26.`);
}

function nameOf(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= 300 && printable(trimmed) === trimmed) return trimmed;
  throw new EndOfCommand('--name takes the name of the organisation: 1 to 300 characters on one line.');
}

/** Whether the file was made; it is not where something of its name is there, be it a link that leads nowhere. */
async function create(path: string, content: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && syscall === 'open') return false;
    if (syscall === undefined) throw error;
    throw new EndOfCommand(
      `the repository cannot be completed: ${message}. The files that are listed above were made.`,
    );
  }
}

function nextSteps({
  folder,
  mailboxReport = 'Mailbox Report.csv',
  mfaReport = 'MFAStatusReport.csv',
}: InitOptions): string {
  const shown = (text: string): string => (/[^\w./\\:~-]/.test(text) ? `"${text}"` : text);
  const enter = folder === '.' ? '' : `  cd ${shown(folder)}\n`;
  return `
Next:
${enter}  mfactl validate
  mfactl sandbox load --mailbox-report ${shown(mailboxReport)} --mfa-report ${shown(mfaReport)}
  mfactl plan
`;
}

const FOLDER = 'policies';

/** Every file of a new repository whose plan for these reports is empty. */
export async function repositoryFromReport(io: Io, folder: string, options: ExportOptions): Promise<NewFile[]> {
  if (existsSync(join(folder, FOLDER)))
    throw new EndOfCommand(`there are already policies in ${FOLDER}/; bring them up to date with "mfactl import".`);
  const snapshot = await readExportSnapshot(io, folder, options, showAddresses);
  if (snapshot === null)
    throw new EndOfCommand('--from-report needs the two reports: give --mailbox-report and --mfa-report.');
  // Tenant, roles and settings are those of every new repository; the organisations come from the reports.
  const files = newRepository('X26', 'X26').filter(({ path }) => !path.startsWith(`${FOLDER}/organisations/`));
  const policies = templatePolicies(io, files);
  mustBeWhole(snapshot, policies.loaded);
  const context = contextAt(io.now(), snapshot);
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
  const checked = validatePolicyFiles(read, FOLDER, io.now());
  if (!checked.ok) throw new Error('The policies of a new repository are not valid.');
  return { read, name: FOLDER, documents: parseDocuments(read, FOLDER).documents, loaded: checked.value };
}

/** A file of a new repository: its path below the folder, with forward slashes. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
}

/** The templates in the order in which `init` tells of them. */
const TEMPLATES = [
  'mfactl.yaml',
  'gitignore',
  'gitattributes',
  'policies/tenant.yaml',
  'policies/roles/local-primary-admin.yaml',
  'policies/roles/local-admin.yaml',
  'policies/roles/local-helpdesk.yaml',
  'policies/roles/global-admin.yaml',
  'policies/roles/global-helpdesk.yaml',
  'policies/roles/tenant-admin.yaml',
  'policies/roles/atp-approver.yaml',
  'policies/organisations/CODE/organisation.yaml',
  'policies/organisations/CODE/exceptions.yaml',
  'reports/README.md',
];

/** Every file of a new policy repository with one organisation. */
export function newRepository(code: string, name: string): NewFile[] {
  const words: Readonly<Record<string, string>> = { CODE: printText(code, false), NAME: printText(name, false) };
  return TEMPLATES.map((template) => ({
    path: template.replace(/^git/, '.git').replace('CODE', code),
    // In one pass: a name may hold the word CODE.
    content: readTemplate(template).replace(/\b(?:CODE|NAME)\b/g, (word) => words[word] as string),
  }));
}

/** The templates lie in `src` and, in the package, in `dist`, where the build puts them. */
function readTemplate(path: string): string {
  return readFileSync(new URL(`../../templates/repository/${path}`, import.meta.url), 'utf8');
}
