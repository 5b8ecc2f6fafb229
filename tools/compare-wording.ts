/** What must stay the same when only sentences change. */

/** Members that hold sentences, and hashes of what holds sentences. */
const WORDS = new Set([
  'says',
  'message',
  'digest',
  'planId',
  'plan',
  'receipt',
  'journal',
  'previous',
  'hash',
  'head',
  'hint',
]);

/** JSON or NDJSON without sentences and without hashes; each line on its own. */
export function withoutWords(text: string): string {
  try {
    return strip(text);
  } catch {
    return text
      .split('\n')
      .map((line) => (line === '' ? '' : strip(line)))
      .join('\n');
  }
}

function strip(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => {
    // A policy may have any length of trace, but the steps and their places stay.
    if (WORDS.has(key) && typeof value === 'string') return '';
    return value;
  });
}

/** All numbers of a text, in order of size: a sentence may name its figures in another order, but no other figures. */
export function figuresOf(text: string): string {
  return (text.match(/\d+(?:[.,:T-]\d+)*/g) ?? []).sort().join(' ');
}

/** A page without its program and the hash that lets it run; its data and all that it shows stay. */
export function withoutScript(page: string): string {
  return page.replaceAll(/<script>[\s\S]*?<\/script>/g, '').replaceAll(/'sha256-[^']+'/g, '');
}
