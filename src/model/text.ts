/**
 * How texts are compared. Every comparison in mfactl goes through this file, so that the same two texts are
 * the same account, unit or role everywhere.
 */

/** NFC, trimmed, lower-cased: the form in which addresses, ids and names are compared. */
export function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
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
    .map(fold)
    .filter((segment) => segment !== '');
}

/** One text for the folded segments of a path; a segment can not hold the separator. */
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
