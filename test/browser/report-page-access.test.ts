/** The report page for everybody: screen readers, phones, the dark, paper. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { syntheticCoverage } from '../report/page/synthetic-coverage.ts';
import { openBrowser } from './browser.ts';
import { openPage, PHONE, shownCodes, WIDE, writtenPage } from './opened.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds in the page as it is, or in a part of it: a look at all of it takes seconds. */
async function findings(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<Finding[]>(`axe.run('${part}').then(({ violations }) => violations)`);
  return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

test('the report page for everybody', async (t) => {
  const browser = await openBrowser(t);
  if (browser === null) return;
  const report = syntheticCoverage({ organisations: 60 });
  const address = await writtenPage(t, report);
  const [some] = report.organisations;
  const small = await writtenPage(t, syntheticCoverage({ organisations: 8, lapsing: 6 }));

  for (const colorScheme of ['light', 'dark'] as const)
    await t.test(`axe finds nothing: ${colorScheme}, with and without a search, a sheet, and on a phone`, async (s) => {
      const { page, complaints } = await openPage(s, browser, small, { colorScheme });
      assert.deepEqual(await findings(page), []);
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      await page.locator('#search').fill('nowhere');
      assert.deepEqual(await findings(page, '#organisations'), []);
      await page.locator('#clear').click();
      await page.locator(`tr[data-organisation=${some?.code}] a`).click();
      await page.locator('#detail[open]').waitFor();
      assert.deepEqual(await findings(page, '#detail'), []);
      await page.setViewportSize(PHONE);
      assert.deepEqual(await findings(page, '#detail'), []);
      await page.keyboard.press('Escape');
      assert.deepEqual(await findings(page), []);
      assert.deepEqual(complaints, []);
    });

  await t.test('no page is wider than a phone or a large screen, whatever is open', async (s) => {
    for (const viewport of [PHONE, WIDE]) {
      const { page } = await openPage(s, browser, address, { viewport });
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), viewport.width);
      const links = await page.locator('#organisations-table tbody a').first().boundingBox();
      assert.ok(links !== null && links.x >= 0 && links.x + links.width <= viewport.width);
      await page.goto(`${address}#organisation=${some?.code}`);
      await page.locator('#detail[open]').waitFor();
      const sheet = await page.evaluate<[number, number]>(
        "[document.getElementById('detail').scrollWidth, document.getElementById('detail').clientWidth]",
      );
      assert.equal(sheet[0], sheet[1], 'nor is the sheet');
    }
  });

  await t.test('whoever asks for less motion gets none', async (s) => {
    const { page } = await openPage(s, browser, address, { reducedMotion: 'reduce' });
    assert.equal(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior'), 'auto');
  });

  await t.test('forced colours leave every bar and line to be seen', async (s) => {
    const { page } = await openPage(s, browser, address, { forcedColors: 'active' });
    const fills = await page.evaluate<string[]>(
      "['.fill-standard', '.stripes-line', '.dots-mark', '.hatch-line', '.trend-mark', '.track'].map((each) => getComputedStyle(document.querySelector(each)).fill)",
    );
    const track = fills.pop();
    assert.ok(
      fills.every((fill) => fill !== track),
      fills.join(' '),
    );
  });

  await t.test('on paper everything is open, there is nothing to click, and black stands on white', async (s) => {
    const { page, complaints } = await openPage(s, browser, address, { colorScheme: 'dark' });
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 4).toString(), '%PDF');
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    assert.ok(pages > 3, `${pages} pages`);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 700, height: 1000 });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.equal((await shownCodes(page)).length, 60, 'all rows, not one page of them');
    for (const hidden of ['.contents', '.toolbar', '.pager', '.made'])
      assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
    assert.equal(await page.locator('details table').first().isVisible(), true);
    const colours = await page.evaluate<string[]>(
      '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))',
    );
    assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 700, 'no table is cut off');
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.equal((await shownCodes(page)).length, 50);
    assert.deepEqual(complaints, []);
  });

  await t.test('with the sheet of an organisation open, that organisation alone is printed', async (s) => {
    const { page } = await openPage(s, browser, `${address}#organisation=${some?.code}`);
    await page.locator('#detail[open]').waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('main').isVisible(), false);
    assert.equal(await page.locator('#detail-content').isVisible(), true);
  });
});
