import { agreeingMembership, type ExampleAccount } from './account.ts';

/** The accounts that the example policies name: who has an exception, who registers afresh, who approves. */
export function namedAccounts(): ExampleAccount[] {
  return [...TEACHING_HOSPITALS, ...COMMUNITY_HEALTH, ...VILLAGE_SURGERY, ...BREAK_GLASS];
}

function person(
  name: string,
  organisation: string,
  unit: string,
  reported: string,
  rest: Partial<ExampleAccount> = {},
): ExampleAccount {
  return {
    address: `${name}.example@nhs.net`,
    displayName: `Example, ${name[0]?.toUpperCase()}${name.slice(1)}`,
    organisation,
    unit,
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: '',
    reported,
    methods: 'PhoneAppNotification',
    membership: agreeingMembership(reported),
    compromised: false,
    standsIn: 'both',
    ...rest,
  };
}

const TEACHING_HOSPITALS = [
  person('sam', 'X26', 'Wards/Ward 3', 'User Enabled', { methods: 'Voice' }),
  person('robin', 'X26', 'Wards/Ward 1', 'Admin Enabled'),
  person('la', 'X26', 'Corporate/IT', 'MFA Enforced Admin Role', { roles: 'Local Administrator' }),
  person('noor', 'X26', 'Wards/Ward 1', 'Admin Enabled', { methods: 'PhoneAppOTP' }),
  person('quinn', 'X26', 'Theatres/Recovery', 'User Enabled', { methods: 'OneWaySMS' }),
  person('tai', 'X26', 'Corporate/HR', 'Admin Enabled', { methods: '' }),
  person('lead', 'X26', 'Corporate/Board', 'Admin Enabled', { userPolicy: 'X26.E3.Executives' }),
  person('ig', 'X26', 'Corporate/Information Governance', 'Admin Enabled', { roles: 'Caldicott Guardian' }),
];

const COMMUNITY_HEALTH = [
  person('jo', 'X1A', 'Community/Therapies', 'Admin Enabled', {
    displayName: 'Example, Jo ("JJ")',
    methods: 'PhoneAppNotification;SMS',
  }),
  person('priya', 'X1A', 'Community/District Nursing', 'Admin Enabled'),
  person('ash', 'X1A', 'Community/District Nursing', 'Admin Enabled', { methods: 'SMS' }),
  person('bo', 'X1A', 'Community/Therapies', 'User Enabled'),
  person('kim', 'X1A', 'Community/Therapies', 'MFA 24 Hour Exception'),
  person('lee', 'X1A', 'Urgent Care/Minor Injuries', 'MFA 24 Hour Exception', { methods: 'SMS' }),
  person('dev', 'X1A', 'Urgent Care/Minor Injuries', 'MFA 24 Hour Exception'),
  person('cam', 'X1A', 'Community/Therapies', 'MFA 24 Hour Exception'),
  person('chris', 'X1A', 'Community', 'MFA Enforced Admin Role', { roles: 'Local Admin' }),
  person('drew', 'X1A', 'Community/District Nursing', 'MFA Enforced Compromised', { compromised: true }),
  person('erin', 'X1A', 'Community', 'Admin Enabled', { status: 'Active (Leaver)' }),
  person('eli', 'X1A', 'Community/District Nursing', 'User Enabled'),
  person('mo', 'X1A', 'Community', 'MFA Long Term Exception', { methods: 'TwoWayVoiceOffice' }),
  person('pat', 'X1A', 'Children, Young People and Families', 'MFA Long Term Exception'),
  person('fay', 'X1A', 'Children, Young People and Families', 'MFA Long Term Exception'),
  person('frontdesk', 'X1A', 'Urgent Care/Minor Injuries', 'MFA Long Term Exception', { methods: '' }),
  person('gil', 'X1A', 'Community/Therapies', 'Admin Enabled', { methods: 'TwoWayVoiceMobile' }),
  person('hana', 'X1A', 'Urgent Care/Triage', 'Admin Enabled', { membership: 'Named Locations', methods: 'SMS;Voice' }),
  person('deputy', 'X1A', 'Community', 'MFA Enforced Admin Role', { roles: 'Primary Local Administrator' }),
];

const VILLAGE_SURGERY = [
  person('ivy', 'X99017', 'Clinical', 'Admin Enabled', { membership: 'Named Locations', methods: 'SoftwareOTP' }),
  person('jan', 'X99017', 'Reception', 'MFA 24 Hour Exception'),
];

const BREAK_GLASS = ['breakglass-1', 'breakglass-2'].map((name) =>
  person(name, 'X26', 'Corporate/IT', 'Admin Disabled', {
    address: `${name}@example.nhs.net`,
    displayName: name,
    roles: 'Global Admin',
    methods: '',
  }),
);
