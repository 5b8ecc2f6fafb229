/** What can go wrong on the way to GitHub, asked for by tests. */
import type { FastifyReply } from 'fastify';

/** A fault of one coming request. */
export type Fault =
  | {
      readonly kind: 'server-error';
      readonly status: number;
      readonly retryAfter?: string /** The request takes effect all the same. */;
      readonly done?: boolean;
    }
  /** `retryAfter` null: GitHub does not say how long. */
  | { readonly kind: 'secondary-limit'; readonly status: 403 | 429; readonly retryAfter: string | null }
  /** `reset` in seconds since 1970. */
  | { readonly kind: 'primary-limit'; readonly reset: number }
  | { readonly kind: 'cut' /** The request takes effect all the same. */; readonly done: boolean };

/** Whether the request takes effect before the fault shows. */
export function takesEffect(fault: Fault): boolean {
  return (fault.kind === 'cut' || fault.kind === 'server-error') && fault.done === true;
}

/** Answers with a fault. Such answers come from in front of the API, so no description speaks of them. */
export function misbehave(fault: Fault, reply: FastifyReply): FastifyReply {
  switch (fault.kind) {
    case 'server-error':
      if (fault.retryAfter !== undefined) void reply.header('retry-after', fault.retryAfter);
      return reply.code(fault.status).type('text/html').send('<html>Bad gateway</html>');
    case 'secondary-limit':
      if (fault.retryAfter !== null) void reply.header('retry-after', fault.retryAfter);
      return reply
        .code(fault.status)
        .send({ message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' });
    case 'primary-limit':
      return reply
        .code(403)
        .headers({
          'x-ratelimit-limit': '5000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(fault.reset),
        })
        .send({ message: 'API rate limit exceeded for installation ID 1.' });
    case 'cut':
      reply.raw.destroy();
      return reply.hijack();
    default:
      throw new Error('There is no such fault.');
  }
}
