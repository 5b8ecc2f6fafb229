/** Reads XML strictly, for tests of what is written as XML. */
import assert from 'node:assert/strict';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The elements of a document, in order; fails for what is not well-formed. */
export function elementsOf(xml: string): XmlElement[] {
  const text = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n([\s\S]*)$/.exec(xml)?.[1];
  assert.ok(text !== undefined, 'it says that it is XML');
  const open: string[] = [];
  const elements: XmlElement[] = [];
  const plain = (written: string): string => {
    assert.doesNotMatch(written, /<|&(?!(amp|lt|gt|quot|apos);)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    return written.replace(/&(\w+);/g, (_, name: string) => CHARACTERS[name] as string);
  };
  for (const [, characters, tag] of text.matchAll(/([^<]*)(<[^>]*>)/g)) {
    plain(characters as string);
    const closing = /^<\/(\w+)>$/.exec(tag as string);
    if (closing !== null) {
      assert.equal(open.pop(), closing[1]);
      continue;
    }
    const [, name, written, end] = /^<(\w+)((?: \w+="[^"]*")*)(\/?)>$/.exec(tag as string) ?? [];
    assert.ok(name !== undefined && written !== undefined, tag);
    const attributes = [...written.matchAll(/ (\w+)="([^"]*)"/g)].map(([, key, value]) => [
      key,
      plain(value as string),
    ]);
    elements.push({ name, attributes: Object.fromEntries(attributes) as Record<string, string> });
    if (end === '') open.push(name);
  }
  assert.deepEqual(open, [], 'every element is closed');
  return elements;
}
