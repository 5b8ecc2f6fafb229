import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { commentsOf } from '../../../src/policy/yaml/comments.ts';
import { formatDocument } from '../../../src/policy/edit/format.ts';
import { parseYaml } from '../../../src/policy/yaml/parse.ts';
import { replaceSections, replaceText, type Sections } from '../../../src/policy/edit/sections.ts';
import { textOf } from '../yaml-texts.ts';

const scope = fc.record({ path: fc.constantFrom('A', 'B # c'), mfa: fc.constant('disabled') });
/** A document of an organisation, or nearly one, written in any way with comments anywhere. */
const aText = fc
  .tuple(
    fc.record(
      {
        kind: fc.constant('Organisation'),
        code: fc.constant('X26'),
        name: fc.constantFrom('n', 'two words', '# none'),
        mfa: fc.constantFrom('standard', 'disabled'),
        units: fc.array(scope, { maxLength: 3 }),
        roles: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
        rollout: fc.record({ hold: fc.boolean(), waves: fc.array(scope, { maxLength: 2 }) }),
      },
      { requiredKeys: ['kind', 'code', 'name'] },
    ),
    fc.integer(),
  )
  .map(([value, seed]) => textOf(value, seed));

const SECTIONS: Sections = {
  mfa: ['mfa: named-locations # fits'],
  units: ['# Why.', 'units:', '  - path: Wards', '    mfa: standard'],
  userPolicies: null,
  rollout: null,
};
const ASKED = { mfa: 'named-locations', units: [{ path: 'Wards', mfa: 'standard' }] };

const valueOf = (text: string): Record<string, unknown> => {
  const parsed = parseYaml('x.yaml', text);
  assert.ok(parsed.ok, text);
  return parsed.value.value as Record<string, unknown>;
};

/** Comments on the lines of keys that stay, between the key and its value's last line, and right above such keys. */
function commentsThatStay(text: string): string[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, i) => (/^[^\s#-]/.test(line) ? [i] : []));
  return starts.flatMap((start, k) => {
    if (/^(mfa|units|userPolicies|rollout):/.test(lines[start] as string)) return [];
    let first = start;
    while (first > 0 && lines[first - 1]?.startsWith('#') === true) first--;
    let last = (starts[k + 1] ?? lines.length) - 1;
    while (last > start && /^\s*(#|$)/.test(lines[last] as string)) last--;
    const own = `${lines.slice(first, last + 1).join('\n')}\n`;
    return commentsOf(own).map((comment) => comment.text);
  });
}

describe('Writing keys of a document anew', () => {
  test('changes these and nothing else, and keeps every comment of the others, whatever the layout', () => {
    let kept = 0;
    fc.assert(
      fc.property(aText, (text) => {
        if (!parseYaml('x.yaml', text).ok) return;
        const edited = replaceSections(text, 'Organisation', SECTIONS);
        const { mfa: _mfa, units: _units, rollout: _rollout, ...others } = valueOf(text);
        assert.deepEqual(valueOf(edited), { ...others, ...ASKED });
        const left = commentsOf(edited).map((comment) => comment.text);
        const stay = commentsThatStay(formatDocument(text, 'Organisation'));
        for (const comment of [...stay, '# fits', '# Why.']) {
          assert.ok(left.includes(comment), `${comment} is gone:\n${text}\n=>\n${edited}`);
          left.splice(left.indexOf(comment), 1);
        }
        kept += stay.length;
      }),
      { seed: 20261124, numRuns: 500 },
    );
    assert.ok(kept > 500, `${kept} comments were kept`);
  });
});

const TEXT = 'kind: Organisation\r\ncode:  X26 # ours\nunits: [{ path: "A, b", mfa: standard }]\n';

describe('Replacing one text of a document', () => {
  test('leaves every other byte as it is', () => {
    assert.equal(replaceText(TEXT, ['units', 0, 'mfa'], 'disabled'), TEXT.replace('standard', 'disabled'));
    assert.equal(replaceText(TEXT, ['code'], 'X1A'), TEXT.replace('X26', 'X1A'));
  });

  test('puts a text into quotes where it would be read as something else without', () => {
    assert.equal(replaceText(TEXT, ['code'], '99017'), TEXT.replace('X26', '"99017"'));
    assert.equal(replaceText(TEXT, ['units', 0, 'path'], 'C, d'), TEXT.replace('A, b', 'C, d'));
  });

  test('tells where there is nothing to replace', () => {
    for (const path of [['mfa'], ['units', 1, 'mfa'], ['units', 0, 'until'], ['code', 0]])
      assert.equal(replaceText(TEXT, path, 'x'), null);
  });
});
