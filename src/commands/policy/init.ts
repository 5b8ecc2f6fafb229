import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { foldCode } from '../../model/text.ts';
import { printable } from '../../model/printable.ts';
import { type NewFile, newRepository } from './init-templates.ts';
import { EXIT, type Io, Stop } from '../../session/io.ts';
import type { GlobalOptions } from '../../session/workspace.ts';

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
    throw new Stop('init writes mfactl.yaml into the new repository; leave --config out.');
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
  const { repositoryFromReport } = await import('./init-from-report.ts');
  return repositoryFromReport(io, folder, options);
}

/** An ODS code names a folder as well, so nothing else gets through. */
function codeOf(code: string): string {
  const folded = foldCode(code);
  if (/^[A-Z0-9]{1,9}$/.test(folded)) return folded;
  throw new Stop(`"${printable(code)}" is no ODS code: it has 1 to 9 letters and digits, such as X26.`);
}

function nameOf(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= 300 && printable(trimmed) === trimmed) return trimmed;
  throw new Stop('--name takes the name of the organisation: 1 to 300 characters on one line.');
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
    throw new Stop(`the repository can not be made: ${message}. What is listed above was made.`);
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
