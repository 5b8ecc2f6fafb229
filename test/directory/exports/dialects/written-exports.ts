/** What spreadsheets, PowerShell and people make of the two exports, and what becomes of each. */

/** The two exports, as bytes; null where the file is not there. */
export interface Exports {
  readonly mailbox: Buffer | null;
  readonly mfa: Buffer | null;
}

/** One way to write the exports, and what the reader makes of it. */
export interface Variant {
  readonly name: string;
  readonly exports: Exports;
  /** `same`: as the plain ones, with these findings. Else the one message: its file, line and code, and what it says. */
  readonly outcome:
    | { readonly same: true; readonly findings: readonly string[] }
    | { readonly same: false; readonly findings: readonly string[] }
    | { readonly file: string; readonly line: number | null; readonly code: string; readonly says: RegExp };
}

export type Rows = readonly (readonly string[])[];

export const MAILBOX: Rows = [
  ['EmailAddress', 'ODSCode', 'OrganisationUnit', 'MailboxType', 'Status', 'UserPolicy', 'Roles'],
  ['jo.example@nhs.net', 'X26', 'Wards/Zoë’s Ward', 'User', 'Active', 'X26.E3.Std', ''],
  ['sam.example@nhs.net', 'X26', '-Bank staff', 'User', 'Active', 'X26.E3.Std', 'Local Admin;ATP Approver'],
  ['kim.example@nhs.net', 'X26', '=Estates, "old" site; annexe', 'User', 'Active', '', 'Local Admin'],
  ['pat.example@nhs.net', 'X26', 'Estates', 'Shared', 'Active', '', ''],
];

export const MFA: Rows = [
  ['EmailAddress', 'MFAStatus', 'AuthenticationType', 'ConditionalAccessPolicy', 'Compromised'],
  ['jo.example@nhs.net', 'Admin Enabled', 'PhoneAppOTP;SMS', 'Standard', 'false'],
  ['sam.example@nhs.net', 'MFA Enforced Admin Role', 'PhoneAppOTP', '', 'false'],
  ['kim.example@nhs.net', 'Admin Disabled', '', 'None', 'false'],
  ['pat.example@nhs.net', '', 'SMS', 'None', 'true'],
];

export const [MAILBOX_HEADER = []] = MAILBOX;

export interface Form {
  readonly separator?: string;
  readonly newline?: string;
  readonly all?: boolean;
  readonly above?: string;
  readonly last?: boolean;
}

export function text(
  rows: Rows,
  { separator = ',', newline = '\n', all = false, above = '', last = true }: Form = {},
): string {
  const cell = (value: string): string =>
    all || value.includes(separator) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const body = rows.map((row) => row.map(cell).join(separator)).join(newline);
  return above.replaceAll('\n', newline) + body + (last ? newline : '');
}

/** Both exports, their rows changed in one way and written in another. */
export function both(form: Form, change: (rows: Rows) => Rows = (rows) => rows, encode = utf8): Exports {
  return { mailbox: encode(text(change(MAILBOX), form)), mfa: encode(text(change(MFA), form)) };
}

export const utf8 = (written: string): Buffer => Buffer.from(written);
export const utf8Marked = (written: string): Buffer => Buffer.from(`\uFEFF${written}`);
export const utf16le = (written: string): Buffer => Buffer.from(`\uFEFF${written}`, 'utf16le');
export const utf16be = (written: string): Buffer => utf16le(written).swap16();
export const windows1252 = (written: string): Buffer => Buffer.from(written.replaceAll('’', '\u0092'), 'latin1');

/** The plain exports: what every other variant is compared with. */
export const PLAIN_EXPORTS: Exports = both({});

export const same = (name: string, exports: Exports, findings: readonly string[] = []): Variant => ({
  name,
  exports,
  outcome: { same: true, findings },
});
export const told = (name: string, exports: Exports, findings: readonly string[]): Variant => ({
  name,
  exports,
  outcome: { same: false, findings },
});
export const refused = (
  name: string,
  exports: Partial<Exports>,
  [file, line, code]: readonly [string, number | null, string],
  says: RegExp,
): Variant => ({ name, exports: { ...PLAIN_EXPORTS, ...exports }, outcome: { file, line, code, says } });

export const header =
  (change: (name: string) => string) =>
  (rows: Rows): Rows =>
    rows.map((row, i) => (i === 0 ? row.map(change) : row));
export const wider =
  (cells: (row: number) => readonly string[]) =>
  (rows: Rows): Rows =>
    rows.map((row, i) => [...row, ...cells(i)]);
/** A row behind every other one. */
export const between =
  (row: string) =>
  (form: Form): Exports => {
    const put = (rows: Rows): Buffer => Buffer.from(text(rows, form).replaceAll('\n', `\n${row}\n`));
    return { mailbox: put(MAILBOX), mfa: put(MFA) };
  };
/** The mailbox report alone is written otherwise. */
export const mailbox = (written: string | Buffer): Exports => ({ ...PLAIN_EXPORTS, mailbox: Buffer.from(written) });
export const mfa = (written: string): Exports => ({ ...PLAIN_EXPORTS, mfa: Buffer.from(written) });

export const spaced = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
export const defused = (value: string): string => (/^[=+\-@]/.test(value) ? `'${value}` : value);
export const moved = (rows: Rows, from: Rows, cell: number): Rows =>
  rows.map((row, i) => [...row, from[i]?.[cell] ?? '']);
export const without = (rows: Rows, cell: number): Rows => rows.map((row) => row.filter((_, i) => i !== cell));
