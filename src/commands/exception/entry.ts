import type { ExceptionType } from '../../model/account.ts';
import { parseInstant } from '../../model/time.ts';
import { appendEntry } from '../../policy/edit/append.ts';
import { exceptionPlace } from '../../policy/edit/exception-place.ts';
import { printable } from '../../model/text.ts';
import { EndOfCommand } from '../../session/io.ts';
import type { EditablePolicies, PolicyEdit } from '../../session/edits.ts';
import { createHash } from 'node:crypto';
import { code, text } from '../../report/markup/markdown.ts';
import type { Mask } from '../../report/markup/mask.ts';

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
    throw new EndOfCommand(
      `the policies have no organisation ${printable(organisation)}; look for its folder in ${policies.name}/organisations/.`,
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
    throw new EndOfCommand(
      `${option} takes an RFC 3339 instant such as 2026-12-01T08:00:00Z, not "${printable(text)}".`,
    );
  return text;
}

/** `ticket` as `--ticket`. */
export function optionOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The branch for one entry, below `mfactl/`. The same parts give the same branch; no address can be read in it. */
export function entryBranch(verb: string, organisation: string, parts: readonly string[]): string {
  const name = createHash('sha256')
    .update([organisation, ...parts].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return `${verb}-${organisation.toLowerCase()}-${name}`;
}

/** What a pull request tells of an entry. Addresses are as they are: the table masks them. */
export interface TableEntry {
  readonly organisation: string;
  readonly user: string;
  readonly type: string;
  readonly reason: string;
  readonly starts: string;
  readonly ends: string;
  readonly requestedBy: string | null;
  readonly approvedBy: string | null;
}

/** An entry as a table in Markdown; nothing in it is markup. */
export function entryTable(entry: TableEntry, mask: Mask): string {
  const who = (address: string | null): string => (address === null ? 'not given' : code(mask(address)));
  const rows = [
    ['organisation', text(entry.organisation)],
    ['user', who(entry.user)],
    ['type', text(entry.type)],
    ['reason', text(entry.reason)],
    ['starts', text(entry.starts)],
    ['ends', text(entry.ends)],
    ['requested by', who(entry.requestedBy)],
    ['approver', who(entry.approvedBy)],
  ];
  return `| | |\n|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`;
}
