import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { readSchema, schemaCompiler } from '../../../src/machine/schemas.ts';
import { figure } from '../../../src/report/page/figure.ts';
import { html } from '../../../src/report/markup/html.ts';
import { reportPage } from '../../../src/report/page/page.ts';
import { syntheticCoverage } from './synthetic-coverage.ts';

const validate = schemaCompiler({ allErrors: true }).compile(readSchema('coverage'));

const pageOf = (organisations: number): string => [...reportPage(syntheticCoverage({ organisations }))].join('');

suite('the report page', () => {
  test('is tested with figures that are as their schema has them', () => {
    for (const organisations of [0, 1, 3, 400])
      assert.ok(validate(syntheticCoverage({ organisations })), JSON.stringify(validate.errors));
  });

  test('allows the one style and the one script that it holds, and nothing else', () => {
    const page = pageOf(3);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hash = (text: string | undefined): string =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      `style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1])}`,
      `script-src ${hash(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1])}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'), 'before anything that it governs');
    assert.doesNotMatch(page.replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, ''), /\s(style|on[a-z]+)=/);
  });

  test('holds no tag end within its data', () => {
    const page = [...reportPage({ ...syntheticCoverage({ organisations: 1 }), tenant: '</script><!--' })].join('');
    assert.equal(page.match(/<\/script>/g)?.length, 2);
    assert.doesNotMatch(page, /<!--/);
  });

  test('is the same bytes whenever it is made of the same figures', () => {
    assert.equal(pageOf(40), pageOf(40));
  });

  test('is made of a tenant without accounts and of one with 22,000 organisations', () => {
    assert.match(pageOf(0), /<h1>/);
    assert.match(pageOf(22_000), /22,000/);
  });

  test('refuses to show a figure that the data does not have', () => {
    assert.throws(() => figure(syntheticCoverage({ organisations: 1 }), 'total.managed.acounts'), /no figure at/);
  });

  test('its templates escape every text, and show characters that nobody could see', () => {
    assert.equal(
      html`<p title="${'"\''}">${'<b>&\u202e'}</p>`.markup,
      '<p title="&quot;&#39;">&lt;b&gt;&amp;\\u{202e}</p>',
    );
    assert.equal(html`${html`<b>1</b>`}${[html`2`, html`3`]}${null}${4}`.markup, '<b>1</b>234');
  });
});
