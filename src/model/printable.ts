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
