/**
 * How texts are compared. Every comparison in mfactl goes through this file, so that the same two texts are
 * the same account, unit or role everywhere.
 */

import { withoutHiddenMarks } from './hidden-marks.ts';

/** NFC, trimmed, lower-cased: the form in which addresses and ids are compared. */
export function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** A name of the directory or of a policy (unit, user policy, type, role, method) as it is compared: hidden marks do not count. */
export function foldName(name: string): string {
  return fold(withoutHiddenMarks(name));
}

/** A status, of an account or of its MFA, as it is compared: `Disabled_Leaver` is `disabled leaver`. */
export function foldStatus(status: string): string {
  return foldName(status.includes('_') ? status.replaceAll('_', ' ') : status);
}

/** Organisation codes are folded to upper case. */
export function foldCode(code: string): string {
  return code.normalize('NFC').trim().toUpperCase();
}

/**
 * The segments of a unit path, folded: split at `/`, `\` or `>`, trimmed, empty segments dropped.
 * An account without a unit has no segments.
 */
export function unitSegments(path: string): string[] {
  return path
    .split(/[/\\>]/)
    .map(foldName)
    .filter((segment) => segment !== '');
}

/** One text for the folded segments of a path; a segment cannot hold the separator. */
export function unitKey(segments: readonly string[]): string {
  return segments.join('/');
}

/** Whether `unit` is `scope` itself or lies below it. */
export function isWithin(unit: readonly string[], scope: readonly string[]): boolean {
  return scope.length <= unit.length && scope.every((segment, i) => segment === unit[i]);
}

/** Orders texts by their UTF-8 bytes, which is the order of their code points (not of their UTF-16 units). */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (code points above U+FFFF) behind the rest of the basic plane. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit > 0xdfff ? unit - 0x800 : unit + 0x2000;
}

/** Characters that JSON leaves as they are, though a terminal or a browser would not. */
const UNPRINTABLE_IN_JSON = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** JSON of data for people and programs, with a line end; what must not be printed is escaped. */
export function jsonText(data: unknown): string {
  const text = JSON.stringify(data, null, 2);
  return `${text.replace(UNPRINTABLE_IN_JSON, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/**
 * Texts from files, made fit to be printed. Control characters could move a terminal's cursor, and marks that turn
 * the direction of writing could make a line read as what it is not.
 */

/** C0 and C1 controls, DEL, line and paragraph separators, marks of direction, and what no XML may hold. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

/** The text with each character that must not be printed written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`);
}

/** A text from a file inside quotes, cut to a length that a message can hold. */
export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return `"${printable(short)}"`;
}
