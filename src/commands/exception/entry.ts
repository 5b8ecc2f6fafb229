import type { ExceptionType } from '../../model/account.ts';
import { parseInstant } from '../../model/time.ts';
import { appendEntry } from '../../policy/edit/append.ts';
import { exceptionPlace } from '../../policy/edit/exception-file.ts';
import { printable } from '../../model/printable.ts';
import { Stop } from '../../session/io.ts';
import type { EditablePolicies, PolicyEdit } from '../../session/edits.ts';

/** The fields of an entry that are said afresh each time. */
export interface ApprovalOptions {
  readonly expiresAt?: string;
  readonly requestedBy?: string;
  readonly approvedBy?: string;
  readonly ticket?: string;
  readonly riskAssessment?: string;
  readonly plan?: string;
}

/** An entry as the command line gives it, its keys in the order of the schema. */
export interface EntryFields extends ApprovalOptions {
  readonly user: string;
  readonly id?: string | undefined;
  readonly type: ExceptionType;
  readonly startsAt: string;
  readonly reason: string;
}

/** An edit that adds one entry, and the place of the entry as `file:line`. */
export interface AddedEntry {
  readonly edit: PolicyEdit;
  readonly origin: string;
}

/** Adds an entry to the file of an organisation that fits; nothing is written. `organisation` is folded. */
export function addEntry(policies: EditablePolicies, organisation: string, fields: EntryFields): AddedEntry {
  const place = exceptionPlace(policies.documents, organisation, fields.type);
  if (place === null) {
    throw new Stop(
      `no policy speaks of organisation ${printable(organisation)}; look for its folder below ${policies.name}/organisations/.`,
    );
  }
  const { user, id, type, startsAt, expiresAt, reason, requestedBy, approvedBy, ticket, riskAssessment, plan } = fields;
  const entry = { user, id, type, startsAt, expiresAt, reason, requestedBy, approvedBy, ticket, riskAssessment, plan };
  const { text, line } = appendEntry(place.text ?? place.start, 'Exceptions', 'exceptions', entry);
  const path = `${policies.name}/${place.path}`;
  return { edit: { path, before: place.text, after: text }, origin: `${path}:${line}` };
}

/** An instant as an option gives it, in its own offset. */
export function instantText(text: string, option: string): string {
  if (parseInstant(text) === null)
    throw new Stop(`${option} takes an RFC 3339 instant such as 2026-12-01T08:00:00Z, not "${printable(text)}".`);
  return text;
}

/** `ticket` as `--ticket`. */
export function optionOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
