/** Rules of Overrides: an override is short, approved by somebody of the tenant, and fits its guardrail. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { fold } from '../../model/text.ts';
import { DAY, instantOf } from '../../model/time.ts';
import type { OverrideEntry } from '../../generated/overrides.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Documents } from '../documents.ts';
import type { Path, Source } from '../yaml/source.ts';
import { placeOf } from '../yaml/source.ts';
import type { Rule } from './rule.ts';

/** The longest that one override may lift a limit, in milliseconds. */
const LONGEST_OVERRIDE = 30 * DAY;

/** Only the age of a report is measured in time. */
export const overrideLimitFits: Rule = ({ documents }) =>
  eachOverride(documents, ({ guardrail, limit }, source, path) => {
    if ((guardrail === 'stale-report') === (typeof limit === 'string')) return [];
    const wanted = guardrail === 'stale-report' ? 'a duration, such as P4D' : 'a number of accounts';
    const message = `The limit of ${guardrail} must be ${wanted}.`;
    return [diagnose('override-limit', placeOf(source, [...path, 'limit']), message)];
  });

export const overrideEndsAfterStart: Rule = ({ documents }) =>
  eachOverride(documents, ({ startsAt, expiresAt }, source, path) => {
    if (instantOf(expiresAt) > instantOf(startsAt)) return [];
    const message = 'expiresAt is not after startsAt, so this override lifts nothing. Correct one of them.';
    return [diagnose('override-ends-before-start', placeOf(source, [...path, 'expiresAt']), message)];
  });

export const overrideIsNotTooLong: Rule = ({ documents }) =>
  eachOverride(documents, ({ startsAt, expiresAt }, source, path) => {
    if (instantOf(expiresAt) - instantOf(startsAt) <= LONGEST_OVERRIDE) return [];
    const message = `An override may last ${LONGEST_OVERRIDE / DAY} days at most. End it earlier; write a new one if it is still needed then.`;
    return [diagnose('override-too-long', placeOf(source, [...path, 'expiresAt']), message)];
  });

/** The approvers of an organisation approve its exceptions, never an override: that would be its own limit. */
export const overrideIsApproved: Rule = ({ documents }) => {
  const [tenant] = documents.tenants;
  if (tenant === undefined) return [];
  const approvers = (tenant.value.approvers ?? []).map(fold);
  const others = new Set(documents.organisations.flatMap(({ value }) => (value.approvers ?? []).map(fold)));
  return eachOverride(documents, ({ approvedBy }, source, path) => {
    const approver = fold(approvedBy);
    if (approvers.includes(approver)) return [];
    const place = placeOf(source, [...path, 'approvedBy']);
    if (approvers.length > 0 && !others.has(approver)) return [diagnose('unknown-approver', place, UNKNOWN)];
    return [diagnose('override-approver', place, approvers.length === 0 ? NOBODY : NOT_THE_TENANTS)];
  });
};

const UNKNOWN = "Who approved this override is not among the tenant's approvers. Name one of them.";
const NOBODY =
  "The tenant names no approvers, so nobody can approve an override. Add approvers to the tenant's document first.";
const NOT_THE_TENANTS =
  "An organisation's approvers approve its exceptions, never an override. Name one of the tenant's approvers.";

export const overrideHasNotExpired: Rule = ({ documents, now }) =>
  eachOverride(documents, ({ expiresAt }, source, path) => {
    if (instantOf(expiresAt) > now) return [];
    const message = 'This override has expired and has no effect any more. Remove it.';
    return [diagnose('expired-override', placeOf(source, [...path, 'expiresAt']), message)];
  });

function eachOverride(
  { overrides }: Documents,
  check: (entry: OverrideEntry, source: Source, path: Path) => Diagnostic[],
): Diagnostic[] {
  return overrides.flatMap(({ value, source }) =>
    value.overrides.flatMap((entry, i) => check(entry, source, ['overrides', i])),
  );
}
