import { Ajv2020, type Format, type Options } from 'ajv/dist/2020.js';
import { LONGEST_DURATION, parseDuration, parseInstant, startOfDay } from '../model/time.ts';
import { isTimezone } from '../model/zone.ts';
import { readFileSync } from 'node:fs';

/** The formats of the schemas. ajv's own are more lenient: they take 2026-02-30 in an instant, or P1M. */
const FORMATS: Readonly<Record<string, Format>> = {
  'date-time': (text: string) => parseInstant(text) !== null,
  duration: (text: string) => (parseDuration(text) ?? 0) > 0 && !isTooLong(text),
  date: (text: string) => startOfDay(text, 'UTC') !== null,
  timezone: isTimezone,
  address: (text: string) => /^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(text.trim()),
  'https-url': isHttpsUrl,
};

/** A duration that no policy may ask for, though it is written as one. */
export function isTooLong(text: string): boolean {
  return (parseDuration(text) ?? 0) > LONGEST_DURATION;
}

function isHttpsUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
}

/** The schemas lie beside `src` and, in the package, beside `dist`. */
export function readSchema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object;
}

/**
 * A compiler of the schemas, which knows the one that the others refer to. It does not hold them against the schema of
 * schemas: they never change between two runs, a test does that, and it would take a tenth of a second in each command.
 */
export function schemaCompiler(options: Options = {}): Ajv2020 {
  return new Ajv2020({
    allowUnionTypes: true,
    formats: { ...FORMATS },
    schemas: [readSchema('common')],
    meta: false,
    validateSchema: false,
    ...options,
  });
}
