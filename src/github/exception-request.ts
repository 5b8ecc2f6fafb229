/** A request for an exception, from the answers of the issue form to an entry that could stand in the policies. */
import type { ExceptionEntry } from '../generated/exceptions.ts';
import { fold, foldCode } from '../model/text.ts';
import { formatInstant, parseInstant } from '../model/time.ts';
import type { Instant } from '../model/account.ts';
import { type FormField, readForm } from './issue-form.ts';

/** A request that is well formed. Whether the policies allow it, their own rules tell. */
export interface ExceptionRequest {
  /** Folded. */
  readonly organisation: string;
  readonly entry: ExceptionEntry;
}

export type CheckedRequest =
  | { readonly ok: true; readonly request: ExceptionRequest }
  | { readonly ok: false; readonly problems: readonly string[] };

type FieldName =
  | 'organisation'
  | 'user'
  | 'type'
  | 'reason'
  | 'startsAt'
  | 'expiresAt'
  | 'requestedBy'
  | 'approvedBy'
  | 'ticket'
  | 'riskAssessment'
  | 'plan';

/** The form in .github/ISSUE_TEMPLATE/exception-request.yml asks for these, in this order. */
export const REQUEST_FIELDS: readonly FormField<FieldName>[] = [
  { name: 'organisation', label: 'ODS code of the organisation', longest: 9 },
  { name: 'user', label: 'Address of the user', longest: 320 },
  { name: 'type', label: 'Type of exception', longest: 20 },
  { name: 'reason', label: 'Reason', longest: 60 },
  { name: 'startsAt', label: 'Starts at', longest: 40 },
  { name: 'expiresAt', label: 'Ends at', longest: 40 },
  { name: 'requestedBy', label: 'Your address', longest: 320 },
  { name: 'approvedBy', label: 'Address of the approver', longest: 320 },
  { name: 'ticket', label: 'Ticket', longest: 60 },
  { name: 'riskAssessment', label: 'Risk assessment', longest: 60 },
  { name: 'plan', label: 'What will make the exception unnecessary', longest: 300 },
];

const ADDRESS =
  /^[a-z0-9](?:[a-z0-9._'+-]*[a-z0-9])?@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9 ._/-]*$/;
/** Letters, digits and plain punctuation: nothing that is markup, a mention, an expression or a command anywhere. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} .,;:'()/-]*$/u;

/** Checks the body of an issue. All that is wrong is said at once, and no sentence repeats what was typed. */
export function checkExceptionRequest(body: string, now: Instant): CheckedRequest {
  const form = readForm(body, REQUEST_FIELDS);
  if (!form.ok) return form;
  const { answers } = form;
  const problems: string[] = [];
  const take = (name: FieldName, check: (text: string) => string | null): string | undefined => {
    const text = answers[name];
    const problem = text === null ? null : check(text);
    if (problem !== null) problems.push(`"${labelOf(name)}" ${problem}`);
    return text ?? undefined;
  };
  for (const name of ['organisation', 'user', 'type', 'reason'] as const)
    if (answers[name] === null) problems.push(`"${labelOf(name)}" is missing.`);
  const entry: ExceptionEntry = {
    user: fold(take('user', checkAddress) ?? ''),
    type: take('type', checkType) as ExceptionEntry['type'],
    startsAt: instant(take('startsAt', checkInstant), now) as string,
    ...known('expiresAt', instant(take('expiresAt', checkInstant), null)),
    reason: take('reason', checkReason) ?? '',
    ...known('requestedBy', take('requestedBy', checkAddress)?.toLowerCase()),
    ...known('approvedBy', take('approvedBy', checkAddress)?.toLowerCase()),
    ...known('ticket', take('ticket', checkReference)),
    ...known('riskAssessment', take('riskAssessment', checkReference)),
    ...known('plan', take('plan', checkPlain)),
  };
  const organisation = foldCode(take('organisation', checkCode) ?? '');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, request: { organisation, entry } };
}

function labelOf(name: FieldName): string {
  return (REQUEST_FIELDS.find((field) => field.name === name) as FormField<FieldName>).label;
}

function known<Name extends string>(name: Name, text: string | undefined | null): Partial<Record<Name, string>> {
  return text === undefined || text === null ? {} : ({ [name]: text } as Record<Name, string>);
}

function instant(text: string | undefined, otherwise: Instant | null): string | null {
  const at = text === undefined ? otherwise : parseInstant(text);
  return at === null ? null : formatInstant(at);
}

/** Look-alikes of Latin letters would name another account than the one that people read. */
function checkAddress(text: string): string | null {
  if (/[^\u0020-\u007e]/.test(text))
    return 'holds a character that is not a plain English letter, digit or sign: some letters of other scripts look the same. Type the address by hand.';
  return ADDRESS.test(text.toLowerCase()) ? null : 'is not one e-mail address, such as jo.example@nhs.net.';
}

function checkType(text: string): string | null {
  return ['short-term', 'long-term'].includes(text) ? null : 'must be short-term or long-term.';
}

function checkReason(text: string): string | null {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? null : 'must be one of the reason codes of the list.';
}

function checkCode(text: string): string | null {
  return /^[A-Za-z0-9]{1,9}$/.test(text) ? null : 'must be an ODS code: 1 to 9 letters and digits.';
}

function checkInstant(text: string): string | null {
  return parseInstant(text) === null ? 'must be an instant such as 2026-12-01T08:00:00Z.' : null;
}

function checkReference(text: string): string | null {
  return REFERENCE.test(text) ? null : 'may hold only letters, digits, spaces and . _ / -';
}

function checkPlain(text: string): string | null {
  return PLAIN.test(text)
    ? null
    : "may hold only letters, digits, spaces and . , ; : ' ( ) / - so that it can never be read as code.";
}
