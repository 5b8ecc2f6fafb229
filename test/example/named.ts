import { agreeingMembership, type ExampleAccount } from './account.ts';

/** The accounts that the example policies name: who has an exception, who registers afresh, who approves. */
export function namedAccounts(): ExampleAccount[] {
  return [...TEACHING_HOSPITALS, ...COMMUNITY_HEALTH, ...CARE_BOARD, ...BREAK_GLASS];
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
  person('jo', 'X26', 'Corporate/Finance', 'Admin Enabled', {
    displayName: 'Example, Jo ("JJ")',
    methods: 'PhoneAppNotification;SMS',
  }),
  person('priya', 'X26', 'Wards/Ward 3', 'Admin Enabled'),
  person('kim', 'X26', 'Corporate/HR', 'MFA 24 Hour Exception'),
  person('lee', 'X26', 'Corporate/HR', 'MFA 24 Hour Exception', { methods: 'SMS' }),
  person('chris', 'X26', 'Corporate/IT', 'MFA Enforced Admin Role', { roles: 'Local Admin' }),
  person('drew', 'X26', 'Wards/Ward 9', 'MFA Enforced Compromised', { compromised: true }),
  person('erin', 'X26', 'Corporate/Finance', 'Admin Enabled', { status: 'Active (Leaver)' }),
  person('sam', 'X26', 'Wards/Ward 3', 'User Enabled', { methods: 'Voice' }),
  person('mo', 'X26', 'Theatres/Recovery', 'MFA Long Term Exception', { methods: 'TwoWayVoiceOffice' }),
  person('pat', 'X26', 'Theatres/Anaesthetics', 'MFA Long Term Exception'),
  person('robin', 'X26', 'Wards/Ward 1', 'Admin Enabled'),
  person('la', 'X26', 'Corporate/IT', 'MFA Enforced Admin Role', { roles: 'Local Administrator' }),
  person('noor', 'X26', 'Wards/Ward 1', 'Admin Enabled', { methods: 'PhoneAppOTP' }),
  person('quinn', 'X26', 'Theatres/Recovery', 'User Enabled', { methods: 'OneWaySMS' }),
  person('tai', 'X26', 'Corporate/HR', 'Admin Enabled', { methods: '' }),
  person('lead', 'X26', 'Corporate/Board', 'Admin Enabled', { userPolicy: 'X26.E3.Executives' }),
  person('ig', 'X26', 'Corporate/Information Governance', 'Admin Enabled', { roles: 'Caldicott Guardian' }),
];

const COMMUNITY_HEALTH = [
  person('ash', 'X1A', 'Community/District Nursing', 'Admin Enabled', { methods: 'SMS' }),
  person('bo', 'X1A', 'Community/Therapies', 'User Enabled'),
  person('cam', 'X1A', 'Community/Therapies', 'MFA 24 Hour Exception'),
  person('dev', 'X1A', 'Urgent Care/Minor Injuries', 'MFA 24 Hour Exception'),
  person('eli', 'X1A', 'Community/District Nursing', 'User Enabled'),
  person('fay', 'X1A', 'Children, Young People and Families', 'MFA Long Term Exception'),
  person('frontdesk', 'X1A', 'Urgent Care/Minor Injuries', 'MFA Long Term Exception', { methods: '' }),
  person('gil', 'X1A', 'Community/Therapies', 'Admin Enabled', { methods: 'TwoWayVoiceMobile' }),
  person('hana', 'X1A', 'Urgent Care/Triage', 'Admin Enabled', { membership: 'Named Locations', methods: 'SMS;Voice' }),
  person('deputy', 'X1A', 'Community', 'MFA Enforced Admin Role', { roles: 'Primary Local Administrator' }),
];

const CARE_BOARD = [
  person('ivy', 'X8B7C', 'Commissioning/Acute', 'Admin Enabled', { methods: 'SoftwareOTP' }),
  person('jan', 'X8B7C', 'Finance', 'MFA 24 Hour Exception'),
];

const BREAK_GLASS = ['breakglass-1', 'breakglass-2'].map((name) =>
  person(name, 'X26', 'Corporate/IT', 'Admin Disabled', {
    address: `${name}@example.nhs.net`,
    displayName: name,
    roles: 'Global Admin',
    methods: '',
  }),
);
