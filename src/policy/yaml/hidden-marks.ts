/** Hidden marks and look-alike letters in a policy: what cannot be seen must not decide whom a policy is about. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { hiddenMarksIn, scriptsOf, typographicIn } from '../../model/hidden-marks.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Path, type Source, placeOf, placeOfSpan } from './source.ts';

/** Members that hold prose: Word's no-break spaces do no harm there, and a line may break. */
const PROSE = new Set(['reason', 'plan']);
/** More than this in one file are no slip of a keyboard. */
const MOST = 20;

/** What is hidden in the names and values of a document; such a document is not read any further. */
export function checkHiddenMarks(source: Source): Diagnostic[] {
  // Nearly every file is plain, and then nothing needs to be visited.
  if (/^[\t\n\r\x20-\x7e]*$/.test(source.text) && !source.text.includes('\\')) return [];
  const found: Diagnostic[] = [];
  visit(source, [], source.value, found);
  return found.slice(0, MOST);
}

function visit(source: Source, path: Path, value: unknown, found: Diagnostic[]): void {
  if (found.length >= MOST) return;
  if (typeof value === 'string') found.push(...checkText(source, path, 'value', value));
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) found.push(...checkText(source, below, 'key', key));
    visit(source, below, member, found);
  }
}

function checkText(source: Source, path: Path, part: 'key' | 'value', text: string): Diagnostic[] {
  const isProse = part === 'value' && PROSE.has(String(path.at(-1)));
  const mark = hiddenMarksIn(text).find(
    ({ isNoBreak, name }) => !isProse || !(isNoBreak || /^a (line|tab)/.test(name)),
  );
  if (mark !== undefined) return [hiddenMark(source, path, part, text, mark)];
  return isAddress(text) ? checkAddress(source, path, part, text) : [];
}

/** Whoever owns a folder is named `@team`, and no address holds a blank. */
function isAddress(text: string): boolean {
  return text.indexOf('@') > 0 && !/\s/.test(text);
}

function hiddenMark(
  source: Source,
  path: Path,
  part: 'key' | 'value',
  text: string,
  { index, name }: { readonly index: number; readonly name: string },
): Diagnostic {
  const what = part === 'key' ? 'This name' : isAddress(text) ? 'This address' : 'This text';
  const looks = /no-break/.test(name)
    ? ', which looks like a plain one. Replace it with a plain one'
    : ', which nobody can see. Delete it';
  const says = `${what} holds ${name} ${whereIn(text, index)}${looks}.`;
  return at('hidden-mark', source, path, part, text, index, says);
}

function checkAddress(source: Source, path: Path, part: 'key' | 'value', text: string): Diagnostic[] {
  const typographic = typographicIn(text);
  if (typographic !== null) {
    const { index, mark, plain } = typographic;
    const says = `This address holds ${mark} (${codePoint(mark)}) ${whereIn(text, index)}. A word processor puts it there; write the plain ${plain}.`;
    return [at('typographic-mark', source, path, part, text, index, says)];
  }
  const scripts = Array.from(scriptsOf(text));
  if (scripts.length < 2) return [];
  // The rarer script holds the letter that looks like another one.
  const [script, letter] = (scripts.find(([name]) => name !== 'Latin') ?? scripts[0]) as [string, string];
  const index = text.indexOf(letter);
  const kind = script === 'another' ? 'of another script' : script;
  const says = `This address mixes letters of ${scripts.map(([name]) => name).join(' and ')}: ${letterIn(text, index)} is ${kind} (${codePoint(letter)}). Type the address again.`;
  return [at('mixed-scripts', source, path, part, text, index, says)];
}

function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

function whereIn(text: string, index: number): string {
  const before = Array.from(text.slice(0, index)).length;
  if (before === 0) return 'at its start';
  return `after ${before} ${before === 1 ? 'character' : 'characters'}`;
}

/** Letters that look alike are told by their place. */
function letterIn(text: string, index: number): string {
  return index === 0 ? 'the first letter' : `the letter ${whereIn(text, index)}`;
}

/** At the mark itself where the file writes the text as it is; else, where it is written with escapes, at the text. */
function at(
  code: DiagnosticCode,
  source: Source,
  path: Path,
  part: 'key' | 'value',
  text: string,
  index: number,
  says: string,
): Diagnostic {
  const place = placeOf(source, path, part);
  const lineStart = source.lineStarts[(place.line ?? 1) - 1] ?? 0;
  const start = source.text.indexOf(text, lineStart);
  const end = source.lineStarts[place.line ?? 1] ?? source.text.length + 1;
  if (start < 0 || start + index >= end) return diagnose(code, place, says);
  const offset = start + index;
  const width = (source.text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  return diagnose(code, placeOfSpan(source, offset, offset + width), says);
}
