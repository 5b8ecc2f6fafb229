import type { Level } from '../../src/model/account.ts';

/** Each MFA status by its folded name: the level it tells and the exception type it stands for. */
export const STATUSES: Readonly<
  Record<string, { readonly level: Level; readonly exception?: 'short-term' | 'long-term' }>
> = {
  'user enabled': { level: 'standard' },
  'admin enabled': { level: 'standard' },
  'mfa enforced atp group': { level: 'standard' },
  'mfa enforced admin role': { level: 'standard' },
  'mfa enforced compromised': { level: 'standard' },
  'user disabled': { level: 'disabled' },
  'admin disabled': { level: 'disabled' },
  'mfa disabled atp group': { level: 'disabled' },
  'mfa disabled admin role': { level: 'disabled' },
  'mfa 24 hour exception': { level: 'disabled', exception: 'short-term' },
  'mfa long term exception': { level: 'disabled', exception: 'long-term' },
};

/** The statuses that an account keeps where it is and stays disabled. */
export const KEEPS_WHEN_DISABLED = [
  'user disabled',
  'admin disabled',
  'mfa disabled atp group',
  'mfa disabled admin role',
];
