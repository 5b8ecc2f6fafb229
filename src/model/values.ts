import { parseDuration, parseInstant } from './time.ts';

/** Values that the schema has accepted. A text that does not parse here is a bug, not bad input. */
export function instantOf(text: string): number {
  return parsed(parseInstant(text), text);
}

/** Milliseconds. */
export function durationOf(text: string): number {
  return parsed(parseDuration(text), text);
}

/** `5%` as 5. */
export function percentOf(text: string): number {
  return Number(text.slice(0, -1));
}

function parsed(value: number | null, text: string): number {
  if (value === null) throw new Error(`The schema let "${text}" through.`);
  return value;
}
