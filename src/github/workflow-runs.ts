/** What earlier and other workflow runs tell. */
import type { Instant } from '../model/account.ts';
import type { Github } from './client.ts';
import { hasStatus } from './error.ts';

/** When a workflow's last successful run ended; null where none ever did. `workflow` is the name of its file. */
export async function lastSuccess(
  github: Github,
  workflow: string,
): Promise<{ readonly at: Instant; readonly url: string } | null> {
  const { owner, repo } = github;
  const { data } = await github.rest.actions.listWorkflowRuns({
    owner,
    repo,
    workflow_id: workflow,
    status: 'success',
    per_page: 1,
  });
  const [run] = data.workflow_runs;
  return run === undefined ? null : { at: Date.parse(run.updated_at), url: run.html_url };
}

/** Whether an attempt of a run has ended; null where GitHub does not know it (any more). */
export async function attemptEnded(github: Github, run: number, attempt: number): Promise<boolean | null> {
  const { owner, repo } = github;
  try {
    const { data } = await github.rest.actions.getWorkflowRunAttempt({
      owner,
      repo,
      run_id: run,
      attempt_number: attempt,
    });
    return data.status === 'completed';
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}
