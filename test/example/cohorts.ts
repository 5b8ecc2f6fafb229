/**
 * Accounts in groups that the example policies treat alike. Values in a list are dealt out in turn, so that each comes
 * up as often as the next; `wants` is what a plan asks for at the example's reference date.
 */
export interface Cohort {
  readonly count: number;
  readonly organisation: string;
  readonly wants: 'nothing' | 'enable' | 'switch' | 'restore' | 'disable';
  readonly units: readonly string[];
  readonly reported: readonly string[];
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

const ON = ['Admin Enabled', 'Admin Enabled', 'User Enabled'];
const OFF = ['Admin Disabled', 'User Disabled', 'MFA Disabled ATP Group', 'MFA Disabled Admin Role'];
const UNTOLD = ['', 'Temporarily Unavailable'];
const BUSY = [
  'Deleted',
  'Deleted Permanent',
  'Deleting',
  'Disabling',
  'Enabling',
  'Pending',
  'Migration Pending',
  'Restoring',
];
const RESTING = ['Inactive', 'Locked', 'Disabled', 'Disabled_Leaver', 'Active (Leaver)'];

const CORPORATE = ['Corporate/IT', 'Corporate/Finance', 'Corporate/HR', 'Corporate/Estates, Facilities and Transport'];
const THEATRES = ['Theatres/Anaesthetics', 'Theatres/Recovery'];
const WARDS = ['Wards/Ward 1', 'Wards/Ward 3', 'Wards/Ward 9', 'Medicine, Surgery and Trauma/Ward 4', 'Outpatients'];
const KIOSKS = ['Estates/Kiosks/Ward 3', 'Estates/Kiosks/Main Entrance', 'Estates\\Kiosks'];

/** Example Teaching Hospitals: in the middle of a rollout. */
const X26: Omit<Cohort, 'organisation'>[] = [
  { count: 96, wants: 'nothing', units: CORPORATE, reported: ON },
  { count: 20, wants: 'enable', units: CORPORATE, reported: OFF },
  { count: 4, wants: 'enable', units: CORPORATE, reported: OFF, methods: 'none' },
  { count: 6, wants: 'enable', units: CORPORATE, reported: UNTOLD, membership: '' },
  { count: 6, wants: 'switch', units: CORPORATE, reported: ON, membership: 'Named Locations' },
  { count: 80, wants: 'nothing', units: THEATRES, reported: ON },
  { count: 4, wants: 'enable', units: THEATRES, reported: OFF, statuses: ['Inactive'] },
  { count: 8, wants: 'enable', units: THEATRES, reported: OFF, methods: 'none' },
  { count: 40, wants: 'nothing', units: ['Estates/Grounds', 'Estates/Portering'], reported: ON },
  {
    count: 24,
    wants: 'nothing',
    units: KIOSKS,
    reported: ['Admin Enabled'],
    membership: 'Named Locations',
    called: 'kiosk',
    methods: 'none',
  },
  { count: 3, wants: 'switch', units: KIOSKS, reported: ['Admin Enabled'], called: 'kiosk' },
  {
    count: 4,
    wants: 'switch',
    units: ['Estates/Kiosks/Pharmacy'],
    reported: ['Admin Enabled'],
    membership: 'Named Locations',
    called: 'kiosk',
  },
  {
    count: 18,
    wants: 'nothing',
    units: ['Corporate/Volunteers'],
    reported: ['Admin Disabled'],
    userPolicy: 'X26.E3.Volunteers',
    methods: 'none',
  },
  {
    count: 4,
    wants: 'nothing',
    units: ['Corporate/Volunteers'],
    reported: ['User Enabled'],
    userPolicy: 'x26.e3.volunteers',
  },
  {
    count: 2,
    wants: 'disable',
    units: ['Corporate/Volunteers'],
    reported: ['Admin Enabled'],
    userPolicy: 'X26.E3.Volunteers',
  },
  { count: 155, wants: 'nothing', units: WARDS, reported: ON },
  { count: 112, wants: 'nothing', units: WARDS, reported: OFF },
  { count: 6, wants: 'nothing', units: WARDS, reported: ON, membership: 'Named Locations' },
  { count: 4, wants: 'nothing', units: WARDS, reported: UNTOLD, membership: '' },
  { count: 1, wants: 'nothing', units: WARDS, reported: ['Admin Enabled'], membership: 'Pilot Group' },
  { count: 10, wants: 'nothing', units: WARDS, reported: [''], membership: '', standsIn: 'mailbox report' },
  {
    count: 4,
    wants: 'nothing',
    units: CORPORATE,
    reported: ['MFA Enforced Admin Role'],
    roles: ['Local Primary Admin'],
    methods: 'app',
  },
  {
    count: 10,
    wants: 'nothing',
    units: WARDS,
    reported: ['MFA Enforced Admin Role'],
    roles: ['Local Admin', 'Local Admin;Rota Manager'],
    methods: 'app',
  },
  { count: 3, wants: 'nothing', units: WARDS, reported: ['MFA Enforced Admin Role'], roles: ['Local Admin'] },
  { count: 2, wants: 'enable', units: WARDS, reported: ['Admin Disabled'], roles: ['Local Admin'], methods: 'app' },
  {
    count: 8,
    wants: 'nothing',
    units: CORPORATE,
    reported: ['MFA Enforced Admin Role'],
    roles: ['Local Helpdesk'],
    methods: 'app',
  },
  {
    count: 6,
    wants: 'nothing',
    units: ['Corporate/IT'],
    reported: ['MFA Enforced Admin Role'],
    roles: ['Global Admin', 'Global Helpdesk', 'Tenant Admin'],
    methods: 'app',
  },
  { count: 3, wants: 'nothing', units: WARDS, reported: ['MFA Enforced Admin Role'], methods: 'app' },
  {
    count: 5,
    wants: 'nothing',
    units: CORPORATE,
    reported: ['MFA Enforced ATP Group'],
    roles: ['ATP Approver', 'ATP Approvers DL'],
  },
  {
    count: 6,
    wants: 'nothing',
    units: CORPORATE,
    reported: ON,
    roles: ['Deputy Caldicott Guardian', 'RA Agent', 'Rota Manager'],
  },
  { count: 4, wants: 'nothing', units: WARDS, reported: ['MFA Enforced Compromised'] },
  { count: 2, wants: 'enable', units: WARDS, reported: ['Admin Disabled'], compromised: true },
  { count: 1, wants: 'restore', units: WARDS, reported: ['MFA Long Term Exception'], compromised: true },
  { count: 5, wants: 'nothing', units: CORPORATE, reported: ['MFA 24 Hour Exception', 'MFA Long Term Exception'] },
  { count: 25, wants: 'nothing', units: CORPORATE, reported: RESTING.map(() => 'Admin Enabled'), statuses: RESTING },
  {
    count: 24,
    wants: 'nothing',
    units: ['Corporate/IT'],
    reported: ['Admin Disabled'],
    called: 'app',
    types: ['Application'],
    methods: 'none',
  },
  {
    count: 1,
    wants: 'disable',
    units: ['Corporate/IT'],
    reported: ['Admin Enabled'],
    called: 'app',
    types: ['Application'],
  },
  {
    count: 2,
    wants: 'nothing',
    units: ['Corporate/IT'],
    reported: [''],
    membership: '',
    called: 'app',
    types: ['Application'],
    methods: 'none',
  },
  {
    count: 60,
    wants: 'nothing',
    units: WARDS,
    reported: ['', 'Admin Disabled'],
    membership: '',
    called: 'ward-desk',
    types: ['Shared'],
    methods: 'none',
  },
  {
    count: 30,
    wants: 'nothing',
    units: CORPORATE,
    reported: [''],
    membership: '',
    called: 'room',
    types: ['Resource'],
    methods: 'none',
  },
  {
    count: 4,
    wants: 'nothing',
    units: WARDS,
    reported: [''],
    membership: '',
    called: 'ward-desk',
    types: ['Shared'],
    standsIn: 'mailbox report',
  },
  {
    count: 24,
    wants: 'nothing',
    units: WARDS,
    reported: ['Admin Disabled', 'Admin Enabled', ''],
    membership: '',
    statuses: BUSY,
  },
];

/** Example Community Health: its rollout is over. */
const X1A: Omit<Cohort, 'organisation'>[] = [
  {
    count: 190,
    wants: 'nothing',
    units: ['Community/District Nursing', 'Community/Therapies', 'Children, Young People and Families'],
    reported: ON,
  },
  {
    count: 20,
    wants: 'nothing',
    units: ['Urgent Care/Triage', 'Urgent Care > Triage > Desk 2'],
    reported: ON,
    membership: 'Named Locations',
  },
  { count: 1, wants: 'switch', units: ['Urgent Care/Triage'], reported: ['Admin Enabled'] },
  { count: 10, wants: 'enable', units: ['Urgent Care/Minor Injuries', 'Community/Therapies'], reported: OFF },
  { count: 4, wants: 'enable', units: ['Community/District Nursing'], reported: OFF, methods: 'none' },
  { count: 2, wants: 'enable', units: ['Community/Therapies'], reported: UNTOLD, membership: '' },
  { count: 3, wants: 'switch', units: ['Urgent Care/Minor Injuries'], reported: ON, membership: 'Named Locations' },
  {
    count: 8,
    wants: 'nothing',
    units: ['Community'],
    reported: ['MFA Enforced Admin Role'],
    roles: ['Local Admin', 'Local Helpdesk'],
    methods: 'app',
  },
  {
    count: 1,
    wants: 'restore',
    units: ['Community'],
    reported: ['MFA 24 Hour Exception'],
    roles: ['Local Admin'],
    methods: 'app',
  },
  { count: 2, wants: 'nothing', units: ['Community'], reported: ['MFA Enforced ATP Group'], roles: ['ATP Group'] },
  { count: 2, wants: 'nothing', units: ['Community/Therapies'], reported: ['MFA 24 Hour Exception'] },
  { count: 5, wants: 'nothing', units: ['Community/Therapies'], reported: ['User Enabled'], statuses: RESTING },
  {
    count: 10,
    wants: 'nothing',
    units: ['Community'],
    reported: ['Admin Disabled'],
    called: 'app',
    types: ['Application'],
    methods: 'none',
  },
  {
    count: 2,
    wants: 'disable',
    units: ['Community'],
    reported: ['Admin Enabled'],
    called: 'app',
    types: ['Application'],
  },
  {
    count: 30,
    wants: 'nothing',
    units: ['Community'],
    reported: [''],
    membership: '',
    called: 'ward-desk',
    types: ['Shared'],
    methods: 'none',
  },
  {
    count: 14,
    wants: 'nothing',
    units: ['Community'],
    reported: [''],
    membership: '',
    called: 'room',
    types: ['Resource'],
    methods: 'none',
  },
  { count: 16, wants: 'nothing', units: ['Community'], reported: ['Admin Disabled'], statuses: BUSY },
];

/** Example Village Surgery: named locations, but for those who work at home and for its admins. */
const X99017: Omit<Cohort, 'organisation'>[] = [
  { count: 56, wants: 'nothing', units: ['Reception', 'Clinical'], reported: ON, membership: 'Named Locations' },
  { count: 14, wants: 'nothing', units: ['Home Working'], reported: ON },
  { count: 7, wants: 'enable', units: ['Reception', 'Clinical'], reported: OFF, methods: 'none' },
  { count: 1, wants: 'switch', units: ['Clinical'], reported: ['Admin Enabled'] },
  { count: 2, wants: 'switch', units: ['Home Working'], reported: ['Admin Enabled'], membership: 'Named Locations' },
  {
    count: 2,
    wants: 'nothing',
    units: ['Reception'],
    reported: ['MFA Enforced Admin Role'],
    roles: ['Local Admin'],
    methods: 'app',
  },
  {
    count: 8,
    wants: 'nothing',
    units: ['Reception'],
    reported: [''],
    membership: '',
    called: 'ward-desk',
    types: ['Shared'],
    methods: 'none',
  },
  { count: 8, wants: 'nothing', units: ['Clinical'], reported: ['Admin Disabled'], statuses: BUSY },
];

/** Example Integrated Care Board: a rollout that leaves some units out. */
const X8B7C: Omit<Cohort, 'organisation'>[] = [
  { count: 10, wants: 'nothing', units: ['Board'], reported: ON, userPolicy: 'X8B7C.E3.Directors' },
  {
    count: 14,
    wants: 'nothing',
    units: ['Commissioning/Acute'],
    reported: ON,
    membership: 'Named Locations',
    userPolicy: 'X8B7C.F3.Agency',
  },
  { count: 48, wants: 'nothing', units: ['Commissioning/Acute', 'Commissioning/Primary Care'], reported: ON },
  { count: 7, wants: 'enable', units: ['Commissioning/Acute'], reported: OFF },
  { count: 18, wants: 'nothing', units: ['Finance'], reported: OFF },
  { count: 14, wants: 'nothing', units: ['Finance'], reported: ON },
  { count: 9, wants: 'nothing', units: ['Strategy'], reported: OFF },
  { count: 18, wants: 'nothing', units: ['Strategy'], reported: ON },
  { count: 1, wants: 'nothing', units: ['Strategy'], reported: [''], membership: '' },
  {
    count: 3,
    wants: 'nothing',
    units: ['Finance'],
    reported: ['MFA Enforced Admin Role'],
    roles: ['Local Admin'],
    methods: 'app',
  },
  {
    count: 8,
    wants: 'nothing',
    units: ['Board'],
    reported: [''],
    membership: '',
    called: 'room',
    types: ['Resource'],
    methods: 'none',
  },
];

/** A closed organisation, one without a document, and rows that say nothing of where the account belongs. */
const REST: Cohort[] = [
  {
    count: 10,
    organisation: 'X9Z',
    wants: 'nothing',
    units: ['Wards'],
    reported: ON,
    statuses: ['Active', 'Active', 'Disabled_Leaver'],
  },
  { count: 14, organisation: 'X5T', wants: 'nothing', units: [''], reported: ON },
  { count: 3, organisation: 'X5T', wants: 'enable', units: [''], reported: OFF },
  { count: 4, organisation: '', wants: 'nothing', units: [''], reported: ON },
  { count: 9, organisation: '', wants: 'nothing', units: [''], reported: ['Admin Disabled'], standsIn: 'MFA report' },
  { count: 3, organisation: 'X26', wants: 'nothing', units: WARDS, reported: [''], membership: '', types: [''] },
];

export const COHORTS: readonly Cohort[] = [
  ...X26.map((cohort) => ({ ...cohort, organisation: 'X26' })),
  ...X1A.map((cohort) => ({ ...cohort, organisation: 'X1A' })),
  ...X99017.map((cohort) => ({ ...cohort, organisation: 'X99017' })),
  ...X8B7C.map((cohort) => ({ ...cohort, organisation: 'X8B7C' })),
  ...REST,
];
