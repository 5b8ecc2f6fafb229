/** A date that stands in the name of a file, and the time beside it; both as the clock on the wall had them. */
export interface NamedDate {
  /** `2026-11-24` */
  readonly day: string;
  /** `06:00:00`; null where the name has none. */
  readonly time: string | null;
  /** The name says that it is UTC. */
  readonly utc: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The year first, as ISO 8601 has it; the day first, as people here write it; or the month as a word. */
const FORMS: readonly RegExp[] = [
  /(?<!\d)(?<year>20\d\d)(?<mark>[-_. ]?)(?<month>\d\d)\k<mark>(?<day>\d\d)/g,
  /(?<!\d)(?<day>\d\d?)(?<mark>[-_. ])(?<month>\d\d?)\k<mark>(?<year>20\d\d)/g,
  /(?<!\d)(?<day>\d\d)(?<month>\d\d)(?<year>20\d\d)/g,
  /(?<!\d)(?<day>\d\d?)[-_. ]?(?<month>[A-Za-z]{3,9})[-_. ]?(?<year>20\d\d)/g,
];

/** A time directly behind a date: `T0600`, `-060000`, ` 06.00`, `_06-00-00Z`. */
const TIME =
  /^(?:[T_. -]| at |, ){0,3}(?<hour>[01]\d|2[0-3])[:.\-_h]?(?<minute>[0-5]\d)(?:[:.\-_]?(?<second>[0-5]\d))?(?<utc>Z)?(?!\d)/;

/** The date in a name, the last one where there are several; null without one. */
export function dateInName(name: string): NamedDate | null {
  for (const form of FORMS) {
    const dates = [...name.matchAll(form)].flatMap((match) => {
      const date = dateOf(match, name.slice(match.index + match[0].length));
      return date === null ? [] : [date];
    });
    if (dates.length > 0) return dates.at(-1) ?? null;
  }
  return null;
}

function dateOf({ groups }: RegExpMatchArray, rest: string): NamedDate | null {
  const { year, month = '', day = '' } = groups as Record<string, string>;
  const number = /\d/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const text = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${text}T00:00:00Z`);
  // A day that there is not, such as 31 June, becomes another one.
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(text)) return null;
  const time = TIME.exec(rest)?.groups;
  if (time !== undefined)
    return { day: text, time: `${time['hour']}:${time['minute']}:${time['second'] ?? '00'}`, utc: time['utc'] === 'Z' };
  return /^\d/.test(rest) ? null : { day: text, time: null, utc: false };
}

/** Which of two dates is later: negative where it is the second. A day without a time begins at midnight. */
export function compareNamedDates(a: NamedDate, b: NamedDate): number {
  const [first, second] = [`${a.day} ${a.time ?? ''}`, `${b.day} ${b.time ?? ''}`];
  return first < second ? -1 : first > second ? 1 : 0;
}
