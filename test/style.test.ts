/** What docs/style.md refuses is nowhere in what people read. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const PAGE = 'docs/style.md';
const PLACES = ['README.md', 'mfactl.yaml', 'src', 'docs', 'policies', 'schemas', '.github'];
const TEXTS = new Set(['.ts', '.md', '.json', '.yml', '.yaml', '.sh', '.css']);

const page = readFileSync(join(ROOT, PAGE), 'utf8');

/** The pairs of the table: what was said, and what is said instead. */
const pairs = [...page.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
  .map(([, before, after]) => ({ before: before as string, after: after as string }))
  .filter(({ before }) => before !== 'before');
const phrases = (/^```text\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '').split('\n').filter((line) => line !== '');

/** A line break in a comment, with the sign that begins its next line, is a space as any other. */
function plain(text: string): string {
  return text
    .replace(/\s+(?:\/\/|\*|#)?\s+/g, ' ')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

/** The parts of a sentence between its ellipses; those of one or two words would refuse too much. */
function partsOf(sentence: string): string[] {
  return sentence
    .split('…')
    .map((part) => plain(part).trim())
    .filter((part) => part.split(' ').length > 2);
}

/** Whole words only: "can notice" does not hold "can not". */
const REFUSED = [...phrases.map((phrase) => plain(phrase)), ...pairs.flatMap(({ before }) => partsOf(before))].map(
  (phrase) => ({ phrase, pattern: new RegExp(`(?<!\\w)${phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`) }),
);

function refusedIn(text: string): string[] {
  const said = plain(text);
  return REFUSED.filter(({ pattern }) => pattern.test(said)).map(({ phrase }) => phrase);
}

function filesOf(place: string): string[] {
  if (extname(place) !== '') return [place];
  return readdirSync(join(ROOT, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (TEXTS.has(extname(entry.name)) || entry.name === 'CODEOWNERS'))
    .map((entry) => join(entry.parentPath.slice(ROOT.length + 1), entry.name));
}

describe('The words of docs/style.md', () => {
  test('are at least 20 pairs, each with another text after than before, and a list', () => {
    assert.ok(pairs.length >= 20, `${pairs.length} pairs`);
    for (const { before, after } of pairs) assert.ok(partsOf(before).length > 0 && before !== after, before);
    assert.ok(phrases.length >= 20, `${phrases.length} phrases`);
  });

  test('are not in the source, the pages, the templates, the schemas and the workflows', () => {
    const files = PLACES.flatMap(filesOf).filter((file) => file !== PAGE);
    assert.ok(files.length > 300, `${files.length} files`);
    const found = files.flatMap((file) =>
      refusedIn(readFileSync(join(ROOT, file), 'utf8')).map((phrase) => `${file}: "${phrase}"`),
    );
    assert.deepEqual(found, []);
  });

  test('are found in any case, over a line break of a comment, and in the middle of a sentence', () => {
    assert.deepEqual(refusedIn('It CAN\n * not be read.'), ['can not']);
    assert.deepEqual(refusedIn('// changes behind\n  // the back of a policy'), ['behind the back']);
    assert.deepEqual(refusedIn('# the folder can\n# not be made'), ['can not']);
    assert.deepEqual(refusedIn('It cannot be read, and you can notice it.'), []);
  });

  test('do not come back in what is said instead', () => {
    for (const { after } of pairs) assert.deepEqual(refusedIn(after), [], after);
  });
});
