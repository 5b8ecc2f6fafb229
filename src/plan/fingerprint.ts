import { createHash } from 'node:crypto';
import type { PlanChange, PlanChunk } from '../generated/plan.ts';

const HASH_AT = 1 << 16;

/**
 * What a plan does, and nothing else: SHA-256 over one RFC 8785 line for each change (organisation, action, to,
 * account, before, after) in plan order, each ended by LF. Withheld changes are included.
 */
export class Fingerprint {
  readonly #hash = createHash('sha256');
  /** Lines that are not hashed yet: a call for each would take longer than hashing it. */
  #pending = '';

  add(
    chunk: Pick<PlanChunk, 'organisation' | 'action' | 'to'>,
    change: Pick<PlanChange, 'account' | 'before' | 'after'>,
  ): void {
    this.#pending += fingerprintLine(chunk, change);
    if (this.#pending.length >= HASH_AT) this.#flush();
  }

  /** `sha256:` and 64 hexadecimal digits. */
  value(): string {
    this.#flush();
    return `sha256:${this.#hash.copy().digest('hex')}`;
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = '';
  }
}

/** The members stand in the order that RFC 8785 gives them, and JSON.stringify writes its strings as RFC 8785 does. */
export function fingerprintLine(
  { organisation, action, to }: Pick<PlanChunk, 'organisation' | 'action' | 'to'>,
  { account, before, after }: Pick<PlanChange, 'account' | 'before' | 'after'>,
): string {
  return `${JSON.stringify({
    account: { address: account.address, id: account.id },
    action,
    after: { level: after.level, status: after.status },
    before: { level: before.level, status: before.status },
    organisation,
    to,
  })}\n`;
}
