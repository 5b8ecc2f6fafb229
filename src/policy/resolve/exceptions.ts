import type { ExceptionType, Instant } from '../../model/account.ts';
import type { ExceptionLimits } from '../../model/policies.ts';
import { fold, foldCode } from '../../model/text.ts';
import { LATEST_INSTANT, instantOf } from '../../model/time.ts';
import type { ExceptionEntry } from '../../generated/exceptions.ts';
import type { Tenant } from '../../generated/tenant.ts';
import type { PolicyDocument } from '../documents.ts';
import { exceptionRule } from './tenant.ts';
import type { Path } from '../yaml/source.ts';

/** An entry with what rules and resolving both need; instants are slow to parse, so each is parsed here alone. */
export interface ExceptionFacts {
  readonly document: PolicyDocument<'Exceptions'>;
  readonly path: Path;
  readonly entry: ExceptionEntry;
  readonly organisation: string;
  /** Folded. */
  readonly user: string;
  /** Folded, or null. */
  readonly id: string | null;
  readonly startsAt: Instant;
  /** Null where neither the entry nor, without a tenant, anything else tells it. */
  readonly expiresAt: Instant | null;
}

/** Null without a tenant: then nothing that depends on its rules is known. */
export type ExceptionLimitsByType = Readonly<Record<ExceptionType, ExceptionLimits>> | null;

export function exceptionRulesOf(tenant: Tenant | null): ExceptionLimitsByType {
  if (tenant === null) return null;
  return { 'short-term': exceptionRule(tenant, 'short-term'), 'long-term': exceptionRule(tenant, 'long-term') };
}

/** All entries, in the order of files and lines. */
export function exceptionFacts(
  documents: readonly PolicyDocument<'Exceptions'>[],
  rules: ExceptionLimitsByType,
): ExceptionFacts[] {
  const facts: ExceptionFacts[] = [];
  for (const document of documents) {
    const organisation = foldCode(document.value.organisation);
    for (const [i, entry] of document.value.exceptions.entries()) {
      const startsAt = instantOf(entry.startsAt);
      const longest = rules === null ? null : Math.min(startsAt + rules[entry.type].maxDuration, LATEST_INSTANT);
      const expiresAt = entry.expiresAt === undefined ? longest : instantOf(entry.expiresAt);
      const id = entry.id === undefined ? null : fold(entry.id);
      facts.push({
        document,
        path: ['exceptions', i],
        entry,
        organisation,
        user: fold(entry.user),
        id,
        startsAt,
        expiresAt,
      });
    }
  }
  return facts;
}
