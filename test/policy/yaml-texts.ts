import * as fc from 'fast-check';
import { type Random, seededRandom } from '../example/random.ts';

/** Plain data, and a text that says it in some of the many ways of YAML, with comments in every place that has room. */
export type Data = string | number | boolean | null | Data[] | { [key: string]: Data };

const SCALARS = [
  'a',
  'two words',
  '# no comment',
  'a #b',
  'a#b',
  "it's",
  '"quoted"',
  'x: y',
  '[',
  '{ a }',
  '99017',
  '1E2',
  'true',
  '~',
  '',
  ' padded ',
  '@team',
  '- dash',
  '2026-11-24T09:00:00Z',
  'é, ü',
  '10%',
  'a\nb',
  'back\\slash',
  '---',
  '&x',
  '*x',
  '!t',
  '|',
  '>',
];
const KEYS = [
  'kind',
  'name',
  'mfa',
  'user',
  'units',
  'exceptions',
  'reason',
  'a key',
  '99',
  'x',
  'guardrails',
  'loosen',
];

const { tree } = fc.letrec<{ tree: Data; scalar: Data; map: Data; list: Data }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('scalar'), tie('map'), tie('list')),
  scalar: fc.oneof(
    fc.constantFrom<Data>(...SCALARS),
    fc.constantFrom<Data>(1, -2.5, true, false, null),
    fc.string({ maxLength: 6, unit: 'grapheme-ascii' }),
  ),
  map: fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  list: fc.array(tie('tree'), { maxLength: 4 }),
}));

/** A document whose root is a mapping, as a text. */
export const aYamlText: fc.Arbitrary<string> = fc
  .tuple(fc.dictionary(fc.constantFrom(...KEYS), tree, { minKeys: 1, maxKeys: 6, noNullPrototype: true }), fc.integer())
  .map(([value, seed]) => textOf(value, seed));

/** Plain data as a text, in a layout that the seed decides. */
export function textOf(value: Data, seed: number): string {
  return new Writer(seededRandom(seed)).document(value);
}

/** Writes data with layout and comments that chance decides. */
class Writer {
  readonly #random: Random;
  #comments = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  document(value: Data): string {
    const head = this.#one([() => '', () => '---\n', () => `${this.#comment()}\n\n---\n`]);
    const body = `${head}${this.#gap(0)}${this.#block(value, 0)}${this.#gap(0)}`;
    return this.#chance(0.1) ? body.replaceAll('\n', '\r\n') : body;
  }

  #block(value: Data, indent: number): string {
    const pad = ' '.repeat(indent);
    if (Array.isArray(value)) {
      return value.map((item) => `${this.#gap(indent)}${pad}-${this.#behind(item, indent, true)}`).join('');
    }
    const entries = Object.entries(value as Record<string, Data>);
    return entries
      .map(([key, item]) => `${this.#gap(indent)}${pad}${this.#key(key)}:${this.#behind(item, indent, false)}`)
      .join('');
  }

  /** What stands behind a key or dash, with the end of the line. */
  #behind(value: Data, indent: number, dash: boolean): string {
    const deeper = indent + this.#below(1, 4);
    if (!isFilled(value) || this.#chance(0.4)) {
      const start = this.#chance(0.1) ? `${this.#trail()}\n${this.#gap(deeper)}${' '.repeat(deeper)}` : ' ';
      return `${start}${this.#flow(value, deeper)}${this.#trail()}\n`;
    }
    const same = Array.isArray(value) && !dash && this.#chance(0.3);
    return `${this.#trail()}\n${this.#block(value, same ? indent : deeper)}`;
  }

  #flow(value: Data, indent: number): string {
    if (!isCollection(value)) return this.#scalar(value);
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    const items = Array.isArray(value)
      ? value.map((item) => this.#flow(item, indent))
      : Object.entries(value).map(([key, item]) => `${this.#key(key)}: ${this.#flow(item, indent)}`);
    const wide = this.#chance(0.2);
    const space = (): string =>
      wide ? `${this.#trail()}\n${this.#gap(indent)}${' '.repeat(indent)}` : this.#one(['', ' ']);
    return `${open}${space()}${items.join(`,${wide ? space() : ' '}`)}${space()}${close}`;
  }

  #key(key: string): string {
    return this.#chance(0.2) || key === '99' ? JSON.stringify(key) : key;
  }

  #scalar(value: Data): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const simple = /^[a-z][a-z #]*$/i.test(value) && !/ #|^(true|false|null)$|\s$/i.test(value);
    if (simple && this.#chance(0.7)) return value;
    if (!/[\n\r\t]/.test(value) && this.#chance(0.4)) return `'${value.replaceAll("'", "''")}'`;
    return JSON.stringify(value);
  }

  /** Blank lines and comments on lines of their own. */
  #gap(indent: number): string {
    const line = (): string =>
      this.#one([
        () => '\n',
        () => `${' '.repeat(this.#chance(0.5) ? indent : this.#below(0, 8))}${this.#comment()}\n`,
      ]);
    return Array.from({ length: this.#chance(0.7) ? 0 : this.#below(1, 4) }, line).join('');
  }

  #trail(): string {
    return this.#chance(0.2) ? `${' '.repeat(this.#below(1, 3))}${this.#comment()}` : '';
  }

  #comment(): string {
    return `#${this.#one(['', ' ', '  '])}c${++this.#comments}${this.#one(['', ': "x', " it's # [", ' '])}`;
  }

  #chance(share: number): boolean {
    return this.#random.below(1000) < share * 1000;
  }

  #below(from: number, to: number): number {
    return from + this.#random.below(to - from);
  }

  #one<Choice>(choices: readonly (Choice | (() => Choice))[]): Choice {
    const choice = choices[this.#below(0, choices.length)] as Choice | (() => Choice);
    return typeof choice === 'function' ? (choice as () => Choice)() : choice;
  }
}

function isCollection(value: Data): value is Data[] | { [key: string]: Data } {
  return typeof value === 'object' && value !== null;
}

function isFilled(value: Data): boolean {
  return isCollection(value) && Object.keys(value).length > 0;
}
