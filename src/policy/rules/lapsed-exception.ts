import type { Instant } from '../../model/account.ts';
import type { ExceptionFacts, ExceptionRules } from '../resolve/exceptions.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

/** A lapsed entry can go once no window of `maxPerUser` counts it any more; before that it must stay. */
export function isPrunable(
  { entry, startsAt, expiresAt }: ExceptionFacts,
  rules: ExceptionRules,
  now: Instant,
): boolean {
  const maxPerUser = rules?.[entry.type].maxPerUser ?? null;
  return maxPerUser !== null && expiresAt !== null && expiresAt <= now && startsAt + maxPerUser.within <= now;
}

export const lapsedExceptionsArePruned: Rule = ({ exceptions, exceptionRules, now }) =>
  exceptions
    .filter((facts) => isPrunable(facts, exceptionRules, now))
    .map(({ document, path }) => {
      const message = 'This exception has lapsed and no window counts it any more. Prune it.';
      return diagnose('lapsed-exception', placeOf(document.source, path), message);
    });
