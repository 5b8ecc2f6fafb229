import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { isKind } from '../../src/policy/documents.ts';
import { parseYaml } from '../../src/policy/yaml/parse.ts';
import { checkSchema } from '../../src/policy/diagnostics/schema.ts';
import { counted } from '../worlds/thorough.ts';
import { baseFile, loadWith } from '../worlds/temporary-policies.ts';

const FILES = [
  'tenant.yaml',
  'roles/local-admin.yaml',
  'organisations/X26/organisation.yaml',
  'organisations/X26/exceptions.yaml',
  'organisations/X26/re-enrolments.yaml',
  'overrides.yaml',
  'invariants.yaml',
  'tests/kiosks.yaml',
] as const;

/** The parts that YAML gives a meaning to. */
const TOKENS = [
  'a',
  'b:',
  ': ',
  '- ',
  '\n',
  '  ',
  '\t',
  '[',
  ']',
  '{',
  '}',
  ',',
  '&a ',
  '*a',
  '!t ',
  '? ',
  '|',
  '>',
  '"',
  "'",
  '#',
  '%',
  '---\n',
  '...\n',
  '\\',
  '\r',
  '\ufeff',
  '<<: ',
];

describe('any input is a value or diagnostics, never a crash', () => {
  test('texts made of the signs of YAML', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }), (tokens) => {
        const text = tokens.join('');
        const parsed = parseYaml('a.yaml', text);
        assert.equal(parsed.ok, parsed.diagnostics.length === 0);
        for (const { line, column } of parsed.diagnostics) {
          assert.ok(line !== null && column !== null);
          assert.ok(line >= 1 && line <= text.split('\n').length + 1 && column >= 1, JSON.stringify(text));
        }
      }),
      { seed: 20261124, numRuns: counted(400, 3000) },
    );
  });

  test('valid documents in which one value is another', () => {
    const documents = FILES.map((path) => ({ path, value: parse(baseFile(path)) as Record<string, unknown> }));
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.nat(),
        fc.jsonValue({ maxDepth: 2 }),
        ({ path, value }, at, other) => {
          const places = placesOf(value);
          const changed = replaced(value, places[at % places.length] ?? [], other);
          const parsed = parseYaml(path, JSON.stringify(changed));
          if (!parsed.ok) return;
          const { kind } = value;
          assert.ok(isKind(kind));
          for (const { line, column, message } of checkSchema(parsed.value, kind)) {
            assert.ok(line === 1 && column !== null && column >= 1);
            assert.match(message, /^[^\p{Cc}]+$/u);
          }
        },
      ),
      { seed: 20261124, numRuns: counted(400, 3000) },
    );
  });

  test('a repository with one value changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES), fc.nat(), fc.jsonValue({ maxDepth: 1 }), (path, at, other) => {
        const value: unknown = parse(baseFile(path));
        const places = placesOf(value);
        const text = JSON.stringify(replaced(value, places[at % places.length] ?? [], other));
        const loaded = loadWith({ [path]: text });
        assert.equal(
          loaded.ok,
          loaded.diagnostics.every(({ severity }) => severity === 'warning'),
        );
      }),
      { seed: 20261124, numRuns: 150 },
    );
  });
});

type Place = readonly (string | number)[];

function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, child]) =>
      placesOf(child, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function replaced(value: unknown, [first, ...rest]: Place, other: unknown): unknown {
  if (first === undefined) return other;
  if (Array.isArray(value))
    return value.map((child, i) => (i === first ? replaced(child, rest, other) : child) as unknown);
  return { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, other) };
}
