import {
  ADMIN,
  APPLICATION,
  BUSY,
  type Cohort,
  cohortsOf,
  NO_METHOD,
  NOT_TOLD,
  OFF,
  ON,
  ON_NAMED_LOCATIONS,
  RESTING,
  ROOM,
  SHARED,
  UNTOLD,
} from './cohort.ts';

const IT = ['Corporate/IT'];
const CORPORATE = ['Corporate/IT', 'Corporate/Finance', 'Corporate/HR', 'Corporate/Estates, Facilities and Transport'];
const VOLUNTEERS = ['Corporate/Volunteers'];
const THEATRES = ['Theatres/Anaesthetics', 'Theatres/Recovery'];
const WARDS = ['Wards/Ward 1', 'Wards/Ward 3', 'Wards/Ward 9', 'Medicine, Surgery and Trauma/Ward 4', 'Outpatients'];
const KIOSKS = ['Estates/Kiosks/Ward 3', 'Estates/Kiosks/Main Entrance', 'Estates\\Kiosks'];

/** Example Teaching Hospitals in the middle of its rollout: the parts that it has reached. */
const X26_REACHED = cohortsOf(
  'X26',
  [96, 'nothing', CORPORATE, ON],
  [20, 'enable', CORPORATE, OFF],
  [4, 'enable', CORPORATE, OFF, NO_METHOD],
  [6, 'enable', CORPORATE, UNTOLD, NOT_TOLD],
  [6, 'switch', CORPORATE, ON, ON_NAMED_LOCATIONS],
  [25, 'nothing', CORPORATE, ['Admin Enabled'], { statuses: RESTING }],
  [5, 'nothing', CORPORATE, ['MFA 24 Hour Exception', 'MFA Long Term Exception']],
  [80, 'nothing', THEATRES, ON],
  [4, 'enable', THEATRES, OFF, { statuses: ['Inactive'] }],
  [8, 'enable', THEATRES, OFF, NO_METHOD],
  [40, 'nothing', ['Estates/Grounds', 'Estates/Portering'], ON],
  [24, 'nothing', KIOSKS, ['Admin Enabled'], { ...ON_NAMED_LOCATIONS, called: 'kiosk', methods: 'none' }],
  [3, 'switch', KIOSKS, ['Admin Enabled'], { called: 'kiosk' }],
  [4, 'switch', ['Estates/Kiosks/Pharmacy'], ['Admin Enabled'], { ...ON_NAMED_LOCATIONS, called: 'kiosk' }],
  [18, 'nothing', VOLUNTEERS, ['Admin Disabled'], { userPolicy: 'X26.E3.Volunteers', methods: 'none' }],
  [4, 'nothing', VOLUNTEERS, ['User Enabled'], { userPolicy: 'x26.e3.volunteers' }],
  [2, 'disable', VOLUNTEERS, ['Admin Enabled'], { userPolicy: 'X26.E3.Volunteers' }],
  [24, 'nothing', IT, ['Admin Disabled'], { ...APPLICATION, methods: 'none' }],
  [1, 'disable', IT, ['Admin Enabled'], APPLICATION],
  [2, 'nothing', IT, [''], { ...APPLICATION, membership: '', methods: 'none' }],
  [30, 'nothing', CORPORATE, [''], ROOM],
);

/** Its wards, which the rollout still holds. */
const X26_HELD = cohortsOf(
  'X26',
  [155, 'nothing', WARDS, ON],
  [112, 'nothing', WARDS, OFF],
  [6, 'nothing', WARDS, ON, ON_NAMED_LOCATIONS],
  [4, 'nothing', WARDS, UNTOLD, NOT_TOLD],
  [1, 'nothing', WARDS, ['Admin Enabled'], { membership: 'Pilot Group' }],
  [10, 'nothing', WARDS, [''], { membership: '', standsIn: 'mailbox report' }],
  [4, 'nothing', WARDS, ['MFA Enforced Compromised']],
  [2, 'enable', WARDS, ['Admin Disabled'], { compromised: true }],
  [1, 'restore', WARDS, ['MFA Long Term Exception'], { compromised: true }],
  [60, 'nothing', WARDS, ['', 'Admin Disabled'], SHARED],
  [4, 'nothing', WARDS, [''], { ...SHARED, standsIn: 'mailbox report' }],
  [24, 'nothing', WARDS, ['Admin Disabled', 'Admin Enabled', ''], { membership: '', statuses: BUSY }],
  [3, 'nothing', WARDS, [''], { membership: '', types: [''] }],
);

/** Its roles: no wave holds an administrator. */
const X26_ROLES = cohortsOf(
  'X26',
  [4, 'nothing', CORPORATE, ADMIN, { roles: ['Local Primary Admin'], methods: 'app' }],
  [10, 'nothing', WARDS, ADMIN, { roles: ['Local Admin', 'Local Admin;Rota Manager'], methods: 'app' }],
  [3, 'nothing', WARDS, ADMIN, { roles: ['Local Admin'] }],
  // In sync but for the name of the status.
  [3, 'nothing', WARDS, ['Admin Enabled'], { roles: ['Local Admin'], methods: 'app' }],
  [2, 'enable', WARDS, ['Admin Disabled'], { roles: ['Local Admin'], methods: 'app' }],
  [8, 'nothing', CORPORATE, ADMIN, { roles: ['Local Helpdesk'], methods: 'app' }],
  [6, 'nothing', IT, ADMIN, { roles: ['Global Admin', 'Global Helpdesk', 'Tenant Admin'], methods: 'app' }],
  // The status alone tells that they hold a role.
  [3, 'nothing', WARDS, ADMIN, { methods: 'app' }],
  [5, 'nothing', CORPORATE, ['MFA Enforced ATP Group'], { roles: ['ATP Approver', 'ATP Approvers DL'] }],
  [6, 'nothing', CORPORATE, ON, { roles: ['Deputy Caldicott Guardian', 'RA Agent', 'Rota Manager'] }],
);

