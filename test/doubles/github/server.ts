/**
 * A GitHub on the loopback: it holds repositories and checks every request, and every answer of its own, against
 * GitHub's published API description. What is not as described is kept in `violations`.
 */
import type { TestContext } from 'node:test';
import assert from 'node:assert/strict';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { contractOf } from './contract.ts';
import { type Fault, misbehave, takesEffect } from './faults.ts';
import { findRoute } from './routes.ts';
import type { Json } from './schema.ts';
import { Repository } from './state.ts';

/** A request that reached the double. */
export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: Json | undefined;
}

export class GithubDouble {
  readonly token = 'ghs_SecretTokenOfATest0123456789abcdef';
  /** Who the token belongs to. */
  readonly login = 'github-actions[bot]';
  readonly repositories = new Map<string, Repository>();
  readonly seen: Seen[] = [];
  readonly violations: string[] = [];
  /** Each takes one coming request; null lets it pass. */
  readonly faults: (Fault | null)[] = [];
  /** At most this many entries a page, whatever is asked for; to see that all pages are read. */
  largestPage = 100;
  url = '';
  readonly #server: FastifyInstance;

  constructor() {
    this.#server = fastify({
      bodyLimit: 64 * 1024 * 1024,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: 5000 },
    });
    this.#server.all('/*', (request, reply) => this.#serve(request, reply));
  }

  async listen(): Promise<void> {
    this.url = await this.#server.listen({ host: '127.0.0.1', port: 0 });
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  repository(name: string): Repository {
    const known = this.repositories.get(name) ?? new Repository(name);
    this.repositories.set(name, known);
    return known;
  }

  /** How many requests of a method went to paths that match. */
  count(method: string, path: RegExp): number {
    return this.seen.filter((seen) => seen.method === method && path.test(seen.path)).length;
  }

  async #serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    this.seen.push({ method: request.method, path: request.url, body: request.body as Json | undefined });
    const fault = this.faults.shift() ?? null;
    if (fault !== null && !takesEffect(fault)) return misbehave(fault, reply);
    const { status, body, headers } = this.#answer(request);
    if (fault !== null) return misbehave(fault, reply);
    return reply.code(status).headers(headers).send(body);
  }

  #answer(request: FastifyRequest): { status: number; body: Json | undefined; headers: Record<string, string> } {
    const failure = (status: number, message: string) => ({
      status,
      headers: {},
      body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    });
    if (!new RegExp(`^(token|bearer) ${this.token}$`, 'i').test(request.headers.authorization ?? ''))
      return failure(401, 'Bad credentials');
    const url = new URL(request.url, 'http://double');
    const route = findRoute(request.method, url.pathname);
    if (route === null) {
      this.violations.push(`the double has no ${request.method} ${url.pathname}`);
      return failure(404, 'Not Found');
    }
    const contract = contractOf(route.name);
    const asked = {
      params: route.params,
      query: Object.fromEntries(url.searchParams),
      body: (request.body ?? undefined) as Json | undefined,
    };
    const wrong = contract.request(asked);
    this.violations.push(...wrong);
    if (wrong.length > 0) return failure(422, `Invalid request. ${wrong.join('; ')}`);
    const repository = this.repositories.get(`${route.params['owner']}/${route.params['repo']}`);
    if (repository === undefined) return failure(404, 'Not Found');
    const answer = route.handle({
      ...asked,
      repository,
      login: this.login,
      sample: (status) => contract.sample(status),
      double: this,
    });
    const { status = 200 } = answer;
    if (answer.message !== undefined) return this.#checked(route.name, failure(status, answer.message));
    if (answer.list === undefined) return this.#checked(route.name, { status, body: answer.body, headers: {} });
    return this.#checked(route.name, { status, ...this.#page(answer.list, answer.wrap, url) });
  }

  /** One page, with links to the others as GitHub gives them. */
  #page(
    list: readonly Json[],
    wrap: ((page: readonly Json[], total: number) => Json) | undefined,
    url: URL,
  ): { body: Json; headers: Record<string, string> } {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), this.largestPage);
    const number = Number(url.searchParams.get('page') ?? 1);
    const pages = Math.max(1, Math.ceil(list.length / size));
    const page = list.slice((number - 1) * size, number * size);
    const to = (target: number, rel: string): string => {
      const link = new URL(`${url.pathname}${url.search}`, this.url);
      link.searchParams.set('page', String(target));
      return `<${link.href}>; rel="${rel}"`;
    };
    const headers: Record<string, string> =
      number < pages ? { link: `${to(number + 1, 'next')}, ${to(pages, 'last')}` } : {};
    return { body: wrap === undefined ? page : wrap(page, list.length), headers };
  }

  #checked<Answer extends { status: number; body: Json | undefined }>(name: string, answer: Answer): Answer {
    this.violations.push(...contractOf(name).answer(answer.status, answer.body));
    return answer;
  }
}

/** A double for one test; at its end nothing may have been said that GitHub's description does not know. */
export async function githubDouble(test: TestContext): Promise<GithubDouble> {
  const double = new GithubDouble();
  await double.listen();
  test.after(async () => {
    await double.close();
    assert.deepEqual(double.violations, []);
  });
  return double;
}
