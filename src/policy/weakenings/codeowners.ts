/** CODEOWNERS, as GitHub reads it: whom it names for a file, and what a change of it takes away. */
import type { Weakening } from './weakening.ts';

/** A file as a commit holds it, with its name from the root of the policy repository. */
export interface CommittedFile {
  readonly name: string;
  readonly text: string;
}

/** One line that names owners for a pattern, or none. */
interface OwnersRule {
  readonly matches: RegExp;
  readonly owners: readonly string[];
}

/** Tells whom the file names for a path (from the top of the repository): the last line that matches decides. */
export function ownersReader(text: string): (path: string) => readonly string[] {
  const rules = text.split(/\r?\n/).flatMap(ruleOf).reverse();
  return (path) => rules.find(({ matches }) => matches.test(path))?.owners ?? [];
}

function ruleOf(line: string): OwnersRule[] {
  const [pattern, ...owners] = line
    .replace(/(^|\s)#.*$/, '')
    .trim()
    .split(/\s+/);
  if (pattern === undefined || pattern === '') return [];
  return [{ matches: patternOf(pattern), owners }];
}

/** A pattern with a slash before its end starts at the top, any other matches at every depth; one for a folder takes what lies below it. */
function patternOf(pattern: string): RegExp {
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const anchored = pattern.startsWith('/') || body.includes('/');
  const source = body
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (mark) => WILD[mark] ?? mark);
  // A single star at the end of a path names the files of that folder alone.
  const below = pattern.endsWith('/') ? '/.*' : /\/\*$/.test(pattern) ? '' : '(/.*)?';
  return new RegExp(`^${anchored ? '' : '(.*/)?'}${source}${below}$`, 'u');
}

const WILD: Readonly<Record<string, string>> = { '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** Lines that were there and are not any more, or are new, comments apart: the first of them is named. */
export function codeownersChanged(before: CommittedFile | null, after: CommittedFile | null): Weakening[] {
  const rules = (file: CommittedFile | null): string[] =>
    (file?.text ?? '').split(/\r?\n/).map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .trim()
        .replaceAll(/\s+/g, ' '),
    );
  const [old, now] = [rules(before), rules(after)];
  if (old.filter(Boolean).join('\n') === now.filter(Boolean).join('\n')) return [];
  const name = (after ?? before)?.name ?? 'CODEOWNERS';
  const line =
    Math.max(
      0,
      now.findIndex((rule) => rule !== '' && !old.includes(rule)),
    ) + 1;
  const says =
    after === null
      ? 'CODEOWNERS is removed: nobody is asked to review any more.'
      : 'CODEOWNERS changes: it says who reviews what.';
  return [{ kind: 'codeowners-changed', organisation: null, says, place: `${name}:${line}` }];
}
