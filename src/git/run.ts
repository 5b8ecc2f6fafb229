/** Git as a process, for what needs exact control of refs, index and work tree. */
import { execFile } from 'node:child_process';

/** Runs git and returns what it printed, without the space around it. Rejects with what git said. */
export type Git = (args: readonly string[], input?: string) => Promise<string>;

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
        else reject(new Error(stderr.trim() || error.message));
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
}
