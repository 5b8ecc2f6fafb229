/** GitHub refused, or was not reached: what was asked, what came back, what to do. The message holds no token. */
export class GithubError extends Error {
  /** Of the answer; null where none came. */
  readonly status: number | null;
  /** Nobody knows whether the request took effect. */
  readonly uncertain: boolean;

  constructor(message: string, facts: { readonly status: number | null; readonly uncertain: boolean }) {
    super(message);
    this.name = 'GithubError';
    this.status = facts.status;
    this.uncertain = facts.uncertain;
  }
}

/** Whether GitHub answered with one of some statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is GithubError {
  return error instanceof GithubError && error.status !== null && statuses.includes(error.status);
}

/** Permissions of a job's token by the part of the API, for advice. */
const PERMISSIONS: readonly (readonly [RegExp, string])[] = [
  [/\/check-runs/, 'checks'],
  [/\/code-scanning\//, 'security-events'],
  [/\/actions\//, 'actions'],
  [/\/(pulls|commits\/[^/]+\/pulls)/, 'pull-requests'],
  [/\/(git|contents)\//, 'contents'],
  [/\/issues\//, 'issues (or pull-requests, for a comment on a pull request)'],
];

/** What a person can do about a refusal; blank where there is nothing to say. */
export function adviceFor(method: string, path: string, status: number | null): string {
  if (status === 401)
    return ' The token is wrong or has expired: set a valid one in MFACTL_GITHUB_TOKEN or GITHUB_TOKEN.';
  if (status !== 403 && status !== 404)
    return status === null || status >= 500 ? ' Run it again. If it fails again, look at githubstatus.com.' : '';
  const name = PERMISSIONS.find(([pattern]) => pattern.test(path))?.[1];
  const access = method === 'GET' ? 'read' : 'write';
  return name === undefined ? '' : ` Check that it exists, and that the token may ${access} ${name}.`;
}
