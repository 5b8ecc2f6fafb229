/**
 * What the texts of the MFA Status report mean. Loaded with the help, so it imports almost nothing.
 */
import type { Level } from '../../model/account.ts';
import { STATUS } from '../../model/status.ts';
import { aligned } from '../markup/terminal.ts';

export interface StatusMeaning {
  readonly name: string;
  /** The level that the status tells of where the membership of the groups is not told. */
  readonly level: Level;
  /** From before February 2024: read, never newly assigned. */
  readonly legacy: boolean;
  readonly means: string;
}

const status = (name: string, level: Level, means: string, legacy = false): StatusMeaning => ({
  name,
  level,
  legacy,
  means,
});

/** The eleven statuses, the enforced ones first. */
export const STATUS_LEGEND: readonly StatusMeaning[] = [
  status(STATUS.userEnabled, 'standard', 'The user turned MFA on by self-enrolment.'),
  status(STATUS.adminEnabled, 'standard', 'An admin, or a policy, turned MFA on.'),
  status(STATUS.enforcedAtp, 'standard', 'MFA cannot be turned off, because the user is in an ATP group.'),
  status(STATUS.enforcedAdmin, 'standard', 'MFA cannot be turned off, because the user has an admin role.'),
  status(STATUS.enforcedCompromised, 'standard', 'MFA cannot be turned off, because the account is compromised.'),
  status(STATUS.userDisabled, 'disabled', 'The user turned MFA off by self-enrolment.'),
  status(STATUS.adminDisabled, 'disabled', 'An admin, or a policy, turned MFA off.'),
  status(STATUS.shortTerm, 'disabled', 'A short-term exception: MFA is off for 24 hours.'),
  status(STATUS.longTerm, 'disabled', 'A long-term exception: MFA is off for up to 180 days.'),
  status(STATUS.disabledAtp, 'disabled', 'The user left an ATP group, which turned MFA off.', true),
  status(STATUS.disabledAdmin, 'disabled', 'The user lost an admin role, which turned MFA off.', true),
];

export interface MethodMeaning {
  readonly name: string;
  /** Whose names these are: `legacy` for per-user MFA, `new` for Conditional Access. Two names are of both. */
  readonly eras: readonly ('legacy' | 'new')[];
  readonly means: string;
}

const LEGACY = ['legacy'] as const;
const NEW = ['new'] as const;
const BOTH = ['legacy', 'new'] as const;

/** The nine authentication types: six legacy names and five new ones, of which two are the same. */
export const METHOD_LEGEND: readonly MethodMeaning[] = [
  { name: 'PhoneAppNotification', eras: BOTH, means: 'The authenticator app asks the user to approve the sign-in.' },
  { name: 'PhoneAppOTP', eras: BOTH, means: 'The authenticator app shows a code for one sign-in.' },
  {
    name: 'SoftwareOTP',
    eras: NEW,
    means: 'Another app, which the user set up for this, shows a code for one sign-in.',
  },
  { name: 'SMS', eras: NEW, means: 'A code comes as a text message.' },
  { name: 'Voice', eras: NEW, means: 'An automatic call asks the user to press the hash key.' },
  { name: 'OneWaySMS', eras: LEGACY, means: 'A code comes as a text message.' },
  { name: 'TwoWayVoiceMobile', eras: LEGACY, means: "A call to the user's mobile phone asks for a key to be pressed." },
  {
    name: 'TwoWayVoiceAlternateMobile',
    eras: LEGACY,
    means: "A call to the user's second mobile phone asks for a key to be pressed.",
  },
  { name: 'TwoWayVoiceOffice', eras: LEGACY, means: "A call to the user's office phone asks for a key to be pressed." },
];

/** The legend of statuses for a page of help. */
export function statusHelp(): string {
  return helpTable('Statuses of the MFA Status report, and the level that each one means:', [
    ...STATUS_LEGEND.map(({ name, level, legacy, means }) => [name, level, `${means}${legacy ? ' Legacy.' : ''}`]),
    ['(blank, or another text)', 'unknown', 'Never counted as compliant.'],
  ]);
}

/** The legend of authentication types for a page of help. */
export function methodHelp(): string {
  return helpTable(
    'Authentication types:',
    METHOD_LEGEND.map(({ name, eras, means }) => [name, eras.join(', '), means]),
  );
}

function helpTable(title: string, rows: readonly (readonly string[])[]): string {
  return [title, ...aligned(rows).map((line) => `  ${line}`)].join('\n');
}
