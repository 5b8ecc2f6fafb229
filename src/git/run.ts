/** Git as a process, for what needs exact control of refs, index and work tree. */
import { execFile } from 'node:child_process';

/** Runs git and returns what it printed, without the space around it. Rejects with what git said. */
export type Git = (args: readonly string[], input?: string) => Promise<string>;

/** A repository that git refuses to read, because another user owns it; the message names the command that git names. */
export class ForeignRepository extends Error {
  override readonly name = 'ForeignRepository';
}

/** The refusal in what git says; null where it says something else. Its words differ by version, the command does not. */
export function foreignRepository(said: string): ForeignRepository | null {
  const command = /git config --global --add safe\.directory \S.*/.exec(said)?.[0];
  if (command === undefined) return null;
  return new ForeignRepository(
    `git refuses to read this repository, because another user owns its folder. If you trust it, run: ${command.trim()}`,
  );
}

/** A remote that does not answer for so long is not reached. */
const TIMEOUT = 120_000;

/** Runs git in a folder, never asking anything; commits need no settings of the user. When `until` is aborted, git is ended. */
export function gitIn(
  folder: string,
  over: Readonly<Record<string, string>> = {},
  until: AbortSignal | null = null,
): Git {
  const env = {
    ...process.env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'mfactl',
    GIT_AUTHOR_EMAIL: 'mfactl@localhost',
    GIT_COMMITTER_NAME: 'mfactl',
    GIT_COMMITTER_EMAIL: 'mfactl@localhost',
    ...over,
  };
  const options = {
    cwd: folder,
    env,
    maxBuffer: 1 << 26,
    timeout: TIMEOUT,
    ...(until === null ? {} : { signal: until }),
  };
  return (args, input = '') =>
    new Promise((resolve, reject) => {
      const child = execFile('git', [...args], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout.trim());
        else if (until?.aborted === true) reject(new Error('git was stopped, because mfactl was asked to stop'));
        else reject(foreignRepository(stderr) ?? new Error(stderr.trim() || error.message));
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
}
