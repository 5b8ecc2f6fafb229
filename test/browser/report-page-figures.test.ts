/** What the report page says, held against its data: every figure, hostile names, and masks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { CoverageReport, WaveCoverage } from '../../src/generated/coverage.ts';
import { syntheticCoverage } from '../report/page/synthetic-coverage.ts';
import { openBrowser } from './browser.ts';
import { openPage, shownCodes, writtenPage } from './opened.ts';

interface Shown {
  readonly path: string | null;
  readonly derived: string | null;
  readonly text: string;
  /** Where its nearest link to how it was made leads, and whether that is there. */
  readonly made: string | null;
}

/** Every figure that the page shows now. */
function shownFigures(page: Page): Promise<Shown[]> {
  return page.evaluate<Shown[]>(`
    [...document.querySelectorAll('[data-figure], [data-derived]')].map((figure) => {
      let place = figure;
      while (place && !place.querySelector('a[href^="#made-"]')) place = place.matches('section, dialog') ? null : place.parentElement;
      const made = place?.querySelector('a[href^="#made-"]').getAttribute('href') ?? null;
      return {
        path: figure.getAttribute('data-figure'),
        derived: figure.getAttribute('data-derived'),
        text: figure.textContent,
        made: made && document.querySelector(made) ? made : null,
      };
    })`);
}

/** The value at a path; a count that is left out is 0. The name of a status may hold anything, so it is taken whole. */
function valueAt(report: CoverageReport, path: string): unknown {
  const [, list, index, status] = /^(organisations)\.(\d+)\.statuses\.(.*)$/s.exec(path) ?? [];
  if (list !== undefined) return report.organisations[Number(index)]?.statuses[status ?? ''] ?? 0;
  let value: unknown = report;
  for (const key of path.split('.'))
    value = (value as Record<string, unknown>)[key] ?? (key.endsWith('Percent') ? null : 0);
  return value;
}

