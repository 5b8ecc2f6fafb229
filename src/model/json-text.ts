/** Characters that JSON leaves as they are, though a terminal or a browser would not. */
const UNPRINTABLE = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** JSON of data for people and programs, with a line end; what must not be printed is escaped. */
export function jsonText(data: unknown): string {
  const text = JSON.stringify(data, null, 2);
  return `${text.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
