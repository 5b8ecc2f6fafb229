import type { Format } from 'ajv/dist/2020.js';
import { isTimezone, LONGEST_DURATION, parseDuration, parseInstant, startOfDay } from '../model/time.ts';
import { readFileSync } from 'node:fs';

/** The formats of the schemas. ajv's own are more lenient: they take 2026-02-30 in an instant, or P1M. */
export const FORMATS: Readonly<Record<string, Format>> = {
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
