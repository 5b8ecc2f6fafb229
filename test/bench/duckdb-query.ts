import type { Policies, RolePolicy } from '../../src/model/policies.ts';
import { height } from './duckdb-policies.ts';
import type { ReportPaths } from './report-files.ts';

const texts = (values: Iterable<string>): string =>
  `(${[...values].map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`;

const STANDARD = texts([
  'user enabled',
  'admin enabled',
  'mfa enforced atp group',
  'mfa enforced admin role',
  'mfa enforced compromised',
]);
const DISABLED = texts([
  'user disabled',
  'admin disabled',
  'mfa disabled atp group',
  'mfa disabled admin role',
  'mfa 24 hour exception',
  'mfa long term exception',
]);

/** The question in SQL: the whole answer, and the scan and join of the files alone. Follows docs/policy-model.md step by step. */
export function changesQuery(reports: ReportPaths, policies: Policies): { answer: string; joinAlone: string } {
  const joined = `${scans(reports)}, ${JOINED}`;
  const joinAlone = `WITH ${joined} SELECT count(*), count(DISTINCT roles), max(unit), max(reported), max(user_policy) FROM joined`;
  const steps = [joined, facts(policies), SCOPED, based(policies), EXCEPTED, desired(policies), ACTIONS].join(', ');
  const answer = `WITH ${steps} SELECT address, action, ['disabled', 'named-locations', 'standard'][level + 1] FROM actions WHERE action IS NOT NULL`;
  return { answer, joinAlone };
}

/** The columns are named and nothing is guessed, which is the fastest way to read them. */
function scans({ mailboxReport, mfaStatusReport }: ReportPaths): string {
  const scan = (file: string, columns: readonly string[]): string => {
    const types = columns.map((column) => `'${column}': 'VARCHAR'`).join(', ');
    return `read_csv(${texts([file]).slice(1, -1)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${types}})`;
  };
  const mailboxes = scan(mailboxReport, [
    'EmailAddress',
    'DisplayName',
    'ODSCode',
    'OrganisationUnit',
    'MailboxType',
    'Status',
    'UserPolicy',
    'Roles',
  ]);
  const statuses = scan(mfaStatusReport, ['EmailAddress', 'MFAStatus', 'AuthenticationType']);
  return `
    mailboxes AS (
      SELECT lower(trim(EmailAddress)) AS address, upper(trim(ODSCode)) AS organisation, lower(trim(OrganisationUnit)) AS unit,
        lower(trim(MailboxType)) AS type, lower(trim(Status)) AS status, lower(trim(UserPolicy)) AS user_policy, lower(Roles) AS roles
      FROM ${mailboxes}),
    statuses AS (SELECT lower(trim(EmailAddress)) AS address, lower(trim(MFAStatus)) AS reported FROM ${statuses})`;
}

const JOINED = `
  joined AS (
    SELECT address, coalesce(organisation, '') AS organisation, coalesce(unit, '') AS unit, coalesce(type, '') AS type,
      coalesce(status, '') AS status, coalesce(user_policy, '') AS user_policy, coalesce(roles, '') AS roles, coalesce(reported, '') AS reported
    FROM mailboxes FULL JOIN statuses USING (address))`;

/** Actual level, treatment (step 1), roles with the evidence of reported statuses, and compromise. */
function facts({ tenant, roles }: Policies): string {
  const treated = (treatment: string): string =>
    texts(
      [...tenant.accountTypes]
        .filter(([, type]) => type.treatment === treatment)
        .map(([name]) => name)
        .concat('-'),
    );
  const managed = `status <> '' AND status NOT IN ${texts(tenant.unmanagedStatuses.keys())} AND address NOT IN ${texts(tenant.protected.keys())}`;
  const held = roles.map((role) => ({ role, sql: holds(role) }));
  const any = (wanted: (role: RolePolicy) => boolean): string =>
    `(roles <> '' AND (${
      held
        .filter(({ role }) => wanted(role))
        .map(({ sql }) => sql)
        .join(' OR ') || 'false'
    }))`;
  const floors = held
    .filter(({ role }) => role.floor !== 'disabled')
    .map(({ role, sql }) => `CASE WHEN ${sql} THEN ${height(role.floor)} ELSE -1 END`);
  const standsIn = (category: string, reported: string): string =>
    `(reported = '${reported}' AND NOT ${any((role) => role.category === category)})`;
  const admin = standsIn('admin', 'mfa enforced admin role');
  const atp = standsIn('atp', 'mfa enforced atp group');
  return `
    facts AS (
      SELECT *, CASE WHEN reported IN ${STANDARD} THEN 2 WHEN reported IN ${DISABLED} THEN 0 ELSE -1 END AS actual,
        CASE WHEN NOT (${managed}) THEN NULL WHEN type IN ${treated('managed')} THEN 'managed' WHEN type IN ${treated('disabled')} THEN 'disabled' END AS treatment,
        greatest(CASE WHEN roles = '' THEN -1 ELSE greatest(-1, ${floors.join(', ')}) END,
          CASE WHEN ${admin} THEN ${highest(roles, 'admin')} WHEN ${atp} THEN ${highest(roles, 'atp')} ELSE -1 END) AS floor,
        ${any((role) => role.exceptions === 'forbidden')} OR ${admin} OR ${atp} AS forbids,
        reported = 'mfa enforced compromised' AS compromised,
        CASE reported WHEN 'mfa 24 hour exception' THEN 'short-term' WHEN 'mfa long term exception' THEN 'long-term' END AS exempt
      FROM joined)`;
}

