/** What every diagnostic of the policies means, by its stable code. docs/diagnostics.md lists the same. */
export interface CodeMeaning {
  readonly severity: 'error' | 'warning';
  readonly means: string;
  /** What to do about it. */
  readonly action: string;
}

const error = (means: string, action: string): CodeMeaning => ({ severity: 'error', means, action });
const warning = (means: string, action: string): CodeMeaning => ({ severity: 'warning', means, action });

export const CODES = {
  // Reading
  'missing-folder': error(
    'The folder of the policies is not there.',
    'Create it, or correct `policies` in mfactl.yaml.',
  ),
  'file-unreadable': error(
    'A file or folder can not be read, or is not a regular file.',
    'Correct its permissions, or remove it.',
  ),
  'file-too-large': error(
    'A file is over 1 MiB.',
    'Split it; exceptions may stand in several files below exceptions/.',
  ),
  'file-not-utf8': error('A file is not UTF-8.', 'Save it as UTF-8.'),
  'link-in-policies': error(
    'A symbolic link lies below policies/.',
    'Put the file itself there: what a link leads to can change without a commit.',
  ),
  'names-differ-in-case': error(
    'The names of two files or folders differ only in capital letters.',
    'Rename one: Windows and macOS take them for the same file.',
  ),
  // YAML
  'control-character': error('A file holds a control character that people can not see.', 'Remove it.'),
  'yaml-syntax': error('A file is not valid YAML 1.2.', 'Correct the line.'),
  'yaml-several-documents': error('A file holds more than one document.', 'Put each document into a file of its own.'),
  'yaml-version': error('A file asks for another version of YAML.', 'Remove the %YAML line.'),
  'yaml-tag': error('A value has a tag that is not known.', 'Remove the tag.'),
  'yaml-key': error('A key is not a plain text.', 'Write the key as a text.'),
  'yaml-too-deep': error(
    'Collections stand in each other too deeply.',
    'Flatten them; no document needs more than 8 levels.',
  ),
  'duplicate-key': error('A key stands twice in one mapping.', 'Keep one of the two.'),
  'unknown-alias': error(
    'An alias names an anchor that does not stand before it.',
    'Correct the name, or write the value out.',
  ),
  'alias-cycle': error('An alias stands inside its own anchor.', 'Write the value out.'),
  'too-many-aliases': error('A file expands more than 100 aliases, or one that is too large.', 'Write the values out.'),
  'text-too-long': error('A text has more than 2,000 characters.', 'Shorten it.'),
  // Hidden marks
  'hidden-mark': error(
    'A name or value holds a character that people cannot see, such as a no-break space.',
    'Delete the character that the message names, or type the text again.',
  ),
  'typographic-mark': error(
    'An address holds a typographic quote or dash.',
    'Write the plain character that the message names.',
  ),
  'mixed-scripts': error(
    'An address holds letters of two scripts, so it may look like another address.',
    'Type the address again.',
  ),
  // Schema
  'empty-document': error('A file holds no document.', 'Write one, or remove the file.'),
  'missing-kind': error('A document does not say what it is.', 'Add `kind`.'),
  'unknown-kind': error('A document is of a kind that does not exist.', 'Correct `kind`.'),
  'misplaced-document': error(
    'A document of this kind does not belong in this place.',
    'Move the file, or correct `kind`.',
  ),
  'schema-unknown-property': error('A property does not exist here.', 'Correct its name, or remove it.'),
  'schema-missing-property': error('A property that is needed is not there.', 'Add it.'),
  'schema-type': error(
    'A value is of another type than it must be.',
    'Correct the value; quote a text that looks like a number.',
  ),
  'schema-value': error('A value is none of those that are possible.', 'Take one of those that the message lists.'),
  'schema-format': error('A text does not have the form that it must have.', 'Write it as the message says.'),
  'schema-length': error('A text, list or mapping is too short or too long.', 'Add or remove what the message says.'),
  'schema-range': error('A number is too small or too large.', 'Correct the number.'),
  'too-many-mistakes': error(
    'A file has more than 1,000 mistakes; the rest is not listed.',
    'Correct those that are listed.',
  ),
  // Documents and their places
  'missing-tenant': error('There is no Tenant document.', 'Write policies/tenant.yaml.'),
  'second-tenant': error('There is a second Tenant document.', 'Keep one.'),
  'duplicate-organisation': error('Two documents describe one organisation.', 'Keep one.'),
  'folder-mismatch': error(
    'A document speaks of another organisation than its folder.',
    'Move the file, or correct the code.',
  ),
  'folder-without-organisation': error(
    'A folder below organisations/ has no Organisation document.',
    'Add organisation.yaml to it.',
  ),
  'duplicate-role': error('Two Role documents have one name.', 'Rename one, or join them.'),
  'role-floor-disabled': error(
    'A role of category admin or atp has no floor.',
    'Set `mfa` to standard or named-locations.',
  ),
  'portal-role-as-other': error(
    'A Role document gives category other to a role of the portal that is admin or atp.',
    'Correct `category`, or remove the name.',
  ),
  'duplicate-account-type': error('An account type is named twice.', 'Keep one.'),
  // Scopes
  'duplicate-unit': error('A unit is named twice.', 'Keep one.'),
  'duplicate-user-policy': error('A user policy is named twice.', 'Keep one.'),
  'empty-unit-path': error('A unit path has no segment.', 'Name the unit.'),
  'loosening-without-reason': error(
    'A unit or user policy is looser than what stands above it, and says no reason.',
    'Add `reason`.',
  ),
  'guardrail-looser': error(
    'A guardrail of an organisation is looser than that of the tenant.',
    'Tighten or remove it.',
  ),
  // Exceptions and overrides
  'exception-overlap': error(
    'Two entries of one type for one user overlap.',
    'Join them, or end one before the other starts.',
  ),
  'exception-ends-before-start': error('An entry does not end after its start.', 'Correct `startsAt` or `expiresAt`.'),
  'exception-too-long': error('An entry lasts longer than its type may.', 'End it earlier, or renew it later.'),
  'unlisted-reason': error(
    'The reason is not one that the tenant lists for this type.',
    'Take one of the listed reasons.',
  ),
  'missing-required-field': error('An entry has no field that the tenant requires for this type.', 'Add it.'),
  'self-approval': error('An entry is approved by its user, or by who asked for it.', 'Let somebody else approve it.'),
  'unknown-approver': error(
    "Who approved is not among the approvers; for an override, not among the tenant's.",
    'Name an approver, or add this one to `approvers`.',
  ),
  'too-many-exceptions': error(
    'A user has more entries of one type within a window of time than the tenant allows.',
    'Ask for a long-term exception.',
  ),
  'override-limit': error(
    'The limit does not fit the guardrail.',
    'Write a duration for stale-report, else a number of accounts.',
  ),
  'override-ends-before-start': error(
    'An override does not end after its start.',
    'Correct `startsAt` or `expiresAt`.',
  ),
  'override-too-long': error('An override lasts longer than 30 days.', 'End it earlier; write a new one later.'),
  // Tests and invariants
  'unknown-role': error('A test or invariant names a role that no Role document has.', 'Correct the name.'),
  'unknown-organisation': error('A test or invariant names an organisation that has no document.', 'Correct the code.'),
  // Settings
  'settings-missing-file': error('The settings file that was named is not there.', 'Correct the path.'),
  'settings-missing-report': error(
    'The directory is `report`, but a report is not named.',
    'Add mailboxReport and mfaStatusReport.',
  ),
  'settings-not-for-kind': error(
    'A property is set that this kind of directory or target does not have.',
    'Remove it, or correct `kind`.',
  ),
  // Warnings
  'lapsed-exception': warning(
    'An entry lapsed longer ago than the window of `maxPerUser`, or than 30 days where its type has none.',
    'Prune it: `mfactl exception prune`.',
  ),
  'expired-override': warning('An override has expired: it lifts nothing.', 'Remove it.'),
  'exception-in-hold': warning(
    'Entries of a file start while the rollout may still hold their accounts.',
    'Check that they are needed.',
  ),
  'shared-account-exception': warning(
    'A long-term entry is for a shared account.',
    'Convert the mailbox to a shared mailbox.',
  ),
  'unit-repeats-parent': warning('A unit repeats the level of what stands above it.', 'Remove it if it is not needed.'),
  'disabled-without-until': warning('A scope is disabled without an end.', 'Add `until`.'),
  'no-approvers': warning('Nobody is named as an approver.', 'Add `approvers` to the tenant.'),
} as const satisfies Record<string, CodeMeaning>;

export type DiagnosticCode = keyof typeof CODES;
