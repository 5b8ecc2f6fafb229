/** Does everything under reports/ hold? Every byte is covered, except latest/ and README.md, which anyone may write. */
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerLine, LedgerRun } from '../../generated/ledger.ts';
import { gitIn } from '../../git/run.ts';
import { HEAD_FILE, headOf, LEDGER_FILE, type LedgerChain, lastRun, readChain } from '../chain.ts';
import { sideFilesAgain } from './made-again.ts';
import { chainProblems, orderProblems } from './order.ts';
import { runProblems } from './run.ts';
import { hashFile } from '../run/gzip-parts.ts';
import { isThere, JOURNAL_FILE, listRuns, PLAN_FILE, RECEIPT_FILE } from '../run/folder.ts';
import { PENDING_FILE, POPULATION_FILE } from '../side-files.ts';

/** What is told beside the ledger itself. */
export interface VerifyOptions {
  /** A copy of the head that was kept elsewhere, `SEQ:SHA` with or without `sha256:`; null for none. */
  readonly head: string | null;
  /** Whether a policy commit exists; null where there is no git. */
  readonly hasCommit: ((commit: string) => Promise<boolean>) | null;
}

export interface Verification {
  readonly ok: boolean;
  /** Whether the chain was compared with a copy of its head: without one it could have been written anew as a whole. */
  readonly anchored: boolean;
  /** `SEQ:sha256:…` of the last line; null where there is none. */
  readonly head: string | null;
  /** What does not hold, the first line or file first. Empty where all does. */
  readonly problems: readonly string[];
}

/** Files and folders directly under reports/ that are not the ledger's. */
const NOT_COVERED = ['latest', 'README.md'];

/** Checks chain, head, side files, the folder of every run, and that nothing else is there. */
export async function verifyLedger(ledgerFolder: string, options: VerifyOptions): Promise<Verification> {
  const problems: string[] = [];
  let chain: LedgerChain | null = null;
  try {
    chain = await readChain(ledgerFolder);
    problems.push(...chainProblems(chain, options.head));
    const ofRuns: string[] = [];
    for (const line of chain.lines) if (line.type === 'run') ofRuns.push(...(await runProblems(ledgerFolder, line)));
    problems.push(
      ...ofRuns,
      // They are made from the runs.
      ...(ofRuns.length === 0 ? await sideFilesAgain(ledgerFolder, chain.lines) : []),
      ...orderProblems(chain.lines),
      ...(await sideFileProblems(ledgerFolder, lastRun(chain.lines))),
      ...(await commitProblems(chain.lines, options.hasCommit)),
    );
  } catch (error) {
    problems.push((error as Error).message);
  }
  if (chain !== null) problems.push(...(await strangers(ledgerFolder, chain.lines)));
  const anchored = options.head !== null && problems.length === 0;
  return { ok: problems.length === 0, anchored, head: chain === null ? null : headOf(chain), problems };
}

async function sideFileProblems(ledgerFolder: string, last: LedgerRun | null): Promise<string[]> {
  const problems: string[] = [];
  for (const [file, hash] of [
    [POPULATION_FILE, last?.population ?? null],
    [PENDING_FILE, last?.pending ?? null],
  ] as const) {
    const actual = (await isThere(join(ledgerFolder, file))) ? await hashFile(join(ledgerFolder, file)) : null;
    if (actual !== hash)
      problems.push(
        `${file} has changed since the last run wrote it; if an apply was interrupted, run "mfactl apply", which goes on with it, or else fetch the ledger again`,
      );
  }
  return problems;
}

async function commitProblems(lines: readonly LedgerLine[], hasCommit: VerifyOptions['hasCommit']): Promise<string[]> {
  if (hasCommit === null) return [];
  const problems: string[] = [];
  const known = new Map<string, boolean>();
  for (const line of lines) {
    if (line.type !== 'run' || line.policy.commit === null) continue;
    const { commit } = line.policy;
    if (!known.has(commit)) known.set(commit, await hasCommit(commit));
    if (known.get(commit) === false)
      problems.push(
        `${LEDGER_FILE}:${line.seq}: this clone does not have the policy commit ${commit}; fetch the whole history with "git fetch --unshallow", and look whether somebody rewrote it`,
      );
  }
  return problems;
}

/** Whatever lies under reports/ and is no part of the ledger. */
async function strangers(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<string[]> {
  if (!(await isThere(ledgerFolder))) return [];
  const booked = new Map(lines.flatMap((line) => (line.type === 'run' ? [[line.run, line] as const] : [])));
  const expected = new Set([LEDGER_FILE, HEAD_FILE, POPULATION_FILE, PENDING_FILE]);
  const problems: string[] = [];
  const notCovered = new Set((await isCheckout(ledgerFolder)) ? [...NOT_COVERED, '.git'] : NOT_COVERED);
  const open = new Set((await listRuns(ledgerFolder)).filter((run) => !booked.has(run)));
  for (const run of open) {
    problems.push(`runs/${run} has no line in the ledger; go on with the run: mfactl apply --resume ${run}`);
  }
  for (const entry of await readdir(ledgerFolder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name).slice(join(ledgerFolder, '/').length).replaceAll('\\', '/');
    const [top = '', run = '', ...rest] = path.split('/');
    // An open run is told of as a whole.
    if (notCovered.has(top) || (top === 'runs' && open.has(run))) continue;
    const fine = entry.isDirectory()
      ? path === 'runs' || (top === 'runs' && rest.length === 0 && booked.has(run))
      : entry.isFile() && isExpected(path, expected, booked);
    if (!fine) problems.push(`${path} is not part of the ledger; find out who put it there, and remove it`);
  }
  return problems;
}

/** Whether a folder is the top of a work tree of git: then what is in `.git` is git's. */
async function isCheckout(folder: string): Promise<boolean> {
  if (!(await isThere(join(folder, '.git')))) return false;
  const top = await gitIn(folder)(['rev-parse', '--show-toplevel']).catch(() => null);
  return top !== null && (await realpath(top)) === (await realpath(folder));
}

function isExpected(path: string, expected: ReadonlySet<string>, booked: ReadonlyMap<string, LedgerRun>): boolean {
  if (expected.has(path)) return true;
  const [top, run = '', file = '', ...rest] = path.split('/');
  const line = booked.get(run);
  if (top !== 'runs' || line === undefined || rest.length > 0) return false;
  return [PLAN_FILE, JOURNAL_FILE, RECEIPT_FILE].includes(file) || line.parts.some((part) => part.file === file);
}
