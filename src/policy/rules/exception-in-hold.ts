import { foldCode } from '../../model/text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';
import { instantOf } from '../../model/values.ts';
import type { Organisation } from '../../generated/organisation.ts';

/** While a rollout holds an account, an exception is mostly not needed yet. */
export const noExceptionInHold: Rule = ({ documents, exceptions }) => {
  const ends = new Map(documents.organisations.map(({ value }) => [foldCode(value.code), holdEnd(value)]));
  return exceptions.flatMap(({ document, path, organisation, startsAt }) => {
    if (startsAt >= (ends.get(organisation) ?? -Infinity)) return [];
    const message = 'This exception starts while the rollout may still hold the account. Check that it is needed.';
    return [diagnose('exception-in-hold', placeOf(document.source, [...path, 'startsAt']), message)];
  });
};

/** Accounts may be held until a wave for everyone has started; without one, until the last wave has. */
function holdEnd({ rollout }: Organisation): number {
  if (rollout === undefined) return -Infinity;
  const everyone = rollout.filter((wave) => wave.everyone === true);
  const starts = (everyone.length > 0 ? everyone : rollout).map((wave) => instantOf(wave.starts));
  return everyone.length > 0 ? Math.min(...starts) : Math.max(...starts);
}
