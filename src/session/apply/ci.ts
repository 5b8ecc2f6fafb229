/** What an apply in CI has more than one on a machine that stays: a ledger on a branch, and owners that GitHub knows. */
import { hostname, userInfo } from 'node:os';
import type { Acquired } from '../../apply/lock/lock.ts';
import { bringTogether, publishLedger, type Publishing } from '../../ledger/branch/publish.ts';
import { withGithub } from '../github.ts';
import { isCi } from '../directories.ts';
import { type Io, EndOfCommand } from '../io.ts';

/** The lock, and under it the ledger as it is now: another apply may have ended since it was read. */
export async function withFreshLedger(acquired: Acquired, publishing: Publishing | null): Promise<Acquired> {
  if (!acquired.ok || publishing === null) return acquired;
  try {
    await bringTogether(publishing);
    return acquired;
  } catch (error) {
    await acquired.lock.release();
    throw error;
  }
}

/** Puts the ledger on its branch; null where it has none. */
export function publisher(publishing: Publishing | null): (() => Promise<void>) | null {
  return publishing === null ? null : () => publishLedger(publishing);
}

/** In CI the person who started the run, with the run's id and attempt; null elsewhere. */
export function ciOwner({ env }: Io): string | null {
  const { GITHUB_ACTOR: actor, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt } = env;
  return run ? `${actor || 'ci'} run ${run} attempt ${attempt || '1'}` : null;
}

/** Who approved, as the workflow tells it: names with commas between them. Outside of CI nobody vouches for that. */
export function approversOf(io: Io): string[] {
  if (!isCi(io)) return [];
  const names = (io.env['MFACTL_APPROVERS'] ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Who applies on a machine of people. A process may run under a number that has no name. */
export function localUser(name: () => string = () => userInfo().username): string {
  try {
    return name();
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/**
 * A name of this machine that no other has: those that GitHub lends may all be called the same, and then a process that
 * runs on one of them would seem to be gone on another.
 */
export function hostName({ env }: Io): string {
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt, GITHUB_JOB: job, RUNNER_NAME: runner } = env;
  return run ? [hostname(), runner, run, attempt, job].filter(Boolean).join('/') : hostname();
}

/**
 * Whether the attempt of a workflow run that owns a lock has ended; null where GitHub cannot be asked. An owner that
 * is no workflow run, one that GitHub does not know, and a GitHub that does not answer: it has not.
 */
export function attemptOf(io: Io): ((owner: string) => Promise<boolean>) | null {
  const { GITHUB_REPOSITORY: repository, MFACTL_GITHUB_TOKEN, GITHUB_TOKEN } = io.env;
  if (!repository || !(MFACTL_GITHUB_TOKEN || GITHUB_TOKEN)) return null;
  return async (owner) => {
    const [, run, attempt] = /^\S+ run (\d{1,15}) attempt (\d{1,6})$/.exec(owner) ?? [];
    if (run === undefined) return false;
    const { attemptEnded } = await import('../../github/workflow-runs.ts');
    try {
      return (await withGithub(io, {}, (github) => attemptEnded(github, Number(run), Number(attempt)))) === true;
    } catch (error) {
      if (!(error instanceof EndOfCommand)) throw error;
      io.err(`mfactl cannot find out whether run ${run} has ended: ${error.message}\n`);
      return false;
    }
  };
}
