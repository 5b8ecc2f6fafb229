import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';
import { instantOf } from '../../model/time.ts';

/** Only the age of a report is measured in time. */
export const overrideLimitFits: Rule = ({ documents }) =>
  documents.overrides.flatMap(({ value, source }) =>
    value.overrides.flatMap(({ guardrail, limit }, i) => {
      if ((guardrail === 'stale-report') === (typeof limit === 'string')) return [];
      const wanted = guardrail === 'stale-report' ? 'a duration, such as P4D' : 'a number of accounts';
      return [
        diagnose(
          'override-limit',
          placeOf(source, ['overrides', i, 'limit']),
          `The limit of ${guardrail} must be ${wanted}.`,
        ),
      ];
    }),
  );

export const overrideHasNotExpired: Rule = ({ documents, now }) =>
  documents.overrides.flatMap(({ value, source }) =>
    value.overrides.flatMap(({ expiresAt }, i) => {
      if (instantOf(expiresAt) > now) return [];
      const message = 'This override has expired: it lifts nothing. Remove it.';
      return [diagnose('expired-override', placeOf(source, ['overrides', i, 'expiresAt']), message)];
    }),
  );
