/**
 * Copies of the ledger's head that were kept elsewhere. A chain alone shows that its lines belong together, not that
 * nobody wrote all of them anew; a kept head proves the lines up to its own.
 */
import { HEAD_FILE, LEDGER_FILE, type LedgerChain } from '../chain.ts';

/** What kept heads prove. */
export interface KeptHeads {
  /** The last line that a kept head proves; null where none does. */
  readonly provenTo: number | null;
  readonly problems: readonly string[];
}

/** One head as a person gives it. */
interface KeptHead {
  readonly seq: number;
  readonly hash: string;
}

/** Compares the chain with heads, each `SEQ:SHA` with or without `sha256:`. */
export function compareHeads(chain: LedgerChain, texts: readonly string[]): KeptHeads {
  const problems: string[] = [];
  const heads: KeptHead[] = [];
  for (const text of texts) {
    const [, seq, digest] = /^([1-9]\d{0,14}):(?:sha256:)?([0-9a-f]{64})$/.exec(text) ?? [];
    if (digest === undefined)
      problems.push(
        `the head ${JSON.stringify(text)} does not have the form SEQ:SHA, for example the last line of "mfactl verify"`,
      );
    else heads.push({ seq: Number(seq), hash: `sha256:${digest}` });
  }
  let provenTo = 0;
  for (const head of heads.sort((a, b) => a.seq - b.seq)) {
    const says = headProblem(chain, head, provenTo);
    if (says === null) provenTo = head.seq;
    else problems.push(says);
    // A head behind the first that differs says nothing more of where.
    if (says !== null) break;
  }
  return { provenTo: provenTo === 0 ? null : provenTo, problems };
}

function headProblem(chain: LedgerChain, { seq, hash }: KeptHead, provenTo: number): string | null {
  const { length } = chain.lines;
  if (seq > length)
    return `${LEDGER_FILE} ends with line ${length}, but you kept the head of line ${seq}: the lines from ${length + 1} on are missing; fetch the ledger again, and look at its history`;
  const actual = seq === length ? chain.hash : (chain.lines[seq]?.previous ?? null);
  if (actual === hash) return null;
  const from = provenTo + 1;
  const which = from === seq ? 'this line' : `a line from ${from} to ${seq}`;
  return `${LEDGER_FILE}:${seq}: this line is not the one of the head that you kept: somebody rewrote ${which}; look at the history of the ledger`;
}

/** A last line or a head that a crash has left cut or late. */
export function chainProblems({ cut, headIsLast }: LedgerChain): string[] {
  return [
    ...(cut
      ? [`${LEDGER_FILE}: the end of the last line is missing; run "mfactl apply", which writes the line again`]
      : []),
    ...(headIsLast ? [] : [`${HEAD_FILE} names the line before the last; run "mfactl apply", which completes it`]),
  ];
}
