/** Time zones of the tenant: names that mean one place (docs/policy-model.md, "Instant"). */

/** What people write for a zone, and the name that they most likely mean. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...['BST', 'GMT', 'GB', 'GB-Eire', 'Etc/GMT', 'London', 'UK'].map((name) => [name, 'Europe/London'] as const),
  ...['UCT', 'Z', 'Zulu', 'Universal', 'Greenwich', 'Etc/UTC', 'Etc/UCT'].map((name) => [name, 'UTC'] as const),
  ['IST', 'Europe/Dublin'],
  ['Eire', 'Europe/Dublin'],
  ['WET', 'Europe/Lisbon'],
  ['CET', 'Europe/Paris'],
  ['MET', 'Europe/Paris'],
  ['EET', 'Europe/Athens'],
  ['EST', 'America/New_York'],
  ['EST5EDT', 'America/New_York'],
  ['CST', 'America/Chicago'],
  ['CST6CDT', 'America/Chicago'],
  ['MST', 'America/Denver'],
  ['PST', 'America/Los_Angeles'],
]);

/** Every zone of this runtime by its own spelling; older names of a zone, such as Europe/Belfast, are not among them. */
let spellings: ReadonlyMap<string, string> | null = null;

function spelling(name: string): string | null {
  spellings ??= new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));
  return spellings.get(name.toLowerCase()) ?? null;
}

/** Whether a text is UTC, or an IANA name of the form Area/City in its own spelling. */
export function isTimezone(name: string): boolean {
  if (name === 'UTC') return true;
  if (!/^[A-Z][A-Za-z]+\/[A-Z]/.test(name) || name.startsWith('Etc/')) return false;
  return zoneOf(name) !== null && (spelling(name) ?? name) === name;
}

/** The zone that this runtime takes a name for: `Asia/Dhaka` for BST. Null for a name that it does not know. */
export function zoneOf(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The name that somebody likely meant who wrote one that is refused; null where nothing tells. */
export function likelyTimezone(name: string): string | null {
  const trimmed = name.trim();
  const meant = [...MEANT].find(([word]) => word.toLowerCase() === trimmed.toLowerCase())?.[1];
  if (meant !== undefined) return meant;
  const zones = Intl.supportedValuesOf('timeZone');
  const city = trimmed.split('/').at(-1)?.toLowerCase().replaceAll(' ', '_');
  return spelling(trimmed) ?? zones.find((zone) => zone.split('/').at(-1)?.toLowerCase() === city) ?? null;
}
