/** Does everything under reports/ hold? Every byte is covered, except latest/ and README.md, which anyone may write. */
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { AcceptedProblem, LedgerLine, LedgerRun } from '../../generated/ledger.ts';
import type { PolicyCommits } from '../../git/protected-branch.ts';
import type { Instant } from '../../model/account.ts';
import { gitIn } from '../../git/run.ts';
import { HEAD_FILE, headOf, LEDGER_FILE, type LedgerChain, lastRun, readChain } from '../chain.ts';
import { chainProblems, compareHeads } from './heads.ts';
import { sideFilesAgain } from './made-again.ts';
import { type AcceptedLine, commitProblems, orderProblems, settleAccepted } from './lines.ts';
import { runProblems } from './run.ts';
import { hashFile } from '../run/gzip-parts.ts';
import { isThere, JOURNAL_FILE, listRuns, PLAN_FILE, RECEIPT_FILE } from '../run/folder.ts';
import { GRANTS_FILE, PENDING_FILE, POPULATION_FILE } from '../side-files.ts';

/** What is told beside the ledger itself. */
export interface VerifyOptions {
  /** Copies of the head that were kept elsewhere, each `SEQ:SHA` with or without `sha256:`. */
  readonly heads: readonly string[];
  /** How policy commits stand to the protected branch; null where git cannot tell. */
  readonly commits: Omit<PolicyCommits, 'tip'> | null;
  /** No line may lie ahead of it; left out where no clock can tell. */
  readonly now?: Instant;
}

export interface Verification {
  readonly ok: boolean;
  /** How many lines there are. */
  readonly lines: number;
  /** The last line that a kept head proves; null without one: then somebody could have written all of them anew. */
  readonly provenTo: number | null;
  /** `SEQ:sha256:…` of the last line; null where there is none. */
  readonly head: string | null;
  /** What does not hold, the first line or file first. Empty where all does. */
  readonly problems: readonly string[];
  /** Those of the problems that a person may accept. */
  readonly acceptable: readonly AcceptedProblem[];
  /** What was accepted, by whom, when and why. */
  readonly accepted: readonly AcceptedLine[];
}

/** Files and folders directly under reports/ that are not the ledger's. */
const NOT_COVERED = ['latest', 'README.md'];

/** Checks chain, head, side files, the folder of every run, and that nothing else is there. */
export async function verifyLedger(ledgerFolder: string, options: VerifyOptions): Promise<Verification> {
  let chain: LedgerChain;
  try {
    chain = await readChain(ledgerFolder);
  } catch (error) {
    const problems = [(error as Error).message];
    return { ok: false, lines: 0, provenTo: null, head: null, problems, acceptable: [], accepted: [] };
  }
  const { lines } = chain;
  const { provenTo, problems: ofHeads } = compareHeads(chain, options.heads);
  const { accepted, open } = settleAccepted(lines, [
    ...orderProblems(lines, options.now ?? null),
    ...(options.commits === null ? [] : await commitProblems(lines, options.commits)),
  ]);
  const problems = [
    ...chainProblems(chain),
    ...ofHeads,
    ...(await fileProblems(ledgerFolder, lines).catch((error: Error) => [error.message])),
    ...open.map(({ says, advice }) => `${says}; ${advice}`),
    ...(await strangers(ledgerFolder, lines)),
  ];
  const acceptable = open.flatMap(({ accept }) => accept ?? []);
  const head = headOf(chain);
  return { ok: problems.length === 0, lines: lines.length, provenTo, head, problems, acceptable, accepted };
}

async function fileProblems(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<string[]> {
  const ofRuns: string[] = [];
  for (const line of lines) if (line.type === 'run') ofRuns.push(...(await runProblems(ledgerFolder, line)));
  return [
    ...ofRuns,
    // They are made from the runs.
    ...(ofRuns.length === 0 ? await sideFilesAgain(ledgerFolder, lines) : []),
    ...(await sideFileProblems(ledgerFolder, lastRun(lines))),
  ];
}

async function sideFileProblems(ledgerFolder: string, last: LedgerRun | null): Promise<string[]> {
  const problems: string[] = [];
  for (const [file, hash] of [
    [POPULATION_FILE, last?.population ?? null],
    [PENDING_FILE, last?.pending ?? null],
    [GRANTS_FILE, last?.grants ?? null],
  ] as const) {
    const actual = (await isThere(join(ledgerFolder, file))) ? await hashFile(join(ledgerFolder, file)) : null;
    if (actual !== hash)
      problems.push(
        `${file} has changed since the last run wrote it; if an apply was interrupted, run "mfactl apply", which goes on with it, or else fetch the ledger again`,
      );
  }
  return problems;
}

/** Whatever lies under reports/ and is no part of the ledger. */
async function strangers(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<string[]> {
  if (!(await isThere(ledgerFolder))) return [];
  const booked = new Map(lines.flatMap((line) => (line.type === 'run' ? [[line.run, line] as const] : [])));
  const expected = new Set([LEDGER_FILE, HEAD_FILE, POPULATION_FILE, PENDING_FILE, GRANTS_FILE]);
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
