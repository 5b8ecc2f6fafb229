import type { Instant } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import { printable } from '../../model/text.ts';

/** A commit behind a rule. The author is the name that git shows to everybody who may read the policies. */
export interface CommitFacts {
  readonly id: string;
  readonly author: string;
  readonly date: Instant;
  readonly pullRequest: number | null;
}

/** A commit as `--json` writes it. */
export interface CommitJson {
  readonly id: string;
  readonly author: string;
  readonly date: string;
  readonly pullRequest: number | null;
}

export function commitJson({ id, author, date, pullRequest }: CommitFacts): CommitJson {
  return { id, author, date: formatInstant(date), pullRequest };
}

/** `3f2a1b4c by Jo Example, 2026-11-20T09:00:00Z, pull request #12` */
export function commitText({ id, author, date, pullRequest }: CommitFacts): string {
  const pull = pullRequest === null ? '' : `, pull request #${pullRequest}`;
  return `${shortId(id)} by ${printable(author)}, ${formatInstant(date)}${pull}`;
}

export function shortId(id: string): string {
  return id.slice(0, 10);
}