const NURSING = ['Community/District Nursing', 'Community/Therapies', 'Children, Young People and Families'];
const THERAPIES = ['Community/Therapies'];
const OFFICE = ['Community'];

/** Example Community Health: its rollout is over. */
const X1A = cohortsOf(
  'X1A',
  [190, 'nothing', NURSING, ON],
  [20, 'nothing', ['Urgent Care/Triage', 'Urgent Care > Triage > Desk 2'], ON, ON_NAMED_LOCATIONS],
  [1, 'switch', ['Urgent Care/Triage'], ['Admin Enabled']],
  [10, 'enable', ['Urgent Care/Minor Injuries', 'Community/Therapies'], OFF],
  [4, 'enable', ['Community/District Nursing'], OFF, NO_METHOD],
  [2, 'enable', THERAPIES, UNTOLD, NOT_TOLD],
  [3, 'switch', ['Urgent Care/Minor Injuries'], ON, ON_NAMED_LOCATIONS],
  [8, 'nothing', OFFICE, ADMIN, { roles: ['Local Admin', 'Local Helpdesk'], methods: 'app' }],
  [1, 'restore', OFFICE, ['MFA 24 Hour Exception'], { roles: ['Local Admin'], methods: 'app' }],
  [2, 'nothing', OFFICE, ['MFA Enforced ATP Group'], { roles: ['ATP Group'] }],
  [2, 'nothing', THERAPIES, ['MFA 24 Hour Exception']],
  [5, 'nothing', THERAPIES, ['User Enabled'], { statuses: RESTING }],
  [10, 'nothing', OFFICE, ['Admin Disabled'], { ...APPLICATION, methods: 'none' }],
  [2, 'disable', OFFICE, ['Admin Enabled'], APPLICATION],
  [30, 'nothing', OFFICE, [''], SHARED],
  [14, 'nothing', OFFICE, [''], ROOM],
  [16, 'nothing', OFFICE, ['Admin Disabled'], { statuses: BUSY }],
);

const SURGERY = ['Reception', 'Clinical'];

/** Example Village Surgery: named locations, but for those who work at home and for its admins. */
const X99017 = cohortsOf(
  'X99017',
  [56, 'nothing', SURGERY, ON, ON_NAMED_LOCATIONS],
  [14, 'nothing', ['Home Working'], ON],
  [7, 'enable', SURGERY, OFF, NO_METHOD],
  [1, 'switch', ['Clinical'], ['Admin Enabled']],
  [2, 'switch', ['Home Working'], ['Admin Enabled'], ON_NAMED_LOCATIONS],
  [2, 'nothing', ['Reception'], ADMIN, { roles: ['Local Admin'], methods: 'app' }],
  [8, 'nothing', ['Reception'], [''], SHARED],
  [8, 'nothing', ['Clinical'], ['Admin Disabled'], { statuses: BUSY }],
);

const COMMISSIONING = ['Commissioning/Acute', 'Commissioning/Primary Care'];

/** Example Integrated Care Board: a rollout that leaves some units out. */
const X8B7C = cohortsOf(
  'X8B7C',
  [10, 'nothing', ['Board'], ON, { userPolicy: 'X8B7C.E3.Directors' }],
  [14, 'nothing', COMMISSIONING, ON, { ...ON_NAMED_LOCATIONS, userPolicy: 'X8B7C.F3.Agency' }],
  [48, 'nothing', COMMISSIONING, ON],
  [7, 'enable', COMMISSIONING, OFF],
  [32, 'nothing', ['Finance'], [...ON, ...OFF]],
  [27, 'nothing', ['Strategy'], [...ON, ...OFF]],
  [1, 'nothing', ['Strategy'], [''], NOT_TOLD],
  [3, 'nothing', ['Finance'], ADMIN, { roles: ['Local Admin'], methods: 'app' }],
  [8, 'nothing', ['Board'], [''], ROOM],
);

/** A closed organisation, one without a document, and rows that do not say where the account belongs. */
const OTHERS = [
  ...cohortsOf('X9Z', [10, 'nothing', ['Wards'], ON, { statuses: ['Active', 'Active', 'Disabled_Leaver'] }]),
  ...cohortsOf('X5T', [14, 'nothing', [''], ON], [3, 'enable', [''], OFF]),
  ...cohortsOf('', [4, 'nothing', [''], ON], [9, 'nothing', [''], ['Admin Disabled'], { standsIn: 'MFA report' }]),
];

export const COHORTS: readonly Cohort[] = [
  ...X26_REACHED,
  ...X26_HELD,
  ...X26_ROLES,
  ...X1A,
  ...X99017,
  ...X8B7C,
  ...OTHERS,
];
