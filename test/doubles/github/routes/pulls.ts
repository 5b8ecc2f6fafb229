import { sampleOf } from '../contract.ts';
import type { Json } from '../schema.ts';
import type { Pull, PullCommit, Review } from '../state.ts';
import { bodyOf, type Handle, headSha, NOT_FOUND, over, type Request, user } from './route.ts';

export const pullRoutes: Readonly<Record<string, Handle>> = {
  'GET /repos/{owner}/{repo}/pulls': (request) => {
    const { state = 'open', head, base } = request.query;
    const found = request.repository.pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (head === undefined || head === `${pull.head.repository.split('/')[0]}:${pull.head.branch}`) &&
        (base === undefined || base === pull.base),
    );
    return { list: found.toReversed().map((pull) => view(request, pull, listed())) };
  },
  // Like GitHub's, this lists pull requests of branches of the repository itself, whatever their state; of forks none but
  // the one that was merged as this commit.
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': (request) => {
    const { repository, params, double } = request;
    const found = repository.pulls.filter(
      (pull) =>
        pull.mergeCommit === params['commit_sha'] ||
        (pull.head.repository === repository.name &&
          reaches(request, headSha(double, pull), params['commit_sha'] ?? '')),
    );
    return { list: found.map((pull) => view(request, pull, listed())) };
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': (request) => {
    const pull = request.repository.pulls.find(({ number }) => String(number) === request.params['pull_number']);
    return pull === undefined ? NOT_FOUND : { body: view(request, pull, request.sample(200)) };
  },
  // However many commits there are, GitHub lists the first 250.
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': ({ repository, params }) => {
    const pull = repository.pulls.find(({ number }) => String(number) === params['pull_number']);
    return pull === undefined ? NOT_FOUND : { list: pull.commits.slice(0, 250).map(commitView) };
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': ({ repository, params }) => {
    const pull = repository.pulls.find(({ number }) => String(number) === params['pull_number']);
    return pull === undefined ? NOT_FOUND : { list: pull.reviews.map(reviewView) };
  },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': ({ repository, params }) => {
    const permission = repository.permissions.get(params['username'] ?? '') ?? 'read';
    return { body: { permission, role_name: permission, user: null } };
  },
  'POST /repos/{owner}/{repo}/pulls': (request) => {
    const { repository } = request;
    const { title, head, base, body } = bodyOf(request) as Record<string, string>;
    const branch = String(head).replace(/^[^:]*:/, '');
    if (
      repository.pulls.some(
        (pull) => pull.state === 'open' && pull.head.branch === branch && pull.head.repository === repository.name,
      )
    ) {
      return { status: 422, message: `Validation Failed: A pull request already exists for ${branch}.` };
    }
    if (!repository.refs.has(`heads/${branch}`)) return { status: 422, message: 'Validation Failed: head is invalid' };
    const pull = repository.openPull(branch, { base: String(base) });
    Object.assign(pull, { title, body: body ?? '' });
    return { status: 201, body: view(request, pull, request.sample(201)) };
  },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': (request) => {
    const pull = request.repository.pulls.find(({ number }) => String(number) === request.params['pull_number']);
    if (pull === undefined) return NOT_FOUND;
    Object.assign(pull, request.body);
    return { body: view(request, pull, request.sample(200)) };
  },
};

function reviewView(review: Review, id: number): Json {
  const { author, state, commit, body } = review;
  return over(sampleOf('#/components/schemas/pull-request-review'), {
    id,
    user: user(author),
    state,
    commit_id: commit,
    body,
  });
}

function commitView({ author, committer }: PullCommit, index: number): Json {
  const known = (login: string | null): Json => (login === null ? null : user(login));
  return over(sampleOf('#/components/schemas/commit'), {
    sha: index.toString(16).padStart(40, '0'),
    author: known(author),
    committer: known(committer),
  });
}

function listed(): Json {
  return sampleOf('#/components/schemas/pull-request-simple');
}

function reaches({ repository }: Request, from: string, sha: string): boolean {
  if (from === sha) return true;
  return (repository.commits.get(from)?.parents ?? []).some((parent) =>
    reaches({ repository } as Request, parent, sha),
  );
}

/** A list of pull requests does not tell how many commits each has. */
function isWhole(smallest: Json): boolean {
  return Object.hasOwn(smallest as object, 'commits');
}

function view(request: Request, pull: Pull, smallest: Json): Json {
  const { double, repository } = request;
  const side = (name: string, branch: string, sha: string): Record<string, Json> => ({
    label: `${name.split('/')[0]}:${branch}`,
    ref: branch,
    sha,
    repo: { full_name: name, name: name.split('/')[1] ?? '', fork: name !== repository.name },
    user: user(name.split('/')[0] ?? ''),
  });
  return over(smallest, {
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    merged_at: pull.merged ? '2026-11-20T09:00:00Z' : null,
    html_url: `https://github.com/${repository.name}/pull/${pull.number}`,
    merge_commit_sha: pull.mergeCommit,
    user: user(pull.author),
    head: side(pull.head.repository, pull.head.branch, headSha(double, pull)),
    ...(isWhole(smallest) ? { commits: pull.commits.length } : {}),
    base: side(repository.name, pull.base, repository.refs.get(`heads/${pull.base}`) ?? ''),
  });
}
