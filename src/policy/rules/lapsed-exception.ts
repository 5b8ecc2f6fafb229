import { diagnose } from '../place.ts';
import type { Rule } from '../rule.ts';
import { placeOf } from '../source.ts';

/** A lapsed entry can go once no window of `maxPerUser` counts it any more; before that it must stay. */
export const lapsedExceptionsArePruned: Rule = ({ exceptions, exceptionRules, now }) =>
  exceptions.flatMap(({ document, path, entry, startsAt, expiresAt }) => {
    const maxPerUser = exceptionRules?.[entry.type].maxPerUser ?? null;
    if (maxPerUser === null || expiresAt === null || expiresAt > now || startsAt + maxPerUser.within > now) return [];
    const message = 'This exception has lapsed and no window counts it any more. Prune it.';
    return [diagnose('lapsed-exception', placeOf(document.source, path), message)];
  });
