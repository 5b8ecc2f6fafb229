import { printText } from '../../policy/yaml/print.ts';

/** The policies that a new repository starts with. Their comments teach; every value is one that validates. */

export const TENANT = `# The one document that speaks for the whole tenant. Everything else can only refine what stands here.
kind: Tenant
name: NHSmail
timezone: Europe/London # for display; every instant in these files says its own offset
mfa: standard # disabled, named-locations or standard: every managed account that nothing else speaks for

# managed: the policies decide. disabled: MFA is kept off. unmanaged: never touched, as is a type that is not listed.
accountTypes:
  user: managed
  application: unmanaged
  shared: unmanaged
  resource: unmanaged

# Break-glass accounts: nothing in these files ever reaches them. Name yours before the first apply.
# protected:
#   - breakglass-1@example.nhs.net

# Who may approve exceptions and overrides. While nobody is named, anybody may, and validate warns of it.
# approvers:
#   - lead.example@nhs.net

exceptions:
  # An exception that the portal granted and git does not know: keep it, as a finding, or restore MFA.
  unrecorded: keep
  short-term:
    maxDuration: PT24H
    reasons: [phone-lost, phone-misplaced, no-signal, notification-failure, other]
    maxPerUser: { count: 3, within: P30D }
  long-term:
    maxDuration: P180D # elapsed days, not six months
    reasons: [accessibility, clinical-risk, secure-location, shared-account]
    require: [approvedBy, ticket, riskAssessment]

# Limits beyond which changes are withheld. These are the defaults, written out.
guardrails:
  maxChanges: 5000
  loosen: { floor: 3, percent: 5, count: 50, totalPercent: 2 }
  shrunkDirectory: 10%
  staleReport: P2D
  lockout: 25
  unknownStatus: 5%
`;

/** One role document. */
interface RoleTemplate {
  readonly file: string;
  readonly comment: string;
  readonly name: string;
  readonly category: 'admin' | 'atp';
  readonly match: readonly string[];
}

const ROLES: readonly RoleTemplate[] = [
  {
    file: 'local-primary-admin',
    comment: '# The admin of an organisation whom the others answer to.',
    name: 'Local Primary Admin',
    category: 'admin',
    match: ['Local Primary Admin', 'Primary Local Administrator'],
  },
  {
    file: 'local-admin',
    comment:
      '# A role is a floor: whatever units, waves or exceptions say, its holders never have less than this.\n' +
      '# `match` lists the names that the directory uses. `admin` and `atp` forbid exceptions; `exceptions: allowed` would lift that.',
    name: 'Local Admin',
    category: 'admin',
    match: ['Local Admin', 'Local Administrator'],
  },
  {
    file: 'local-helpdesk',
    comment: '# Helpdesk staff can change the accounts of others, so they are admins here.',
    name: 'Local Helpdesk',
    category: 'admin',
    match: ['Local Helpdesk'],
  },
  {
    file: 'global-admin',
    comment: '# Admins of the whole service.',
    name: 'Global Admin',
    category: 'admin',
    match: ['Global Admin', 'Global Administrator'],
  },
  {
    file: 'global-helpdesk',
    comment: '# The national helpdesk.',
    name: 'Global Helpdesk',
    category: 'admin',
    match: ['Global Helpdesk'],
  },
  {
    file: 'tenant-admin',
    comment: '# Admins of the directory itself.',
    name: 'Tenant Admin',
    category: 'admin',
    match: ['Tenant Admin', 'Tenant Administrator'],
  },
  {
    file: 'atp-approver',
    comment: '# Held through the distribution list or through membership of an ATP group: name both.',
    name: 'ATP Approver',
    category: 'atp',
    match: ['ATP Approver', 'ATP Group'],
  },
];

/** Text of each role document, by file name. */
export function roleDocuments(): (readonly [file: string, content: string])[] {
  return ROLES.map(({ file, comment, name, category, match }) => [
    `${file}.yaml`,
    `${comment}
kind: Role
name: ${name}
category: ${category}
match: [${match.join(', ')}]
mfa: standard
${category === 'admin' ? '# Another registered method than an authenticator app is a finding.\nallowedMethods: [PhoneAppNotification, PhoneAppOTP, SoftwareOTP]\n' : ''}`,
  ]);
}

/** A name or a code as a YAML text, whatever characters it holds. */
const quoted = (text: string): string => printText(text, false);

export function organisationDocument(code: string, name: string): string {
  return `# What holds for one organisation. Only documents in this folder can speak of it.
kind: Organisation
code: ${quoted(code)} # the folder has the same name
name: ${quoted(name)}
# owners: ["@example/admins"] # who reviews this folder, as in CODEOWNERS
# mfa: standard # the tenant's level holds where this is left out

# Levels of units. A unit stands for itself and everything below it; the deepest one that fits counts.
# units:
#   - path: Estates/Kiosks
#     mfa: named-locations
#     reason: Kiosks stand on the trust network

# Until a wave that covers an account has started, the account keeps the level that it has.
# rollout:
#   - { wave: IT first, starts: 2027-01-11T08:00:00Z, units: [Corporate/IT] }
#   - { wave: Everyone, starts: 2027-02-01T08:00:00Z, everyone: true }
`;
}

export function exceptionsDocument(code: string): string {
  return `# Exceptions switch MFA off for one user, for a while, and end by themselves. An entry looks like this:
#
#   - user: jo.example@nhs.net
#     type: short-term # 24 hours; the reasons stand in tenant.yaml
#     startsAt: 2027-01-11T09:00:00Z
#     reason: phone-lost
#   - user: sam.example@nhs.net
#     type: long-term # 180 days at most
#     startsAt: 2027-01-11T00:00:00Z
#     expiresAt: 2027-04-01T00:00:00Z
#     reason: clinical-risk
#     approvedBy: lead.example@nhs.net # neither the user nor who asked
#     ticket: REQ0001
#     riskAssessment: RA-27-001
#
# Write reason codes and references only, never medical text: git remembers.
kind: Exceptions
organisation: ${quoted(code)}
exceptions: []
`;
}
