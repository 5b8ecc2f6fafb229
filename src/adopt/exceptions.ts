import { decide } from '../decide/decide.ts';
import type { Account, DecisionContext, ExceptionType } from '../model/account.ts';
import type { UserException, Policies } from '../model/policies.ts';
import { accountAt, type Population } from '../snapshot/population.ts';
import { actualLevel, reportedException } from '../model/status.ts';
import { compareUtf8 } from '../model/text.ts';
import { formatInstant } from '../model/time.ts';
import { printText } from '../policy/yaml/print.ts';

/** A reason that claims nothing of the user, so that it can be given by whoever knows none. */
const NO_CLAIM = 'other';

/** An exception that the directory reports and the policies do not know. */
export interface ReportedException {
  readonly account: Account;
  readonly type: ExceptionType;
  /** Whether an entry can be written that is valid and changes nothing: the type asks for no approval, and knows `other`. */
  readonly recordable: boolean;
}

/** Exceptions that are reported, kept and not recorded, in the order of addresses. */
export function reportedExceptions(
  population: Population,
  policies: Policies,
  context: DecisionContext,
): ReportedException[] {
  const found: ReportedException[] = [];
  for (let row = 0; row < population.size; row++) {
    const { codes, values } = population.columns.reported;
    const type = reportedException(values[codes[row] as number] as string);
    if (type === null) continue;
    const account = accountAt(population, row);
    if (!decide(account, { ...policies, organisations: new Map() }, context).unrecorded) continue;
    found.push({ account, type, recordable: isRecordable(account, type, policies, context) });
  }
  return found.sort((a, b) => compareUtf8(a.account.address, b.account.address));
}

function isRecordable(account: Account, type: ExceptionType, policies: Policies, context: DecisionContext): boolean {
  if (!asksNothing(type, policies) || actualLevel(account) !== 'disabled') return false;
  if (policies.exceptions.byAddress.has(account.address)) return false;
  return (
    decide(account, withEntries(policies, [entryFor(account, type, policies, context)]), context).exception?.refused ===
    null
  );
}

/** The entry that records an exception: the report does not tell when it began, so it begins now. */
export function entryFor(
  { address, organisation }: Account,
  type: ExceptionType,
  { tenant }: Policies,
  { now }: DecisionContext,
): UserException {
  const startsAt = Math.floor(now / 1000) * 1000;
  const expiresAt = startsAt + tenant.exceptionRules[type].maxDuration;
  const unknown = { id: null, requestedBy: null, approvedBy: null, ticket: null, riskAssessment: null, plan: null };
  return { ...unknown, organisation, user: address, type, startsAt, expiresAt, reason: NO_CLAIM, origin: '' };
}

/** The policies with entries of users who have none. */
export function withEntries(policies: Policies, entries: readonly UserException[]): Policies {
  const { byAddress, byId } = policies.exceptions;
  return {
    ...policies,
    exceptions: { byAddress: new Map([...byAddress, ...entries.map((entry) => [entry.user, [entry]] as const)]), byId },
  };
}

/** Whether an entry of a type can say all that the tenant asks for, though nobody knows who approved it and why. */
export function asksNothing(type: ExceptionType, { tenant }: Policies): boolean {
  const { reasons, require } = tenant.exceptionRules[type];
  return require.length === 0 && reasons.includes(NO_CLAIM);
}

/**
 * Comment lines with an entry that a person completes: what only people know is left blank, and the lines say what this
 * tenant takes there. Without the comment sign, and filled in, it is an entry of the list.
 */
export function entryToComplete(
  { user, type, startsAt }: Pick<UserException, 'user' | 'type' | 'startsAt'>,
  { tenant }: Policies,
): string[] {
  const { reasons, require } = tenant.exceptionRules[type];
  const open = ['reason', ...require.filter((field) => field !== 'reason')];
  const known = `user: ${printText(user, true)}, type: ${type}, startsAt: ${formatInstant(startsAt)}`;
  return [
    `# Fill in ${open.join(', ')}. The reason is one of: ${reasons.map((reason) => printText(reason, true)).join(', ')}.`,
    `# - { ${[known, ...open.map((field) => `${field}: `)].join(', ').trimEnd()} }`,
  ];
}
