import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, formatInstant, HOUR } from '../../src/model/time.ts';
import { branchPath, codeOf, draw, SyntheticTenant } from './synthetic-tenant.ts';

/** The instant for which the synthetic tenant is planned. */
export const NOW = Date.UTC(2026, 10, 24, 9);

/** The largest organisations wait for their waves: one of them alone would change more than all others together. */
const LARGEST = 10;
/** The share of accounts that have an exception; more in a small tenant, so that each case is there. */
const exceptionShare = (accounts: number): number => Math.max(0.002, 60 / accounts);

/** What the policies want of an organisation, and how often. */
type Shape = 'waiting' | 'begun' | 'enrolled' | 'named-locations' | 'disabled' | 'undocumented';
const SHAPES: readonly (readonly [Shape, number])[] = [
  ['waiting', 0.62],
  ['begun', 0.26],
  ['enrolled', 0.06],
  ['named-locations', 0.03],
  ['disabled', 0.015],
  ['undocumented', 0.015],
];

/**
 * Writes a policy repository that fits the accounts of `writeReports` with the same arguments: `policies/` with a
 * tenant, roles, and one folder of two files for each organisation but the few that have no document. Most
 * organisations wait for a wave, so 2 to 5 % of the accounts change.
 */
export function writeTenant(root: string, accounts: number, organisations: number, seed: number): void {
  const folder = join(root, 'policies');
  mkdirSync(join(folder, 'roles'), { recursive: true });
  writeFileSync(join(folder, 'tenant.yaml'), TENANT);
  for (const [file, text] of Object.entries(ROLES)) writeFileSync(join(folder, 'roles', file), text);
  const exceptions = exceptionsByOrganisation(accounts, organisations, seed);
  for (let organisation = 0; organisation < organisations; organisation++) {
    const shape = shapeOf(organisation, seed);
    if (shape === 'undocumented') continue;
    const code = codeOf(organisation);
    const own = join(folder, 'organisations', code);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'organisation.yaml'), organisationText(organisation, code, shape, seed));
    writeFileSync(join(own, 'exceptions.yaml'), exceptionsText(code, exceptions.get(organisation) ?? []));
  }
}

const TENANT = `kind: Tenant
name: Synthetic tenant
timezone: Europe/London
mfa: standard
accountTypes: { user: managed, application: disabled, shared: unmanaged, resource: unmanaged }
protected: [breakglass-1@example.nhs.net, jo.example0@nhs.net, jo.example12@nhs.net]
approvers: [lead.example@nhs.net]
exceptions:
  unrecorded: keep
  short-term: { maxDuration: PT24H, reasons: [phone-lost, phone-misplaced, no-signal], maxPerUser: { count: 3, within: P30D } }
  long-term: { maxDuration: P180D, reasons: [accessibility, clinical-risk, secure-location], require: [approvedBy, ticket, riskAssessment] }
`;

const ROLES: Readonly<Record<string, string>> = {
  'local-admin.yaml': `${roleText('Local Admin', 'admin', 'standard', ['Local Admin', 'Local Administrator'])}allowedMethods: [PhoneAppNotification, PhoneAppOTP, SoftwareOTP]\n`,
  'local-primary-admin.yaml': roleText('Local Primary Admin', 'admin', 'standard', ['Local Primary Admin']),
  'local-helpdesk.yaml': roleText('Local Helpdesk', 'admin', 'named-locations', ['Local Helpdesk']),
  'atp-approver.yaml': roleText('ATP Approver', 'atp', 'standard', ['ATP Approver', 'ATP Group']),
};

function roleText(name: string, category: string, level: string, match: readonly string[]): string {
  return `kind: Role\nname: ${name}\ncategory: ${category}\nmatch: [${match.join(', ')}]\nmfa: ${level}\n`;
}

function shapeOf(organisation: number, seed: number): Shape {
  if (organisation < LARGEST) return 'waiting';
  const drawn = draw(seed, organisation, 30);
  let sum = 0;
  return SHAPES.find(([, share]) => drawn < (sum += share))?.[0] ?? 'waiting';
}

function organisationText(organisation: number, code: string, shape: Shape, seed: number): string {
  const level = shape === 'named-locations' || shape === 'disabled' ? shape : 'standard';
  const lines = ['kind: Organisation', `code: ${code}`, `name: Organisation ${code}`];
  if (level !== 'standard' || draw(seed, organisation, 31) < 0.3) lines.push(`mfa: ${level}`);
  lines.push(...scopeLines(organisation, code, level, seed), ...rolloutLines(organisation, code, shape, seed));
  return `${lines.join('\n')}\n`;
}

