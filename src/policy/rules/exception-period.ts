import { DAY, HOUR } from '../../model/time.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

export const exceptionEndsAfterStart: Rule = ({ exceptions }) =>
  exceptions.flatMap(({ document, path, startsAt, expiresAt }) => {
    if (expiresAt === null || expiresAt > startsAt) return [];
    const place = placeOf(document.source, [...path, 'expiresAt']);
    return [diagnose('exception-ends-before-start', place, 'expiresAt is not after startsAt. Correct one of them.')];
  });

export const exceptionIsNotTooLong: Rule = ({ exceptions, exceptionRules }) =>
  exceptions.flatMap(({ document, path, entry, startsAt, expiresAt }) => {
    if (exceptionRules === null || expiresAt === null) return [];
    const { maxDuration } = exceptionRules[entry.type];
    if (expiresAt - startsAt <= maxDuration) return [];
    const message = `A ${entry.type} exception may last ${lengthOf(maxDuration)} at most. End it earlier; renew it later.`;
    return [diagnose('exception-too-long', placeOf(document.source, [...path, 'expiresAt']), message)];
  });

function lengthOf(milliseconds: number): string {
  return milliseconds > DAY ? `${milliseconds / DAY} days` : `${milliseconds / HOUR} hours`;
}
