import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { coverageJson, coverageReport } from '../../src/report/figures/coverage.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from '../../src/report/figures/legend.ts';
import { code, link } from '../../src/report/markup/markdown.ts';
import { maskAddresses } from '../../src/report/markup/mask.ts';
import { STATUS } from '../../src/model/status.ts';
import { REFERENCE } from '../example/tenant.ts';
import { reportData, summaryOf } from './data.ts';

/** What Markdown or a browser would act on. */
const HOSTILE =
  'x|y <img src=x onerror=alert(1)> `a` [b](https://evil.example) **c** www.evil.example @someone\n# d \u001b[2J';

suite('summary.md', () => {
  test('has a row for each of the eleven statuses and nine authentication types, also where nobody has them', () => {
    assert.equal(STATUS_LEGEND.length, 11);
    assert.deepEqual(new Set(STATUS_LEGEND.map(({ name }) => name)), new Set(Object.values(STATUS)));
    assert.equal(METHOD_LEGEND.length, 9);
    assert.equal(METHOD_LEGEND.filter(({ eras }) => eras.includes('legacy')).length, 6);
    assert.equal(METHOD_LEGEND.filter(({ eras }) => eras.includes('new')).length, 5);
    const summary = summaryOf(reportData([{ reported: 'user enabled', methods: ['SMS', 'sms'] }]));
    for (const { name } of [...STATUS_LEGEND, ...METHOD_LEGEND]) assert.ok(summary.includes(`\n| ${name} |`), name);
    assert.match(summary, /\| User Enabled \|.*\| 1 \|\n/);
    assert.match(summary, /\| SMS \|.*\| 1 \|\n/);
  });

  test('links to the guidance that the settings name, and to web addresses alone', () => {
    const guidance = new Map([
      ['mfa 24 hour exception', 'https://support.example.nhs.net/short'],
      ['SMS', 'javascript:alert(1)'],
      ['Where to ask', 'https://support.example.nhs.net/'],
    ]);
    const summary = summaryOf(reportData([], { guidance }));
    assert.ok(summary.includes('[MFA 24 Hour Exception](<https://support.example.nhs.net/short>)'));
    assert.ok(summary.includes('- [Where to ask](<https://support.example.nhs.net/>)'));
    assert.doesNotMatch(summary, /\]\(<?javascript/);
  });

  test('lets no text from outside become markup, a link, a mention or a table cell', () => {
    const data = reportData([{ organisation: HOSTILE, reported: HOSTILE, membership: null, methods: [HOSTILE] }], {
      tenant: HOSTILE,
      product: HOSTILE,
    });
    const summary = summaryOf(data);
    assert.doesNotMatch(summary, /<(?!\/?code>)/);
    assert.doesNotMatch(summary, /[^\\]`a`|[^\\]\*\*c|https:\/\/evil|www\.evil|@someone|\u001b/);
    assert.doesNotMatch(summary, /^# d/m);
    const tables = summary.split('\n').filter((line) => line.startsWith('|'));
    const cells = (line: string): number => line.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|').length;
    let expected = 0;
    for (const [i, line] of summary.split('\n').entries()) {
      if (!line.startsWith('|')) expected = 0;
      else if (expected === 0) expected = cells(line);
      else assert.equal(cells(line), expected, `line ${i + 1}: ${line}`);
    }
    assert.ok(tables.length > 30);
  });

  test('lists the 50 organisations with the lowest coverage and tells how many more there are', () => {
    const accounts = Array.from({ length: 80 }, (_, i) => [
      { organisation: `Y${i}`, reported: 'Admin Enabled', membership: null },
      { organisation: `Y${i}`, reported: i < 30 ? 'Admin Disabled' : 'Admin Enabled', membership: null },
    ]).flat();
    const data = reportData(accounts);
    const rows = summaryOf(data).match(/^\| <code>Y\d+<\/code> .*$/gm) ?? [];
    assert.equal(rows.length, 50);
    assert.ok(rows.slice(0, 30).every((row) => row.includes('50.0 %')));
    assert.match(summaryOf(data), /30 more are not listed here/);
    assert.equal(
      (JSON.parse(coverageJson(coverageReport(data))) as { organisations: unknown[] }).organisations.length,
      80,
    );
  });

  test('tells in short of the register, rollout, weak methods and exposure', () => {
    const mine = { organisation: 'X26', unit: 'Corporate' };
    const accounts = [
      { ...mine, roles: ['Local Admin'], methods: ['SMS'] },
      { ...mine, methods: [], reported: '', membership: null },
    ];
    const before = summaryOf(reportData(accounts));
    assert.match(before, /## The register of exceptions\n[^#]*\| Active \| \d+ \|\n\| Coming \| 1 \|\n/);
    assert.match(
      before,
      /\| <code>X26<\/code> \| Corporate first \| 2026-10-06T08:00:00Z, started \| 2 \| 50\.0 % \| 50\.0 % \|/,
    );
    assert.match(before, /## Weak methods on privileged accounts\n\n1 account with/);
    assert.match(before, /\| <code>someone\.example0&#64;nhs\.net<\/code> \| X26 \| Local Admin \| SMS \|/);
    assert.match(before, /## Exposure\n\nThere is no ledger yet/);
    const sums = {
      total: 90_000_000n,
      byOrganisation: new Map([['X26', 90_000_000n]]),
      byUnit: [],
      byApprover: new Map(),
    };
    const window = { from: REFERENCE - 90_000_000, to: REFERENCE };
    const past = { ledger: null, exposure: { window, sums }, trend: { every: 'run', points: [] } } as const;
    assert.match(summaryOf(reportData(accounts, { past })), /\*\*1\.1 user-days without MFA\*\*/);
  });

  test('shows times in UTC and in the zone of the tenant', () => {
    const summary = summaryOf(reportData([{ address: 'sam.example@nhs.net', organisation: 'X26' }]));
    assert.match(summary, /Made at 2026-11-24T09:00:00Z \(24 Nov 2026, 09:00 GMT\)/);
  });

  test('with masks shows no address, nor do the figures for programs', () => {
    const mask = maskAddresses('a key');
    const named = { address: 'jo.example@nhs.net' };
    const texts = { reported: 'held by jo.example@nhs.net', methods: ['call jo.example@nhs.net'], membership: null };
    const data = reportData([named, texts, { organisation: 'jo.example@nhs.net' }], {
      mask,
      tenant: 'Run by jo.example@nhs.net',
    });
    assert.ok(data.figures.lapsing.length > 0, 'an exception of the account lapses soon');
    for (const shown of [summaryOf(data), coverageJson(coverageReport(data))]) {
      assert.doesNotMatch(shown, /jo\.example|@nhs|&#64;/);
      assert.ok(shown.includes(mask('jo.example@nhs.net')));
    }
  });
});

suite('Markdown', () => {
  test('a text cannot end the code that it stands in', () => {
    assert.doesNotMatch(code('a</code><b>`|\n'), /<\/code>.|[`|\n]/);
  });

  test('a link keeps to its address', () => {
    assert.equal(link('a|b', 'https://x.example/?q=1'), '[a\\|b](<https://x.example/?q=1>)');
    assert.doesNotMatch(link('a', 'https://x.example/>) [c](https://y.example)'), /\]\(|https:\/\//);
  });
});
