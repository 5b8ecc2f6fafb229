import type { Asked } from '../contract.ts';
import type { Json } from '../schema.ts';
import type { GithubDouble } from '../server.ts';
import type { Pull, Repository } from '../state.ts';

/** A request that is as described, of a repository that is there. */
export interface Request extends Asked {
  readonly repository: Repository;
  /** Who asks. */
  readonly login: string;
  /** The smallest body of an answer with this status. */
  sample(status: number): Json;
  readonly double: GithubDouble;
}

/** An answer: a body, a list that is given in pages, or an error with a message. */
export interface Answer {
  readonly status?: number;
  readonly body?: Json;
  readonly list?: readonly Json[];
  readonly wrap?: (page: readonly Json[], total: number) => Json;
  readonly message?: string;
}

export type Handle = (request: Request) => Answer;

export const NOT_FOUND: Answer = { status: 404, message: 'Not Found' };

/** What a body says, as the contract has accepted it. */
export function bodyOf(request: Request): Readonly<Record<string, Json>> {
  return request.body as Record<string, Json>;
}

/** The description's smallest value with what the double knows put over it, part by part. */
export function over(smallest: Json, known: Readonly<Record<string, Json>>): Json {
  const out: Record<string, Json> = { ...(smallest as Record<string, Json>) };
  for (const [key, value] of Object.entries(known)) {
    const below = out[key];
    const isPart = (part: Json | undefined): boolean =>
      typeof part === 'object' && part !== null && !Array.isArray(part);
    out[key] = isPart(below) && isPart(value) ? over(below as Json, value as Record<string, Json>) : value;
  }
  return out;
}

/** A user, by a login alone. */
export function user(login: string): Readonly<Record<string, Json>> {
  const api = `https://api.github.com/users/${encodeURIComponent(login)}`;
  const urls = [
    'followers',
    'following',
    'gists',
    'starred',
    'subscriptions',
    'organizations',
    'repos',
    'events',
    'received_events',
  ];
  return {
    login,
    id: 1,
    node_id: 'x',
    avatar_url: api,
    gravatar_id: null,
    url: api,
    html_url: api,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
    ...Object.fromEntries(urls.map((name) => [`${name}_url`, api])),
  };
}

/** The commit at the tip of a pull request; blank where its branch is gone. */
export function headSha(double: GithubDouble, pull: Pull): string {
  return double.repositories.get(pull.head.repository)?.refs.get(`heads/${pull.head.branch}`) ?? '';
}