function asShown(path: string, value: unknown): string {
  if (value === null) return '–';
  assert.equal(typeof value, 'number', path);
  const decimals = /Percent$|userDays$/.test(path) ? 1 : 0;
  const text = (value as number).toLocaleString('en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return path.endsWith('Percent') ? `${text} %` : text;
}

/** Sums and bands that the page alone shows, made again. */
function derivedValue(report: CoverageReport, name: string): number {
  const { organisations, rollout, lapsing, total } = report;
  const [kind, ...rest] = name.split('.');
  if (name === 'exceptionsInForce')
    return total.exceptions['short-term'] + total.exceptions['long-term'] + total.exceptions.unrecorded;
  if (name === 'organisations') return organisations.length;
  if (kind === 'organisations') {
    const { exceptions } = organisations[Number(rest[0])] as CoverageReport['organisations'][number];
    return Object.entries(exceptions).reduce((sum, [fate, count]) => (fate === 'refused' ? sum : sum + count), 0);
  }
  if (kind === 'spread') {
    const bounds: Record<string, [number, number]> = {
      all: [100, 101],
      '95': [95, 100],
      '80': [80, 95],
      '50': [50, 80],
      '0': [0, 50],
    };
    const [from, to] = bounds[rest[0] as string] as [number, number];
    return organisations.filter(({ enforcedPercent: share }) => share !== null && share >= from && share < to).length;
  }
  if (kind === 'lapsing') {
    const type = rest[1] === 'long' ? 'long-term' : 'short-term';
    const day = (instant: string): string => new Date(instant).toUTCString().slice(5, 11).replace(/^0/, '');
    return lapsing.listed.filter((each) => each.type === type && day(each.expiresAt) === rest[0]).length;
  }
  const stage = (wave: WaveCoverage): string =>
    wave.wave === null ? 'uncovered' : wave.started ? 'started' : 'coming';
  return rollout
    .filter((wave) => stage(wave) === rest[0])
    .reduce(
      (sum, wave) =>
        sum + ({ ...wave.registered, accounts: wave.accounts, enforced: wave.enforced }[rest[1] as string] ?? NaN),
      0,
    );
}

function holdAgainst(report: CoverageReport, figures: readonly Shown[]): void {
  for (const { path, derived, text, made } of figures) {
    if (path !== null) assert.equal(text, asShown(path, valueAt(report, path)), path);
    else assert.equal(text, derivedValue(report, derived ?? '').toLocaleString('en-GB'), derived ?? '');
    assert.ok(made !== null, `${path ?? derived} links to how it is made`);
  }
}

const HOSTILE = '</script><script>hacked = 1</script><img src=x onerror="hacked = 1">\u202egnp.exe';

test('what the report page says', async (t) => {
  const browser = await openBrowser(t);
  if (browser === null) return;

  await t.test('every figure is the one of coverage.json, and links to how it is made', async (s) => {
    const report = syntheticCoverage({ organisations: 120 });
    const { page } = await openPage(s, browser, await writtenPage(s, report));
    const first = await shownFigures(page);
    assert.ok(first.length > 600, `${first.length} figures`);
    holdAgainst(report, first);
    for (const section of [
      'total.',
      'trend.',
      'statuses.',
      'methods.',
      'organisations.',
      'exceptions.',
      'lapsing.',
      'rollout.',
      'weakMethods.',
      'exposure.',
    ])
      assert.ok(
        first.some(({ path }) => path?.startsWith(section)),
        section,
      );
    await page.locator('#next').click();
    await page.locator('#next').click();
    holdAgainst(report, await shownFigures(page));
    for (const code of (await shownCodes(page)).slice(0, 4)) {
      await page.locator(`tr[data-organisation=${code}] a`).click();
      await page.locator('#detail-title', { hasText: code }).waitFor();
      assert.ok((await page.locator('#detail [data-figure]').count()) > 15);
      holdAgainst(report, await shownFigures(page));
      await page.keyboard.press('Escape');
      await page.locator('#detail[open]').waitFor({ state: 'detached' });
    }
    assert.deepEqual(JSON.parse((await page.locator('#data').textContent()) ?? ''), report);
  });

  await t.test('names that try to be markup, or to turn the direction of writing, are text', async (s) => {
    const plain = syntheticCoverage({ organisations: 6 });
    const report: CoverageReport = {
      ...plain,
      tenant: HOSTILE,
      organisations: plain.organisations.map((each) => ({
        ...each,
        name: HOSTILE,
        statuses: { ...each.statuses, [HOSTILE]: 1 },
      })),
      statuses: [...plain.statuses, { name: HOSTILE, accounts: 6, known: false, guidance: 'javascript:hacked = 1' }],
      lapsing: {
        total: 1,
        listed: plain.lapsing.listed
          .slice(0, 1)
          .map((each) => ({ ...each, account: HOSTILE, unit: HOSTILE, reason: HOSTILE, organisation: 'R00' })),
      },
      rollout: plain.rollout.map((each) => ({ ...each, wave: HOSTILE })),
      weakMethods: {
        total: 1,
        listed: [{ account: HOSTILE, organisation: 'R00', roles: [HOSTILE], methods: [HOSTILE] }],
      },
      source: { kind: 'report', sources: [{ name: HOSTILE, rows: 1 }] },
    };
    const address = await writtenPage(s, report);
    const { page, complaints } = await openPage(s, browser, `${address}#organisation=R00`);
    await page.locator('#detail[open]').waitFor();
    assert.equal(await page.evaluate('typeof hacked'), 'undefined');
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.locator('script').count(), 2);
    assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
    const text = await page.evaluate<string>("document.body.innerText + document.getElementById('detail').innerText");
    assert.ok(text.includes('<img src=x onerror="hacked = 1">\\u{202e}gnp.exe'));
    assert.doesNotMatch(text, /\u202e/);
    assert.deepEqual(complaints, []);
  });

  await t.test('with masks, no address stands anywhere in the page', async (s) => {
    const report = syntheticCoverage({ organisations: 6, masked: true });
    const { page } = await openPage(s, browser, await writtenPage(s, report));
    const content = await page.content();
    assert.doesNotMatch(content, /[\w.-]+@[\w-]+\.[\w.]+/);
    assert.match(content, /account-[0-9a-f]{16}/);
    assert.match((await page.locator('header').textContent()) ?? '', /masked/);
  });

  await t.test('a section without data says why', async (s) => {
    const plain = syntheticCoverage({ organisations: 1 });
    const report: CoverageReport = {
      ...plain,
      ledger: null,
      exposure: null,
      missing: { exposure: 'There is no ledger yet.' },
      trend: { every: 'run', points: plain.trend.points.slice(-1) },
      lapsing: { total: 0, listed: [] },
      rollout: [],
      weakMethods: { total: 0, listed: [] },
    };
    const { page, complaints } = await openPage(s, browser, await writtenPage(s, report));
    assert.match((await page.locator('#exposure').textContent()) ?? '', /There is no ledger yet/);
    for (const id of ['trend', 'lapsing', 'rollout', 'weak-methods'])
      assert.match((await page.locator(`#${id} .nothing`).textContent()) ?? '', /no trend|None|No organisation/, id);
    assert.deepEqual(complaints, []);
  });
});
