import { appendFile } from 'node:fs/promises';
/** Texts cut to what GitHub takes. */

/** The most characters of a comment, of a pull request's body and of a check run's summary that GitHub takes. */
export const LONGEST_BODY = 65_536;

/**
 * Markdown that has at most `limit` characters: whole lines from the start, blocks that were open closed again, and a
 * last line that says how much is missing and where the whole is.
 */
export function cutMarkdown(markdown: string, limit: number, whole: string): string {
  // Counted in UTF-16 units, which are never fewer than GitHub's characters.
  if (markdown.length <= limit) return markdown;
  const said = (lines: number): string =>
    `\n\n**Cut to GitHub's limit: ${lines.toLocaleString('en-GB')} lines are not shown.** ${whole}\n`;
  const lines = markdown.trimEnd().split('\n');
  const room = limit - said(lines.length).length - CLOSING_ROOM;
  let length = 0;
  let kept = 0;
  for (const line of lines) {
    if (length + line.length + 1 > room) break;
    length += line.length + 1;
    kept++;
  }
  const head = lines.slice(0, kept);
  return `${head.join('\n')}${closing(head)}${said(lines.length - kept)}`;
}

/** A fence and a few nested details. */
const CLOSING_ROOM = 200;

/** What ends a fence and the details that are still open. */
function closing(lines: readonly string[]): string {
  let fence: string | null = null;
  let details = 0;
  for (const line of lines) {
    const mark = /^(`{3,})/.exec(line)?.[1];
    if (fence === null && mark !== undefined) fence = mark;
    else if (fence !== null && mark !== undefined && mark.length >= fence.length && line.trim() === mark) fence = null;
    else if (fence === null) details += Number(line.startsWith('<details')) - Number(line.startsWith('</details>'));
  }
  return `${fence === null ? '' : `\n${fence}`}${'\n\n</details>'.repeat(Math.max(0, details))}`;
}

/** GitHub takes 1 MiB a step; a character may be three bytes of it. */
const LONGEST = 340_000;

/** Adds Markdown to the summary of the workflow step that runs; false where no step does. */
export async function addStepSummary(
  env: Readonly<Record<string, string | undefined>>,
  markdown: string,
): Promise<boolean> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return false;
  await appendFile(file, `${cutMarkdown(markdown, LONGEST, 'The full text is in the artefacts of the run.')}\n`);
  return true;
}