function holds(role: RolePolicy): string {
  return `list_has_any(list_transform(string_split(roles, ';'), lambda name: trim(name)), [${texts(role.match).slice(1, -1)}])`;
}

function highest(roles: readonly RolePolicy[], category: string): number {
  const floors = roles.filter((role) => role.category === category).map((role) => height(role.floor));
  return floors.length === 0 ? 2 : Math.max(...floors);
}

/** What the policies say of the place of an account. */
const SCOPED = `
  scoped AS (
    SELECT facts.*, policy.level AS policy_level, top.level AS top_level, deep.level AS deep_level, named.level AS named_level,
      coalesce(policy.rollout, false) AND NOT coalesce(policy.everyone, false) AND NOT coalesce(top.started, false)
        AND NOT coalesce(deep.started, false) AND NOT coalesce(named.started, false) AS waits,
      entry.active, entry.short_term, entry.long_term
    FROM facts
    LEFT JOIN organisations policy ON policy.organisation = facts.organisation
    LEFT JOIN units top ON top.organisation = facts.organisation AND top.unit = split_part(facts.unit, '/', 1)
    LEFT JOIN units deep ON deep.organisation = facts.organisation AND deep.unit = facts.unit
    LEFT JOIN user_policies named ON named.organisation = facts.organisation AND named.user_policy = facts.user_policy
    LEFT JOIN exceptions entry ON entry.organisation = facts.organisation AND entry.address = facts.address
    WHERE treatment IS NOT NULL)`;

/** Steps 2 to 5: base, rollout, role floors, self-enrolment. */
function based({ tenant }: Policies): string {
  const base = `coalesce(named_level, deep_level, top_level, policy_level, ${height(tenant.level)})`;
  return `
    held AS (SELECT *, waits AND exempt IS NULL AS hold, CASE WHEN waits AND exempt IS NULL THEN actual ELSE ${base} END AS held_level FROM scoped),
    based AS (
      SELECT *, CASE WHEN greatest(held_level, floor) < actual AND reported = 'user enabled' THEN actual ELSE greatest(held_level, floor) END AS before
      FROM held)`;
}

/** Step 6: whether an exception is accepted. */
const EXCEPTED = `
  excepted AS (
    SELECT *, treatment = 'managed' AND active IS NOT NULL AND NOT forbids AND NOT compromised
      AND status NOT IN ('active (leaver)', 'disabled_leaver') AS accepted
    FROM based)`;

/** Steps 7 and 8, and accounts whose type is disabled. */
function desired({ tenant }: Policies): string {
  const recorded = "coalesce(CASE exempt WHEN 'short-term' THEN short_term ELSE long_term END, false)";
  return `
    desired AS (
      SELECT *, CASE WHEN compromised THEN 2 WHEN treatment = 'disabled' THEN 0 WHEN accepted THEN 0
        WHEN exempt IS NOT NULL AND NOT ${recorded} AND NOT forbids AND ${tenant.unrecorded.treatment === 'keep'} THEN actual ELSE before END AS level
      FROM excepted)`;
}

/** What takes an account from its actual to its desired level. */
const ACTIONS = `
  actions AS (
    SELECT address, level, CASE
      WHEN level = actual OR level = -1 THEN NULL
      WHEN level = 0 THEN CASE WHEN accepted AND NOT compromised THEN 'except' WHEN actual = -1 THEN NULL ELSE 'disable' END
      WHEN actual = 0 AND exempt IS NOT NULL THEN 'restore'
      WHEN actual <= 0 THEN 'enable'
      ELSE 'switch' END AS action
    FROM desired)`;
