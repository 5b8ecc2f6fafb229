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
  'missing-folder': error('The policies folder does not exist.', 'Create it, or correct `policies` in mfactl.yaml.'),
  'file-unreadable': error(
    'A file or folder cannot be read, or is not a regular file.',
    'Correct its permissions, or remove it.',
  ),
  'file-too-large': error('A file is over 1 MiB.', 'Split it; exceptions may be in several files in exceptions/.'),
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
  'control-character': error('A file holds an invisible control character.', 'Remove it.'),
  'yaml-syntax': error('A file is not valid YAML 1.2.', 'Correct the line.'),
  'yaml-several-documents': error('A file holds more than one document.', 'Put each document into a file of its own.'),
  'yaml-version': error('A file asks for a version of YAML other than 1.2.', 'Remove the %YAML line.'),
  'yaml-tag': error('A value has a YAML tag. Policies do not use tags.', 'Remove the tag.'),
  'yaml-key': error('A key is empty, a list or a mapping.', 'Write the key as a text.'),
  'yaml-too-deep': error(
    'Lists and mappings are nested too deeply.',
    'Use fewer levels; no document needs more than 8.',
  ),
  'duplicate-key': error('A mapping has the same key twice.', 'Keep one of the two.'),
  'unknown-alias': error(
    'An alias names an anchor that is not defined before it.',
    'Correct the name, or write the value out.',
  ),
  'alias-cycle': error('An alias is inside its own anchor.', 'Write the value out.'),
  'too-many-aliases': error(
    'A file uses more than 100 aliases, or aliases for too much text.',
    'Write the values out.',
  ),
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
  'missing-kind': error('A document has no `kind`.', 'Add `kind`.'),
  'unknown-kind': error('A document is of a kind that does not exist.', 'Correct `kind`.'),
  'misplaced-document': error(
    'A document of this kind does not belong in this place.',
    'Move the file, or correct `kind`.',
  ),
  'schema-unknown-property': error('A property does not exist here.', 'Correct its name, or remove it.'),
  'schema-missing-property': error('A required property is missing.', 'Add it.'),
  'schema-type': error('A value has the wrong type.', 'Correct the value; quote a text that looks like a number.'),
  'schema-value': error('A value is not one of the allowed values.', 'Use one of the values in the message.'),
  'schema-format': error('A text has the wrong format.', 'Write it as the message says.'),
  'schema-length': error('A text, list or mapping is too short or too long.', 'Add or remove what the message says.'),
  'schema-range': error('A number is too small or too large.', 'Correct the number.'),
  'too-many-mistakes': error(
    'A file has more than 1,000 errors; only the first 1,000 are listed.',
    'Correct the listed errors first.',
  ),
  // Documents and their places
  'missing-tenant': error('There is no Tenant document.', 'Write policies/tenant.yaml.'),
  'second-tenant': error('There is a second Tenant document.', 'Keep one.'),
  'duplicate-organisation': error('Two documents describe one organisation.', 'Keep one.'),
  'folder-mismatch': error(
    'A document is for a different organisation from its folder.',
    'Move the file, or correct the code.',
  ),
  'folder-without-organisation': error(
    'A folder in organisations/ has no Organisation document.',
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
  'duplicate-account-type': error('An account type is listed twice.', 'Keep one.'),
  // Scopes
  'duplicate-unit': error('A unit is listed twice.', 'Keep one.'),
  'duplicate-user-policy': error('A user policy is listed twice.', 'Keep one.'),
  'empty-unit-path': error('A unit path has no segment.', 'Name the unit.'),
  'loosening-without-reason': error(
    'A unit or user policy is looser than the level above it and gives no reason.',
    'Add `reason`.',
  ),
  'guardrail-looser': error(
    'A limit of an organisation is looser than the limit of the tenant.',
    'Tighten or remove it.',
  ),
  // Exceptions and overrides
  'exception-overlap': error(
    'Two exceptions of the same type for the same user overlap.',
    'Join them, or end one before the other starts.',
  ),
  'exception-ends-before-start': error(
    'An exception does not end after it starts.',
    'Correct `startsAt` or `expiresAt`.',
  ),
  'exception-too-long': error('An exception lasts longer than its type allows.', 'End it earlier, or renew it later.'),
  'unlisted-reason': error(
    'The reason is not one that the tenant lists for this type.',
    'Use one of the listed reasons.',
  ),
  'missing-required-field': error(
    'An exception has no value for a field that the tenant requires for its type.',
    'Add it.',
  ),
  'self-approval': error(
    'An exception is approved by its own user or by the person who asked for it.',
    'Somebody else must approve it.',
  ),
  'unknown-approver': error(
    'The person in `approvedBy` is not on the list of approvers.',
    'Name a listed approver, or add this person to `approvers`.',
  ),
  'too-many-exceptions': error(
    'A user has more exceptions of one type within a period than the tenant allows.',
    'Ask for a long-term exception.',
  ),
  'override-limit': error(
    'The limit does not fit the guardrail.',
    'Write a duration for stale-report, and a number of accounts for any other guardrail.',
  ),
  'override-approver': error(
    'An override is approved by an approver of an organisation, or the tenant names no approvers.',
    "Name one of the tenant's approvers.",
  ),
  'override-ends-before-start': error(
    'An override does not end after its start.',
    'Correct `startsAt` or `expiresAt`.',
  ),
  'override-too-long': error('An override lasts longer than 30 days.', 'End it earlier; write a new one later.'),
  // Tests and invariants
  'unknown-role': error('A test or invariant names a role that has no Role document.', 'Correct the name.'),
  'unknown-organisation': error('A test or invariant names an organisation that has no document.', 'Correct the code.'),
  // Settings
  'settings-missing-file': error('The settings file that you named does not exist.', 'Correct the path.'),
  'settings-missing-report': error(
    'The directory has kind `report`, but one of its two reports is not named.',
    'Add mailboxReport and mfaStatusReport.',
  ),
  'settings-ledger-branch': error(
    'The branch of the ledger is also that of the policies.',
    'Give the ledger a branch of its own, for example `mfactl-ledger`.',
  ),
  'settings-not-for-kind': error(
    'A property is set that this kind of directory or target does not have.',
    'Remove it, or correct `kind`.',
  ),
  // Warnings
  'deleted-exception': warning(
    'The entry of an exception that runs was deleted since the protected branch.',
    'Put it back, and end it with "mfactl exception end", which keeps the evidence.',
  ),
  'lapsed-exception': warning(
    'An entry lapsed longer ago than the window of `maxPerUser`, or than 30 days where its type has none.',
    'Remove it with `mfactl exception prune`.',
  ),
  'expired-override': warning('An override has expired and has no effect any more.', 'Remove it.'),
  'exception-in-hold': warning(
    'Entries of a file start while the rollout may still hold their accounts.',
    'Check that they are needed.',
  ),
  'shared-account-exception': warning(
    'A long-term exception is for a shared account.',
    'Convert the mailbox to a shared mailbox.',
  ),
  'unit-repeats-parent': warning('A unit has the same level as the level above it.', 'Remove it if it is not needed.'),
  'disabled-without-until': warning('A unit or user policy is `disabled` and has no end.', 'Add `until`.'),
  'too-many-warnings': warning(
    'A file has more than 1,000 warnings; only the first 1,000 are listed.',
    'Look at the listed warnings first.',
  ),
  'no-approvers': warning(
    'Nobody is listed as an approver, so anybody may approve an exception.',
    'Add `approvers` to the tenant.',
  ),
} as const satisfies Record<string, CodeMeaning>;

export type DiagnosticCode = keyof typeof CODES;
