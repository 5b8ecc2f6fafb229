/** What a generated repository holds: organisations that change, and who changed which rule. It knows nothing of git. */
import type { Random } from '../example/random.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const FIRST = Date.parse('2025-11-01T09:00:00Z');
export const APPROVER = 'lead.example@nhs.net';

export type Level = 'disabled' | 'named-locations' | 'standard';

export interface Entry {
  readonly user: string;
  readonly startsAt: number;
  readonly expiresAt: number;
  readonly file: 'exceptions.yaml' | 'exceptions/2026.yaml';
}

/** One organisation at one commit. */
export interface Organisation {
  readonly code: string;
  readonly level: Level;
  /** Of the unit Kiosks; null where it is not named. */
  readonly unit: Level | null;
  /** How its files are laid out. */
  readonly layout: 0 | 1;
  /** Its document has an error. */
  readonly broken: boolean;
  readonly entries: readonly Entry[];
}

/** Address of the users of an organisation; bob's unit is below Kiosks. */
export const USERS = ['ann', 'bob', 'cat'] as const;
export const addressOf = (user: string, code: string): string => `${user}.${code.toLowerCase()}@example.nhs.net`;

export const organisationCode = (i: number): string => `T${String(i).padStart(3, '0')}`;

const instant = (at: number): string => new Date(at).toISOString().replace('.000', '');

/** The rules of an organisation by a name that stays, and what each says however it is laid out. */
export function rulesOf({ level, unit, broken, entries }: Organisation): Map<string, string> {
  return new Map([
    ['level', broken ? 'broken' : level],
    ...(unit === null ? [] : [['unit', unit] as const]),
    ...entries.map((entry) => [entryName(entry), `${entry.startsAt} ${entry.expiresAt}`] as const),
  ]);
}

export function entryName({ user, startsAt }: Pick<Entry, 'user' | 'startsAt'>): string {
  return `entry ${user} ${startsAt}`;
}

/** The files of an organisation by their path. */
export function filesOf(organisation: Organisation): Map<string, string> {
  const { code, entries } = organisation;
  const folder = `policies/organisations/${code}`;
  const files = new Map([[`${folder}/organisation.yaml`, organisationText(organisation)]]);
  for (const [file, own] of Map.groupBy(entries, (entry) => entry.file))
    files.set(`${folder}/${file}`, exceptionsText(organisation, own));
  return files;
}

function organisationText({ code, level, unit, layout, broken }: Organisation): string {
  const mfa = broken ? 'sometimes' : level;
  if (layout === 0) {
    const units =
      unit === null ? '' : `units:\n  - { path: Kiosks, mfa: ${unit}, reason: Kiosks on the network of ${code} }\n`;
    return `kind: Organisation\ncode: ${code}\nname: Practice ${code}\nmfa: ${mfa}\n${units}`;
  }
  const units =
    unit === null ? '' : `units:\n- reason: Kiosks on the network of ${code}\n  path: "Kiosks"\n  mfa: ${unit}\n`;
  return `# Laid out anew\nkind: "Organisation"\nname: "Practice ${code}"\ncode: "${code}"\n${units}mfa: "${mfa}"\n`;
}

function exceptionsText({ code, layout }: Organisation, entries: readonly Entry[]): string {
  const head = `kind: Exceptions\norganisation: ${code}\nexceptions:\n`;
  return head + entries.map((entry) => entryText(entry, code, layout)).join('');
}

function entryText({ user, startsAt, expiresAt }: Entry, code: string, layout: 0 | 1): string {
  const [first, last] = [instant(startsAt), instant(expiresAt)];
  if (layout === 0)
    return [
      `  - user: ${addressOf(user, code)}`,
      'type: long-term',
      `startsAt: ${first}`,
      `expiresAt: ${last}`,
      'reason: clinical-risk',
      `approvedBy: ${APPROVER}`,
      `ticket: REQ-${code}`,
      `riskAssessment: RA-${code}\n`,
    ].join('\n    ');
  return `- { type: "long-term", user: "${addressOf(user, code)}", startsAt: ${first}, expiresAt: ${last},\n    approvedBy: ${APPROVER}, ticket: REQ-${code}, reason: clinical-risk, riskAssessment: RA-${code} }\n`;
}

export const TENANT = `kind: Tenant
name: Generated tenant
timezone: Europe/London
mfa: standard
accountTypes: { user: managed }
approvers: [${APPROVER}]
exceptions:
  unrecorded: keep
  long-term: { maxDuration: P180D, reasons: [clinical-risk], require: [approvedBy, ticket, riskAssessment] }
`;

/** One change of an organisation, with the words for its commit. */
export interface Change {
  readonly says: string;
  readonly to: Organisation;
}

const LEVELS: readonly Level[] = ['disabled', 'named-locations', 'standard'];

/** The next change of an organisation at an instant, drawn by chance; `before` is what it was before its last change. */
export function nextChange(random: Random, now: Organisation, before: Organisation, at: number): Change {
  const { code, entries } = now;
  if (now.broken) return { says: `Mend ${code}`, to: { ...now, broken: false } };
  const other = <Value>(values: readonly Value[], not: Value): Value =>
    random.pick(values.filter((value) => value !== not));
  const free = USERS.filter((user) => entries.every((entry) => entry.user !== user || entry.expiresAt <= at));
  const old = entries.filter(({ file }) => file === 'exceptions.yaml');
  const moved = (entry: Entry): Entry => ({ ...entry, file: 'exceptions/2026.yaml' });
  const choices: (Change | null)[] = [
    { says: `Level of ${code}`, to: { ...now, level: other(LEVELS, now.level) } },
    { says: `Kiosks of ${code}`, to: { ...now, unit: other([...LEVELS, null], now.unit) } },
    { says: `Lay ${code} out anew`, to: { ...now, layout: now.layout === 0 ? 1 : 0 } },
    { says: `Slip in ${code}`, to: { ...now, broken: true } },
    before === now || before.broken ? null : { says: `Revert the last of ${code}`, to: before },
    free.length === 0
      ? null
      : { says: `Exception in ${code}`, to: { ...now, entries: [...entries, newEntry(random, free, at)] } },
    free.length === 0
      ? null
      : { says: `One more in ${code}`, to: { ...now, entries: [newEntry(random, free, at), ...entries] } },
    old.length === 0 ? null : { says: `Exceptions of ${code} by year`, to: { ...now, entries: entries.map(moved) } },
    old.length < 2
      ? null
      : {
          says: `Move one of ${code}`,
          to: { ...now, entries: entries.map((entry) => (entry === old[0] ? moved(entry) : entry)) },
        },
    entries.length === 0 ? null : { says: `Prune ${code}`, to: { ...now, entries: entries.slice(1) } },
  ];
  return random.pick(choices.filter((choice) => choice !== null));
}

function newEntry(random: Random, free: readonly string[], at: number): Entry {
  const startsAt = at + random.below(240) * HOUR;
  const expiresAt = startsAt + (1 + random.below(1440)) * HOUR;
  return { user: random.pick(free), startsAt, expiresAt, file: 'exceptions.yaml' };
}
