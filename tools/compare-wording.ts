/** What must stay the same when only sentences change. */

/** Members that hold sentences, and hashes of what holds sentences. */
const WORDS = new Set(
  (
    'says message messages hint made missing remarks why note notes ' +
    'digest planId plan receipt journal previous hash head sum'
  ).split(' '),
);

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
    if (WORDS.has(key)) return isWordy(value) ? '' : value;
    return value;
  });
}

/** A sentence, a list of sentences, or sentences by name: the whole of a member that holds nothing else. */
function isWordy(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
}

/** All numbers of a text, in order of size: a sentence may name its figures in another order, but no other figures. */
export function figuresOf(text: string): string {
  const numbers =
    unfolded(withoutWordsOfData(text))
      .replaceAll(HASHES, '')
      .match(/\d+(?:[.,:T-]\d+)*/g) ?? [];
  return numbers.sort().join(' ');
}

/** A calendar with its long lines whole: where they are cut depends on the words. */
function unfolded(text: string): string {
  return text.startsWith('BEGIN:VCALENDAR') ? text.replaceAll(/\r?\n[ \t]/g, '') : text;
}

/** A plan's id, the ledger's head and a policy's hash come from the sentences too. */
const HASHES = /\b(sha256[:-])?[0-9a-f]{12,64}\b|sha256-[A-Za-z0-9+/=]+/g;

/** A page whose embedded data hold no sentences; any other text as it is. */
function withoutWordsOfData(text: string): string {
  return text.replace(
    /(<script type="application\/json"[^>]*>)([\s\S]*?)(<\/script>)/,
    (_, start: string, json: string, end: string) => start + strip(json) + end,
  );
}

/** A page without its program and the hash that lets it run; its data and all that it shows stay. */
export function withoutScript(page: string): string {
  return page.replaceAll(/<script>[\s\S]*?<\/script>/g, '').replaceAll(/'sha256-[^']+'/g, '');
}