/** Levels of units and of user policies: some in force, some over. */
function scopeLines(organisation: number, code: string, level: string, seed: number): string[] {
  const until = draw(seed, organisation, 32) < 0.2 ? '2026-10-01T00:00:00Z' : '2027-03-01T00:00:00Z';
  const lines: string[] = [];
  if (level === 'standard' && draw(seed, organisation, 33) < 0.4) {
    const parent = branchPath(organisation, 2).split('/')[0];
    lines.push('units:');
    lines.push(`  - { path: ${parent}, mfa: named-locations, reason: On the trust network }`);
    lines.push(`  - { path: ${branchPath(organisation, 2)}, mfa: standard }`);
    lines.push(`  - { path: ${branchPath(organisation, 5)}, mfa: disabled, reason: Joins later, until: ${until} }`);
  }
  if (draw(seed, organisation, 34) < 0.3) {
    lines.push('userPolicies:');
    lines.push(`  - { name: ${code}.E3.Volunteers, mfa: disabled, reason: Volunteers join later, until: ${until} }`);
  }
  return lines;
}

function rolloutLines(organisation: number, code: string, shape: Shape, seed: number): string[] {
  if (shape === 'enrolled' && draw(seed, organisation, 35) < 0.5) return [];
  const begun = '2026-11-02T08:00:00Z';
  const coming = `2027-01-${String(1 + Math.floor(draw(seed, organisation, 36) * 28)).padStart(2, '0')}T08:00:00Z`;
  const everyone = `  - { wave: Everyone, starts: ${shape === 'enrolled' || shape === 'disabled' ? begun : coming}, everyone: true }`;
  const first = shape === 'waiting' ? '2026-12-01T08:00:00Z' : begun;
  const unit = branchPath(organisation, draw(seed, organisation, 37) < 0.5 ? 1 : 4);
  return [
    'rollout:',
    `  - { wave: First unit, starts: ${first}, units: [${unit}], userPolicies: [${code}.F3.Pilot] }`,
    everyone,
  ];
}

interface Entry {
  readonly user: string;
  readonly type: 'short-term' | 'long-term';
  readonly startsAt: number;
  readonly expiresAt: number;
}

/** Exceptions for some of all accounts and more of those that report one; most are active, some are over or to come. */
function exceptionsByOrganisation(accounts: number, organisations: number, seed: number): Map<number, Entry[]> {
  const tenant = new SyntheticTenant(organisations, seed);
  const entries = new Map<number, Entry[]>();
  const share = exceptionShare(accounts);
  for (let i = 0; i < accounts; i++) {
    const drawn = draw(seed, i, 40);
    if (drawn >= share * 10) continue;
    const { address, organisation, reported } = tenant.account(i);
    if (drawn >= share / 2 && !/Exception$/.test(reported)) continue;
    const type = reported === 'MFA 24 Hour Exception' || draw(seed, i, 41) < 0.2 ? 'short-term' : 'long-term';
    const length = type === 'short-term' ? 24 * HOUR : 120 * DAY;
    const startsAt = NOW + Math.floor((draw(seed, i, 42) * 1.4 - 1.2) * length);
    const owner = draw(seed, i, 43) < 0.97 ? organisation : (organisation + 1) % organisations;
    entries.set(owner, [
      ...(entries.get(owner) ?? []),
      { user: address, type, startsAt, expiresAt: startsAt + length },
    ]);
  }
  return entries;
}

function exceptionsText(code: string, entries: readonly Entry[]): string {
  const head = `kind: Exceptions\norganisation: ${code}\n`;
  if (entries.length === 0) return `${head}exceptions: []\n`;
  return `${head}exceptions:\n${entries.map(entryText).join('')}`;
}

function entryText({ user, type, startsAt, expiresAt }: Entry): string {
  const period = `startsAt: ${formatInstant(startsAt)}\n    expiresAt: ${formatInstant(expiresAt)}`;
  const evidence =
    type === 'short-term'
      ? 'reason: phone-lost'
      : 'reason: accessibility\n    approvedBy: lead.example@nhs.net\n    ticket: REQ0001\n    riskAssessment: RA-2026-18';
  return `  - user: ${user}\n    type: ${type}\n    ${period}\n    ${evidence}\n`;
}
