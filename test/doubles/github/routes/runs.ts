import { sampleOf } from '../contract.ts';
import type { Json } from '../schema.ts';
import type { WorkflowRun } from '../state.ts';
import { type Handle, NOT_FOUND, over, user } from './route.ts';

export const runRoutes: Readonly<Record<string, Handle>> = {
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ({ repository, params, query }) => {
    const smallest = sampleOf('#/components/schemas/workflow-run');
    const found = repository.runs.filter(
      (run) =>
        run.workflow === params['workflow_id'] &&
        (query['status'] === undefined || [run.status, run.conclusion].includes(query['status'])),
    );
    return {
      list: found.toReversed().map((run) => view(run, smallest)),
      wrap: (page, total) => ({ total_count: total, workflow_runs: page }),
    };
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals': ({ repository, params }) => {
    const found = repository.runReviews.filter(({ run }) => String(run) === params['run_id']);
    return {
      body: found.map(({ author, state }) => ({
        environments: [{ id: 1, node_id: 'x', name: 'mfactl-approval' }],
        state,
        user: user(author),
        comment: '',
      })),
    };
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}': ({ repository, params, sample }) => {
    const run = repository.runs.find(
      ({ id, attempt }) => String(id) === params['run_id'] && String(attempt) === params['attempt_number'],
    );
    return run === undefined ? NOT_FOUND : { body: view(run, sample(200)) };
  },
};

function view({ id, attempt, status, conclusion, updatedAt }: WorkflowRun, smallest: Json): Json {
  return over(smallest, {
    id,
    run_attempt: attempt,
    status,
    conclusion,
    updated_at: updatedAt,
    created_at: updatedAt,
    run_started_at: updatedAt,
    html_url: `https://github.com/x/x/actions/runs/${id}`,
  });
}
