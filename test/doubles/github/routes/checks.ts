import { gunzipSync } from 'node:zlib';
import type { Json } from '../schema.ts';
import type { CheckRun } from '../state.ts';
import { bodyOf, type Handle, NOT_FOUND, over, type Request } from './route.ts';

interface Output {
  readonly title?: string;
  readonly summary?: string;
  readonly annotations?: Json[];
}

export const checkRoutes: Readonly<Record<string, Handle>> = {
  'POST /repos/{owner}/{repo}/check-runs': (request) => {
    const { name, head_sha, status = 'queued', conclusion } = bodyOf(request) as Record<string, string>;
    if (!request.repository.commits.has(String(head_sha)))
      return { status: 422, message: `No commit found for SHA: ${head_sha}` };
    const run: CheckRun = {
      id: 500 + request.repository.checkRuns.length,
      name: String(name),
      headSha: String(head_sha),
      status: conclusion === undefined ? status : 'completed',
      conclusion: conclusion ?? null,
      title: '',
      summary: '',
      annotations: [],
    };
    request.repository.checkRuns.push(run);
    put(run, bodyOf(request)['output'] as Output | undefined);
    return { status: 201, body: view(request, run, request.sample(201)) };
  },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': (request) => {
    const run = request.repository.checkRuns.find(({ id }) => String(id) === request.params['check_run_id']);
    if (run === undefined) return NOT_FOUND;
    const { status, conclusion } = bodyOf(request) as Record<string, string>;
    if (status !== undefined) run.status = status;
    if (conclusion !== undefined) Object.assign(run, { conclusion, status: 'completed' });
    put(run, bodyOf(request)['output'] as Output | undefined);
    return { body: view(request, run, request.sample(200)) };
  },
  'POST /repos/{owner}/{repo}/code-scanning/sarifs': (request) => {
    if (!request.repository.codeScanning)
      return { status: 403, message: 'Code scanning is not enabled for this repository.' };
    const { commit_sha, ref, sarif } = bodyOf(request) as Record<string, string>;
    const text = gunzipSync(Buffer.from(String(sarif), 'base64')).toString('utf8');
    request.repository.sarifs.push({ commit: String(commit_sha), ref: String(ref), sarif: text });
    return { status: 202, body: { id: '47177e22-5596-11eb-80a1-c1e54ef945c6', url: 'https://api.github.com/x' } };
  },
};

/** Annotations of an update come behind those that are there. */
function put(run: CheckRun, output: Output | undefined): void {
  if (output?.title !== undefined) run.title = output.title;
  if (output?.summary !== undefined) run.summary = output.summary;
  run.annotations.push(...(output?.annotations ?? []));
}

function view({ repository }: Request, run: CheckRun, smallest: Json): Json {
  return over(smallest, {
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    status: run.status,
    conclusion: run.conclusion,
    html_url: `https://github.com/${repository.name}/runs/${run.id}`,
    output: { title: run.title, summary: run.summary, annotations_count: run.annotations.length },
  });
}
