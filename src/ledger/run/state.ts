import { type Action, accountKey } from '../../model/account.ts';
import type { AccountOutcome, ClosedLine, RunLine } from '../../generated/journal.ts';
import { type JournalEnd, type JournalEntry, JournalError, readJournal } from './journal.ts';

/** What a journal tells of a run. Chunks are worked on one after the other, so all before the last one are done. */
export interface RunState {
  readonly header: RunLine;
  readonly end: JournalEnd;
  readonly progress: Progress;
  readonly resumed: number;
  /** The end of the run, where it has one. */
  readonly closed: ClosedLine | null;
}

/** How far a run is. The chunk loop keeps it up to date. */
export interface Progress {
  moved: number;
  failed: number;
  /** The last chunk that was worked on; 0 for none. */
  chunk: number;
  /** Of that chunk: accounts whose outcome is known. */
  settled: Set<string>;
  /** Of that chunk: accounts that this run has written. */
  applied: Set<string>;
  /** Of that chunk: accounts that were about to be sent and whose outcome is not known. */
  sent: Set<string>;
  /** Of that chunk: accounts that failed after they were sent. */
  failedSent: Set<string>;
  /** The methods that the account had which was last made to register afresh; null where they are not known. */
  methods: readonly string[] | null;
  /** Actions whose first changes were seen. */
  readonly seen: Set<Action>;
  /** What a canary that failed says; null where none did. */
  failedCanary: string | null;
}

export function noProgress(): Progress {
  return {
    moved: 0,
    failed: 0,
    chunk: 0,
    settled: new Set(),
    applied: new Set(),
    sent: new Set(),
    failedSent: new Set(),
    methods: null,
    seen: new Set(),
    failedCanary: null,
  };
}

/** Reads what is certain about a run. Throws a JournalError where the journal cannot be trusted. */
export async function readRunState(journalFile: string): Promise<RunState> {
  const progress = noProgress();
  let header: RunLine | null = null;
  let closed: ClosedLine | null = null;
  let end: JournalEnd | null = null;
  let resumed = 0;
  for await (const read of readJournal(journalFile)) {
    end = read.end;
    const { line } = read;
    if (line.type === 'run') header = line;
    else if (line.type === 'closed') closed = line;
    else if (line.type === 'resumed') resumed++;
    else follow(progress, line);
  }
  if (header === null || end === null)
    throw new JournalError(
      `${journalFile} does not begin with the line of a run; fetch the ledger again, and look at its history`,
    );
  return { header, end, progress, resumed, closed };
}

/** Keeps progress up to date with one more line. */
export function follow(progress: Progress, known: JournalEntry): void {
  if (known.type === 'intent') {
    enterChunk(progress, known.chunk);
    progress.methods = known.methods;
    for (const account of known.accounts) progress.sent.add(accountKey(account));
  } else if (known.type === 'outcomes') {
    enterChunk(progress, known.chunk);
    for (const outcome of known.outcomes) followOutcome(progress, outcome);
  } else if (known.type === 'canary') {
    if (known.ok) progress.seen.add(known.action);
    else progress.failedCanary = known.says;
  }
}

function enterChunk(progress: Progress, chunk: number): void {
  if (chunk === progress.chunk) return;
  progress.chunk = chunk;
  progress.settled = new Set();
  progress.applied = new Set();
  progress.sent = new Set();
  progress.failedSent = new Set();
}

function followOutcome(progress: Progress, { account, outcome, reason }: AccountOutcome): void {
  const key = accountKey(account);
  progress.settled.add(key);
  const wasSent = progress.sent.delete(key);
  if (outcome === 'applied') progress.applied.add(key);
  if (reason === 'moved') progress.moved++;
  if (outcome !== 'failed') return;
  progress.failed++;
  if (wasSent) progress.failedSent.add(key);
}
