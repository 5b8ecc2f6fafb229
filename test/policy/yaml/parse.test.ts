import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseYaml } from '../../../src/policy/yaml/parse.ts';
import { originOf, placeOf, textOf } from '../../../src/policy/yaml/source.ts';

function codes(text: string): string[] {
  return parseYaml('a.yaml', text).diagnostics.map(({ code, line, column }) => `${line}:${column} ${code}`);
}

function valueOf(text: string): unknown {
  const parsed = parseYaml('a.yaml', text);
  assert.ok(parsed.ok, JSON.stringify(parsed.diagnostics));
  return parsed.value.value;
}

const MIB = 1024 * 1024;

describe('hostile input is a diagnostic', () => {
  test('a billion laughs', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
    assert.deepEqual(codes(`l0: &l0 ha\n${levels.join('\n')}\n`), ['4:10 too-many-aliases']);
  });

  test('exactly 100 alias expansions are fine, one more is not', () => {
    const aliases = (count: number): string => `a: &a 1\nb: [${Array(count).fill('*a').join(', ')}]`;
    assert.deepEqual(codes(aliases(100)), []);
    assert.deepEqual(codes(aliases(101)), ['2:405 too-many-aliases']);
  });

  test('a few aliases of something huge', () => {
    const huge = `a: &a [${'1,'.repeat(300_000)}]\nb: [*a, *a, *a, *a]`;
    assert.deepEqual(codes(huge), ['2:13 too-many-aliases']);
  });

  test('an alias used as a key', () => assert.deepEqual(codes('a: &a x\n*a : y\n'), ['2:1 yaml-key']));

  for (const [name, text] of Object.entries({
    'flow lists': '['.repeat(100_000),
    'closed flow lists': '['.repeat(100_000) + ']'.repeat(100_000),
    'flow mappings': '{a: '.repeat(100_000),
    'block lists': '- '.repeat(100_000),
    'explicit keys': '? '.repeat(100_000),
    'block mappings': Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  })) {
    test(`100,000 levels deep: ${name}`, () => {
      const parsed = parseYaml('a.yaml', text);
      assert.deepEqual(
        parsed.diagnostics.map(({ code }) => code),
        ['yaml-too-deep'],
      );
    });
  }

  test('20 levels are fine', () => assert.deepEqual(codes(`${'['.repeat(20)}${']'.repeat(20)}`), []));

  test('a key of half a megabyte', () => {
    const parsed = parseYaml('a.yaml', `${'k'.repeat(MIB / 2)}: 1\n`);
    assert.deepEqual(
      parsed.diagnostics.map(({ code }) => code),
      ['yaml-syntax'],
    );
    assert.deepEqual(codes(`? ${'k'.repeat(MIB / 2)}\n: 1\n`), ['1:3 text-too-long']);
  });

  test('a long text that would make a pattern try every way', () => {
    assert.deepEqual(codes(`name: "${'a'.repeat(MIB / 2)}\\x07"`), ['1:7 text-too-long']);
  });

  test('a hundred thousand keys are compared in linear time', () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `k${i}:`).join('\n');
    assert.deepEqual(codes(`${keys}\nk5:\n`), ['100001:1 duplicate-key']);
  });

  test('control characters, at the place of each', () => {
    assert.deepEqual(codes('a: \0\nb: \u{1f600}\x1b[31m\n'), ['1:4 control-character', '2:5 control-character']);
  });

  test('tags of every sort', () => {
    for (const tag of ['!!js/function', '!!binary', '!!set', '!!timestamp', '!local', '!!merge']) {
      assert.deepEqual(codes(`a: ${tag} x\n`), ['1:4 yaml-tag'], tag);
    }
  });

  test('a message never holds a raw control character', () => {
    for (const text of ['a: "\\x1', '%\x85 x\n', 'a: *\x9b\n', "? '\x85'\n? '\x85'\n", '"a\\x1b": 1\n"a\\x1b": 2\n']) {
      for (const { message } of parseYaml('a.yaml', text).diagnostics) assert.doesNotMatch(message, /\p{Cc}/u);
    }
  });
});

describe('YAML 1.2', () => {
  test('has no yes, no merge key, no sexagesimal and no date', () => {
    assert.deepEqual(valueOf('a: yes\nb: 1:30\nc: 2026-11-24\nd: 0o17\n'), {
      a: 'yes',
      b: '1:30',
      c: '2026-11-24',
      d: 15,
    });
    assert.deepEqual(valueOf('<<: { a: 1 }\n'), { '<<': { a: 1 } });
  });

  test('keeps __proto__ as a key like any other', () => {
    const value = valueOf('__proto__: { polluted: true }\nconstructor: 1\n') as object;
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    assert.deepEqual(codes('__proto__: 1\n__proto__: 2\n'), ['2:1 duplicate-key']);
  });

  test('keys that look like numbers are compared as they are written', () => {
    assert.deepEqual(valueOf('007: a\n7: b\ntrue: c\n'), { '007': 'a', 7: 'b', true: 'c' });
  });
});

describe('places', () => {
  const text = 'a:\n  - x: 1\n    \u{1f600}y: two # no\n  - &n { z: [3, 4] }\nb: *n\nempty:\n';
  const parsed = parseYaml('policies/a.yaml', text);
  assert.ok(parsed.ok);
  const source = parsed.value;

  test('lead to keys and values, counted in characters', () => {
    assert.deepEqual(placeOf(source, ['a', 0, '\u{1f600}y']), {
      file: 'policies/a.yaml',
      line: 3,
      column: 9,
      endColumn: 12,
    });
    assert.deepEqual(placeOf(source, ['a', 0, '\u{1f600}y'], 'key'), {
      file: 'policies/a.yaml',
      line: 3,
      column: 5,
      endColumn: 7,
    });
    assert.equal(originOf(source, ['a', 1, 'z', 1]), 'policies/a.yaml:4');
    assert.equal(textOf(source, ['a', 1, 'z']), '[3, 4]');
  });

  test('of what stands behind an alias are those of its anchor', () => {
    assert.equal(originOf(source, ['b']), 'policies/a.yaml:5');
    assert.equal(originOf(source, ['b', 'z', 0]), 'policies/a.yaml:4');
  });

  test('of what is not there are those of what should hold it', () => {
    assert.equal(originOf(source, ['a', 1, 'none', 'below']), 'policies/a.yaml:4');
    assert.deepEqual(placeOf(source, ['empty']).line, 6);
  });
});
