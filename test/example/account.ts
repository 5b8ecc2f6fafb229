/** One synthetic account of the example, as the two reports tell it. */
export interface ExampleAccount {
  readonly address: string;
  readonly displayName: string;
  readonly organisation: string;
  readonly unit: string;
  readonly type: string;
  readonly status: string;
  readonly userPolicy: string;
  /** Separated by `;`. */
  readonly roles: string;
  readonly reported: string;
  /** Authentication types, separated by `;`; blank where nothing is registered. */
  readonly methods: string;
  /** The Conditional Access policy; blank where the report does not tell it. */
  readonly membership: string;
  readonly compromised: boolean;
  /** Real reports do not agree on who exists. */
  readonly standsIn: 'both' | 'mailbox report' | 'MFA report';
}

/** Sets of registered authentication types, so that each of the nine distinct names comes up. */
export const METHOD_SETS: readonly string[] = [
  'PhoneAppNotification',
  'PhoneAppNotification;PhoneAppOTP',
  'SoftwareOTP',
  'SMS',
  'SMS;Voice',
  'OneWaySMS',
  'TwoWayVoiceMobile',
  'TwoWayVoiceMobile;TwoWayVoiceAlternateMobile',
  'TwoWayVoiceOffice; OneWaySMS',
  'PhoneAppOTP',
];

/** What administrators may register. */
export const APP_SETS: readonly string[] = ['PhoneAppNotification', 'PhoneAppNotification;PhoneAppOTP', 'SoftwareOTP'];

const ENABLED = [
  'User Enabled',
  'Admin Enabled',
  'MFA Enforced ATP Group',
  'MFA Enforced Admin Role',
  'MFA Enforced Compromised',
];

/** The Conditional Access policy that agrees with a reported status. */
export function agreeingMembership(reported: string): string {
  return ENABLED.includes(reported) ? 'Standard' : 'None';
}
