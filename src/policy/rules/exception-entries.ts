import type { UserException, Policies } from '../../model/policies.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { suggestion } from '../diagnostics/nearest.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';
import { foldCode } from '../../model/text.ts';
import { formatInstant, DAY, HOUR, instantOf } from '../../model/time.ts';
import type { Organisation } from '../../generated/organisation.ts';
import type { Instant } from '../../model/account.ts';
import type { ExceptionFacts, ExceptionLimitsByType } from '../resolve/exceptions.ts';

export const exceptionReasonIsListed: Rule = ({ exceptions, exceptionRules }) =>
  exceptions.flatMap(({ document, path, entry }) => {
    if (exceptionRules === null) return [];
    const { reasons } = exceptionRules[entry.type];
    if (reasons.includes(entry.reason)) return [];
    const help = suggestion(entry.reason, reasons) || `. Use one of ${reasons.join(', ')}.`;
    const message = `"${entry.reason}" is not a reason for a ${entry.type} exception${help}`;
    return [diagnose('unlisted-reason', placeOf(document.source, [...path, 'reason']), message)];
  });

export const exceptionHasRequiredFields: Rule = ({ exceptions, exceptionRules }) =>
  exceptions.flatMap(({ document, path, entry }) => {
    if (exceptionRules === null) return [];
    const missing = exceptionRules[entry.type].require.filter((field) => !Object.hasOwn(entry, field));
    const { file, line, column } = placeOf(document.source, path);
    return missing.map((field) =>
      diagnose('missing-required-field', { file, line, column }, `A ${entry.type} exception needs ${field}. Add it.`),
    );
  });

/** A shared account should become a shared mailbox, which needs no sign-in. */
export const sharedAccountsAreConverted: Rule = ({ exceptions }) =>
  exceptions.flatMap(({ document, path, entry }) => {
    if (entry.type !== 'long-term' || entry.reason !== 'shared-account') return [];
    const message = 'This exception is for a shared account. Convert the mailbox to a shared mailbox.';
    return [diagnose('shared-account-exception', placeOf(document.source, [...path, 'reason']), message)];
  });

/**
 * While a rollout holds an account, an exception is mostly not needed yet. Policies alone cannot show whether the account
 * has MFA, so a file says it once: at its first such entry, with how many there are.
 */
export const noExceptionInHold: Rule = ({ documents, exceptions }) => {
  const ends = new Map(documents.organisations.map(({ value }) => [foldCode(value.code), holdEnd(value)]));
  const early = exceptions.filter(({ organisation, startsAt }) => startsAt < (ends.get(organisation) ?? -Infinity));
  return [...Map.groupBy(early, ({ document }) => document)].map(([{ source }, entries]) => {
    const [first] = entries as [ExceptionFacts, ...ExceptionFacts[]];
    const message =
      entries.length === 1
        ? 'When this exception starts, the rollout may still hold the account at its old level. Check that the exception is needed.'
        : `${entries.length} exceptions of this file, this one first, start while the rollout may still hold their accounts at the old level. Check that they are needed.`;
    return diagnose('exception-in-hold', placeOf(source, [...first.path, 'startsAt']), message);
  });
};

/** Accounts may be held until a wave for everyone has started; without one, until the last wave has. */
function holdEnd({ rollout }: Organisation): number {
  if (rollout === undefined) return -Infinity;
  const everyone = rollout.filter((wave) => wave.everyone === true);
  const starts = (everyone.length > 0 ? everyone : rollout).map((wave) => instantOf(wave.starts));
  return everyone.length > 0 ? Math.min(...starts) : Math.max(...starts);
}

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

/** A duration as people say it: whole and exact, in days or hours. */
export function lengthOf(milliseconds: number): string {
  return milliseconds > DAY ? `${milliseconds / DAY} days` : `${milliseconds / HOUR} hours`;
}

/** Where a type has no `maxPerUser`, a lapsed entry stays for so long. */
const KEPT_WITHOUT_WINDOW = 30 * DAY;

/** A lapsed entry can go once it lapsed longer ago than the window of `maxPerUser`; before that it must stay. */
export function isPrunable({ entry, expiresAt }: ExceptionFacts, rules: ExceptionLimitsByType, now: Instant): boolean {
  if (rules === null || expiresAt === null) return false;
  return now - expiresAt > (rules[entry.type].maxPerUser?.within ?? KEPT_WITHOUT_WINDOW);
}

export const lapsedExceptionsArePruned: Rule = ({ exceptions, exceptionRules, now }) =>
  exceptions
    .filter((facts) => isPrunable(facts, exceptionRules, now))
    .map(({ document, path }) => {
      const message = 'This exception lapsed long ago, and no limit counts it any more. Prune it.';
      return diagnose('lapsed-exception', placeOf(document.source, path), message);
    });

/**
 * Entries that run and that a change has deleted: no entry of that type is left for the user in the organisation. MFA
 * comes back for the user, and the evidence is gone (docs/policy-model.md, step 7). Each is told where it stood.
 */
export function deletedEntries(
  before: Pick<Policies, 'exceptions'>,
  after: Pick<Policies, 'exceptions'>,
  now: Instant,
): Diagnostic[] {
  const kept = new Set(entriesOf(after).flatMap(namesOf));
  return entriesOf(before)
    .filter(({ startsAt, expiresAt }) => startsAt <= now && now < expiresAt)
    .filter((entry) => !namesOf(entry).some((name) => kept.has(name)))
    .map(deleted);
}

function entriesOf({ exceptions }: Pick<Policies, 'exceptions'>): UserException[] {
  return [...new Set([...exceptions.byAddress.values(), ...exceptions.byId.values()].flat())];
}

/** An entry may be known again by its id or by its address. */
function namesOf({ organisation, type, user, id }: UserException): string[] {
  return [user, ...(id === null ? [] : [id])].map((name) => `${organisation}\n${type}\n${name}`);
}

function deleted({ origin, user, type, expiresAt }: UserException): Diagnostic {
  const colon = origin.lastIndexOf(':');
  return diagnose(
    'deleted-exception',
    { file: origin.slice(0, colon), line: Number(origin.slice(colon + 1)), column: null },
    `This ${type} exception of ${user} runs until ${formatInstant(expiresAt)}, and this change deletes its entry. To end it and keep the evidence, put the entry back and use: mfactl exception end ${user}`,
  );
}
