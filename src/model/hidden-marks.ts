/**
 * Characters that nobody can see, or that look like others. Two texts that look the same must not name two accounts
 * (docs/policy-model.md, "Hidden marks").
 */

/** A character in a text that people cannot see or cannot tell from another one. */
export interface HiddenMark {
  /** Offset in UTF-16 units. */
  readonly index: number;
  /** For people, with the code point: `a zero-width space (U+200B)`. */
  readonly name: string;
  readonly isNoBreak: boolean;
}

/** Spaces and hyphens at which a line may not break: on a screen they look like the plain ones. */
const NO_BREAK = '\\u00a0\\u2007\\u2011\\u202f';
/** Letters and marks that take no room, though Unicode does not call them format characters. */
const ZERO_WIDTH = '\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}';
const MARK = new RegExp(`[\\p{Cc}\\p{Cf}${NO_BREAK}${ZERO_WIDTH}]`, 'gu');
const NO_BREAK_MARK = new RegExp(`[${NO_BREAK}]`, 'u');

/** What people call the marks that they meet: those of word processors, chats and web pages. */
const NAMES: Readonly<Record<number, string>> = {
  0x09: 'a tab',
  0x0a: 'a line break',
  0x0d: 'a carriage return',
  0xa0: 'a no-break space',
  0xad: 'a soft hyphen',
  0x200b: 'a zero-width space',
  0x200c: 'a zero-width non-joiner',
  0x200d: 'a zero-width joiner',
  0x200e: 'a left-to-right mark',
  0x200f: 'a right-to-left mark',
  0x2007: 'a no-break space as wide as a figure',
  0x2011: 'a no-break hyphen',
  0x202f: 'a narrow no-break space',
  0x2060: 'a word joiner',
  0xfeff: 'a zero-width no-break space',
};

/** Every hidden mark of a text, in its order. */
export function hiddenMarksIn(text: string): HiddenMark[] {
  if (isPlain(text)) return [];
  return [...text.matchAll(MARK)].map(({ 0: mark, index }) => {
    const code = mark.codePointAt(0) as number;
    return { index, name: nameOf(mark, code), isNoBreak: NO_BREAK_MARK.test(mark) };
  });
}

function nameOf(mark: string, code: number): string {
  const kind = /\p{Cc}/u.test(mark) ? 'a control character' : 'an invisible character';
  return `${NAMES[code] ?? kind} (U+${code.toString(16).toUpperCase().padStart(4, '0')})`;
}

/** Whether all of a text is visible ASCII: nearly every text is, so this is asked first. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** The scripts of letters that look like those of another one. */
const SCRIPTS = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Georgian',
  'Cherokee',
  'Coptic',
  'Devanagari',
  'Lisu',
  'Thai',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Han',
].map((name) => ({ name, letter: new RegExp(`\\p{Script=${name}}`, 'u') }));
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u;

/** The scripts that the letters of a text belong to, with the first letter of each. Common and Inherited are none. */
export function scriptsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (isPlain(text)) return found;
  for (const letter of text) {
    if (SHARED.test(letter)) continue;
    const script = SCRIPTS.find((each) => each.letter.test(letter))?.name ?? 'another';
    if (!found.has(script)) found.set(script, letter);
  }
  return found;
}

/** What word processors put in the place of the plain quotes and hyphens, and what is meant. */
const TYPOGRAPHIC: ReadonlyMap<string, string> = new Map([
  ...Array.from('\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc').map((mark) => [mark, "'"] as const),
  ...Array.from('\u201c\u201d\u201e\u201f\u2033').map((mark) => [mark, '"'] as const),
  ...Array.from('\u2010\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d').map((mark) => [mark, '-'] as const),
]);

/** The first typographic quote or dash of a text, with the plain character that was meant; null where there is none. */
export function typographicIn(
  text: string,
): { readonly index: number; readonly mark: string; readonly plain: string } | null {
  if (isPlain(text)) return null;
  let index = 0;
  for (const mark of text) {
    const plain = TYPOGRAPHIC.get(mark);
    if (plain !== undefined) return { index, mark, plain };
    index += mark.length;
  }
  return null;
}

/**
 * A name of the directory as it is compared: format characters are dropped and a run of white space is one blank. The
 * text itself where nothing of that stands in it.
 */
export function withoutHiddenMarks(text: string): string {
  return isPlain(text) && !text.includes('  ') ? text : text.replaceAll(/\p{Cf}/gu, '').replaceAll(/\s+/gu, ' ');
}
