import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { type DiagnosticFormat, renderDiagnostics } from '../../../src/policy/diagnostics/render.ts';

const TEXT = 'kind: Role\n\tname: \u{1f600} bad\u202e\x1b]0;x\x07 end\n';
const DIAGNOSTIC: Diagnostic = {
  file: 'policies/a.yaml',
  line: 2,
  column: 8,
  endColumn: 11,
  code: 'schema-format',
  severity: 'error',
  message: 'name cannot be this.',
};
const WHOLE: Diagnostic = {
  file: 'policies/b.yaml',
  line: null,
  column: null,
  code: 'lapsed-exception',
  severity: 'warning',
  message: 'Gone.',
};
/** Everything that a file name or a message could try. */
const HOSTILE: Diagnostic = {
  ...DIAGNOSTIC,
  file: 'policies/a,b:c%\r\n::error::x\x1b[2J\u0085\u202e.yaml',
  message: '100% bad\n::set-output name=x::y\u001b[31m\u0085\u2066',
};

function render(format: DiagnosticFormat, diagnostics: readonly Diagnostic[], color = false): string {
  return renderDiagnostics(diagnostics, {
    format,
    color,
    textOf: (file) => (file === 'policies/b.yaml' ? null : TEXT),
  });
}

describe('for people', () => {
  test('a diagnostic has its source line and a caret under what is meant', () => {
    const text = 'mfa: standrad # no\n';
    const diagnostic: Diagnostic = { ...DIAGNOSTIC, line: 1, column: 6, endColumn: 14 };
    assert.equal(
      renderDiagnostics([diagnostic], { format: 'human', color: false, textOf: () => text }),
      'policies/a.yaml:1:6 error schema-format: name cannot be this.\n  1 | mfa: standrad # no\n    |      ^^^^^^^^\n',
    );
  });

  test('control characters of the source are shown, never printed', () => {
    assert.equal(
      render('human', [{ ...DIAGNOSTIC, column: 13, endColumn: 14 }]),
      'policies/a.yaml:2:13 error schema-format: name cannot be this.\n' +
        '  2 |  name: \u{1f600} bad\\u{202e}\\u{1b}]0;x\\u{7} end\n' +
        '    |              ^^^^^^^^\n',
    );
  });

  test('a file as a whole, or a text that cannot be had, has no line', () => {
    assert.equal(render('human', [WHOLE]), 'policies/b.yaml warning lapsed-exception: Gone.\n');
    assert.equal(render('human', [{ ...DIAGNOSTIC, line: 99 }]).split('\n').length, 2);
  });

  test('a long line is cut around its column', () => {
    const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const [, line, caret] = renderDiagnostics([{ ...DIAGNOSTIC, line: 1, column: 501, endColumn: 505 }], {
      format: 'human',
      color: false,
      textOf: () => text,
    }).split('\n');
    assert.equal(line?.length, 126);
    assert.equal(line?.indexOf('HERE'), caret?.indexOf('^^^^'));
  });

  test('colour is there when it is asked for, and only then', () => {
    assert.match(render('human', [DIAGNOSTIC], true), /\u001b\[31merror/);
    assert.doesNotMatch(render('human', [DIAGNOSTIC]), /\u001b/);
  });

  test('no diagnostics are no text', () => assert.equal(render('human', []), ''));
});

describe('for programs', () => {
  test('github: one workflow command a line, in GitHub’s escapes', () => {
    assert.equal(
      render('github', [DIAGNOSTIC, WHOLE]),
      '::error file=policies/a.yaml,line=2,col=8,endColumn=10,title=schema-format::name cannot be this.\n' +
        '::warning file=policies/b.yaml,title=lapsed-exception::Gone.\n',
    );
  });

  test('github: nothing in a name or message can begin another command or end a property', () => {
    const text = render('github', [HOSTILE]);
    assert.equal(text.split('\n').length, 2);
    assert.match(text, /^::error file=policies\/a%2Cb%3Ac%25\\u\{d\}\\u\{a\}%3A%3Aerror%3A%3Ax/);
    assert.match(text, /::100%25 bad\\u\{a\}::set-output/);
  });

  test('json: the diagnostics themselves', () =>
    assert.deepEqual(JSON.parse(render('json', [DIAGNOSTIC, HOSTILE])), [DIAGNOSTIC, HOSTILE]));

  test('sarif: rules, results and regions', () => {
    const log = JSON.parse(render('sarif', [DIAGNOSTIC, WHOLE])) as {
      version: string;
      runs: [{ tool: { driver: { rules: { id: string }[] } }; results: object[] }];
    };
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.deepEqual(
      run.tool.driver.rules.map(({ id }) => id),
      ['lapsed-exception', 'schema-format'],
    );
    assert.deepEqual(run.results, [
      {
        ruleId: 'schema-format',
        ruleIndex: 1,
        level: 'error',
        message: { text: 'name cannot be this.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'policies/a.yaml' },
              region: { startLine: 2, startColumn: 8, endColumn: 11 },
            },
          },
        ],
      },
      {
        ruleId: 'lapsed-exception',
        ruleIndex: 0,
        level: 'warning',
        message: { text: 'Gone.' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'policies/b.yaml' } } }],
      },
    ]);
  });

  test('sarif: a path is a URI', () => {
    const text = render('sarif', [{ ...WHOLE, file: 'policies/a b#?.yaml' }]);
    assert.match(text, /"uri": "policies\/a%20b%23%3F\.yaml"/);
  });

  for (const format of ['human', 'github', 'json', 'sarif'] as const) {
    test(`${format}: no control character or mark of direction is printed`, () => {
      assert.doesNotMatch(
        render(format, [HOSTILE, DIAGNOSTIC]),
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
    });
  }
});
