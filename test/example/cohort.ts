/**
 * Accounts that the example policies treat alike. Values in a list are dealt out in turn, so that each comes up as
 * often as the next.
 */
export interface Cohort extends Traits {
  readonly count: number;
  readonly organisation: string;
  /** The change that a plan asks for at the example's reference date. */
  readonly wants: Wanted;
  readonly units: readonly string[];
  readonly reported: readonly string[];
}

export type Wanted = 'nothing' | 'enable' | 'switch' | 'restore' | 'disable';

/** What sets accounts apart from ordinary users that stand in both reports. */
export interface Traits {
  /** Left out, it agrees with what is reported. */
  readonly membership?: string;
  /** Left out: people, with any method. */
  readonly called?: 'kiosk' | 'app' | 'ward-desk' | 'room';
  readonly methods?: 'none' | 'app';
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  readonly userPolicy?: string;
  readonly roles?: readonly string[];
  readonly compromised?: true;
  readonly standsIn?: 'mailbox report' | 'MFA report';
}

/** Makes the cohorts of one organisation. */
export function cohortsOf(
  organisation: string,
  ...rows: readonly [
    count: number,
    wants: Wanted,
    units: readonly string[],
    reported: readonly string[],
    traits?: Traits,
  ][]
): Cohort[] {
  return rows.map(([count, wants, units, reported, traits]) => ({
    count,
    organisation,
    wants,
    units,
    reported,
    ...traits,
  }));
}

export const ON = ['Admin Enabled', 'Admin Enabled', 'User Enabled'];
export const OFF = ['Admin Disabled', 'User Disabled', 'MFA Disabled ATP Group', 'MFA Disabled Admin Role'];
export const UNTOLD = ['', 'Temporarily Unavailable'];
export const ADMIN = ['MFA Enforced Admin Role'];

/** Account statuses that are managed beside Active, and those that are not. */
export const RESTING = ['Inactive', 'Locked', 'Disabled', 'Disabled_Leaver', 'Active (Leaver)'];

export const BUSY = [
  'Deleted',
  'Deleted Permanent',
  'Deleting',
  'Disabling',
  'Enabling',
  'Pending',
  'Restoring',
  'Migration Pending',
];

export const APPLICATION = { called: 'app', types: ['Application'] } as const;
export const SHARED = { membership: '', called: 'ward-desk', types: ['Shared'], methods: 'none' } as const;
export const ROOM = { membership: '', called: 'room', types: ['Resource'], methods: 'none' } as const;
export const ON_NAMED_LOCATIONS = { membership: 'Named Locations' } as const;
/** Neither membership nor reported status tells the level. */
export const NOT_TOLD = { membership: '' } as const;
export const NO_METHOD = { methods: 'none' } as const;
