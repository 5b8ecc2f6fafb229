/** The tenant's rules of exceptions. */
import type { ExceptionType, Origin } from '../../model/account.ts';
import type { ExceptionLimits } from '../../model/policies.ts';
import { placeIn } from '../resolve/places.ts';
import { lengthOf } from '../rules/exception-entries.ts';
import type { Compared, FindWeakenings, Weakening } from './weakening.ts';

export const exceptionRulesRelaxed: FindWeakenings = (before, after) => [
  ...(['short-term', 'long-term'] as const).flatMap((type) => typeRelaxed(before, after, type)),
  ...unrecordedKept(before, after),
];

function typeRelaxed(before: Compared, after: Compared, type: ExceptionType): Weakening[] {
  const old = before.policies.tenant.exceptionRules[type];
  const now = after.policies.tenant.exceptionRules[type];
  return [
    ...told(after, `exceptions.${type}.maxDuration`, longer(old, now, type)),
    ...told(after, `exceptions.${type}.maxPerUser`, more(old, now, type)),
    ...told(after, `exceptions.${type}.require`, fewerFields(old, now, type)),
    ...told(after, `exceptions.${type}.reasons`, newReasons(old, now, type)),
  ];
}

function told(after: Compared, path: string, says: string | null): Weakening[] {
  if (says === null) return [];
  return [{ kind: 'exceptions-relaxed', organisation: null, says, place: placeOfRule(after, path) }];
}

function placeOfRule({ places, policies }: Compared, path: string): Origin {
  return placeIn(places.tenant, path) ?? policies.tenant.levelOrigin;
}

function longer(old: ExceptionLimits, now: ExceptionLimits, type: string): string | null {
  if (now.maxDuration <= old.maxDuration) return null;
  return `A ${type} exception may last ${lengthOf(now.maxDuration)} instead of ${lengthOf(old.maxDuration)}.`;
}

function more({ maxPerUser: old }: ExceptionLimits, { maxPerUser: now }: ExceptionLimits, type: string): string | null {
  if (old === null) return null;
  const before = `${old.count} within ${lengthOf(old.within)}`;
  if (now === null) return `A user may have any number of ${type} exceptions; before, it was ${before}.`;
  if (now.count <= old.count && now.within >= old.within) return null;
  return `A user may have ${now.count} ${type} exceptions within ${lengthOf(now.within)}; before, it was ${before}.`;
}

function fewerFields(old: ExceptionLimits, now: ExceptionLimits, type: string): string | null {
  const gone = old.require.filter((field) => !now.require.includes(field));
  return gone.length === 0 ? null : `A ${type} exception no longer needs ${gone.join(', ')}.`;
}

function newReasons(old: ExceptionLimits, now: ExceptionLimits, type: string): string | null {
  const added = now.reasons.filter((reason) => !old.reasons.includes(reason));
  return added.length === 0 ? null : `A ${type} exception may have the reason ${added.join(', ')} now.`;
}

function unrecordedKept({ policies: { tenant: old } }: Compared, after: Compared): Weakening[] {
  const { unrecorded } = after.policies.tenant;
  if (old.unrecorded.treatment === 'keep' || unrecorded.treatment === 'restore') return [];
  const says = 'An exception that the portal granted and git does not know is kept; before, MFA was restored.';
  return [{ kind: 'exceptions-relaxed', organisation: null, says, place: unrecorded.origin }];
}
