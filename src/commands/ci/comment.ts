import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { link } from '../../report/markup/markdown.ts';
import { type GithubCommandOptions, runUrl, withGithub } from '../../session/github.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { checkCommit } from '../../session/policies-at.ts';

interface CiCommentOptions extends GithubCommandOptions {
  readonly head: string;
  readonly markdown: string;
  readonly about: string;
  readonly link?: string;
}

/** Posts a file as the one comment on the open pull request whose last commit is `head`. */
export async function ciComment(io: Io, options: CiCommentOptions): Promise<number> {
  checkCommit(options.head, '--head');
  if (!/^[a-z0-9-]{1,50}$/.test(options.about))
    throw new EndOfCommand('--about takes lower-case letters, digits and hyphens.');
  const markdown = await readMarkdown(io, options.markdown);
  const url = options.link ?? runUrl(io);
  const whole =
    url === null
      ? 'The full text is in the artefacts of the run.'
      : `${link('The full text', url)} is in the artefacts of the run.`;
  return withGithub(io, options, async (github) => {
    const { openPullsAt } = await import('../../github/pulls.ts');
    const { comment } = await import('../../github/comment.ts');
    const pulls = await openPullsAt(github, options.head);
    if (pulls.length === 0)
      io.err(
        `No open pull request has ${options.head} as its last commit: it was closed, or somebody has pushed to it since. Nothing was posted.\n`,
      );
    for (const { number } of pulls) {
      const { outcome, url: at } = await comment(github, number, { about: options.about, markdown, whole });
      await io.out(`Comment on #${number} ${outcome}: ${at}\n`);
    }
    return EXIT.done;
  });
}

async function readMarkdown(io: Io, name: string): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, name), 'utf8');
  } catch (error) {
    throw new EndOfCommand(`${name} cannot be read: ${(error as Error).message}.`);
  }
}
