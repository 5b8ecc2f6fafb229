import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseYaml } from '../../src/policy/yaml/parse.ts';
import { ruleAt } from '../../src/history/rule-content.ts';

/** What the rule on a line says, without the name of its document. */
function ruleOn(line: number, text: string): string {
  const parsed = parseYaml('a.yaml', text);
  assert.ok(parsed.ok, JSON.stringify(parsed.diagnostics));
  const [, ...says] = ruleAt(parsed.value, line)?.content.split('\n') ?? [];
  return says.join(' ');
}

const HEAD = 'kind: Organisation\ncode: X26\n';

describe('The rule that a line names', () => {
  test('is the entry that begins on it, with all that it holds', () => {
    const text = `${HEAD}mfa: standard\nunits:\n  - path: Alpha\n    mfa: disabled\n  - { path: Beta, roles: [a, b] }\n`;
    assert.equal(ruleOn(3, text), 'mfa "standard"');
    assert.equal(ruleOn(5, text), 'units.* {"mfa":"disabled","path":"Alpha"}');
    assert.equal(ruleOn(7, text), 'units.* {"path":"Beta","roles":["a","b"]}');
    assert.equal(ruleOn(1, text), 'kind "Organisation"');
  });

  test('is the list where several entries of it share the line', () => {
    const text = `${HEAD}units: [ { path: Alpha }, { path: Beta },\n  { path: Gamma } ]\n`;
    assert.equal(ruleOn(3, text), 'units [{"path":"Alpha"},{"path":"Beta"},{"path":"Gamma"}]');
    assert.equal(ruleOn(4, text), 'units.* {"path":"Gamma"}');
  });

  test('is the mapping where several of its properties share the line', () => {
    const text = `${HEAD}exceptions:\n  long-term: { maxDuration: P1D, reasons: [a] }\nwith: { mfa: standard, at: [ { x: 1 } ] }\n`;
    assert.equal(ruleOn(4, text), 'exceptions {"long-term":{"maxDuration":"P1D","reasons":["a"]}}');
    assert.equal(ruleOn(5, text), 'with {"at":[{"x":1}],"mfa":"standard"}');
  });

  test('is the document where all of it is one line', () => {
    assert.match(
      ruleOn(1, '{ kind: Organisation, code: X26, mfa: standard, units: [ { path: Alpha } ] }'),
      /^ \{"code"/,
    );
  });
});
