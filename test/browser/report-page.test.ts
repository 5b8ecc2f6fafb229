/** The report page as people use it: from disk, with a mouse or with keys alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { syntheticCoverage } from '../report/page/synthetic-coverage.ts';
import { openBrowser } from './browser.ts';
import { focused, openPage, result, shownCodes, writtenPage } from './opened.ts';

/** Presses Tab until something has the focus; whatever has it on the way must show it. */
async function tabTo(page: Page, wanted: string, backwards = false): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
    const seen = await page.evaluate<boolean>(
      "(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none')(getComputedStyle(document.activeElement))",
    );
    const now = await focused(page);
    assert.ok(seen, `a focus on ${now} is seen`);
    if (now === wanted) return;
  }
  assert.fail(`Tab does not reach ${wanted}`);
}

/** Dialogs and addresses tell of a change a moment after it. */
async function focusMovesTo(page: Page, wanted: string): Promise<void> {
  for (let i = 0; i < 100 && (await focused(page)) !== wanted; i++) await page.waitForTimeout(20);
  assert.equal(await focused(page), wanted);
}

test('the report page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === null) return;
  const report = syntheticCoverage({ organisations: 200 });
  const address = await writtenPage(t, report);

  await t.test('opens from disk, asks for nothing else, and its security policy has nothing to refuse', async (s) => {
    const { page, complaints } = await openPage(s, browser, address);
    assert.equal((await shownCodes(page)).length, 50);
    assert.match(await result(page), /^200 organisations\. Showing 1 to 50/);
    assert.deepEqual(complaints, []);
  });

  await t.test('lets no script run but its own, and loads nothing, even if markup got into it', async (s) => {
    const { page, complaints } = await openPage(s, browser, address);
    await page.evaluate(`
      document.body.insertAdjacentHTML('beforeend', '<img src="x.png" onerror="hacked = 1"><p style="color: red">p</p>');
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'hacked = 1' }));
      fetch('http://example.nhs.net/').catch(() => {});`);
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate('typeof hacked'), 'undefined');
    for (const kind of ['inline script', 'inline style', 'x.png', 'example.nhs.net'])
      assert.ok(
        complaints.some((each) => each.includes('Content Security Policy') && each.includes(kind)),
        `${kind}: ${complaints.join('\n')}`,
      );
  });

  await t.test('searches code and name, filters, and says how many are left', async (s) => {
    const { page, complaints } = await openPage(s, browser, address);
    await page.locator('#search').fill('r0 TEACHING');
    const wanted = report.organisations.filter(
      ({ code, name }) => /r0/i.test(`${code} ${name}`) && /teaching/i.test(name ?? ''),
    );
    assert.deepEqual(await shownCodes(page), wanted.map(({ code }) => code).slice(0, 50));
    await page.locator('#search').fill('');
    await page.getByLabel('below 100 % enforced').check();
    await page.getByLabel('with unknown levels').check();
    const below = report.organisations.filter(
      (each) => (each.enforcedPercent ?? 100) < 100 && (each.managed.levels.unknown ?? 0) > 0,
    );
    assert.ok(below.length > 0 && below.length < 50);
    assert.deepEqual(
      await shownCodes(page),
      below.map(({ code }) => code),
    );
    assert.match(await result(page), new RegExp(`^${below.length} of 200 organisations`));
    await page.locator('#status').selectOption('(blank)');
    assert.deepEqual(
      await shownCodes(page),
      below.filter(({ statuses }) => '' in statuses).map(({ code }) => code),
    );
    await page.locator('#search').fill('nowhere');
    assert.match(await result(page), /^None of 200 organisations matches/);
    await page.locator('#clear').click();
    assert.match(await result(page), /^200 organisations/);
    assert.deepEqual(complaints, []);
  });

  await t.test('is used with the keyboard alone, and the focus stays where it was', async (s) => {
    const { page, complaints } = await openPage(s, browser, address);
    await tabTo(page, 'search');
    await page.keyboard.type('a');
    await tabTo(page, 'pending');
    await page.keyboard.press('Space');
    assert.ok((await shownCodes(page)).length < 50);
    await page.keyboard.press('Space');
    await tabTo(page, 'registered');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'registered');
    assert.equal(await page.locator('th[data-column=registered]').getAttribute('aria-sort'), 'ascending');
    const shares = report.organisations.map(({ registeredPercent }) => registeredPercent ?? Infinity);
    const of = (code: string | undefined): number | null | undefined =>
      report.organisations.find((each) => each.code === code)?.registeredPercent;
    assert.equal(of((await shownCodes(page))[0]), Math.min(...shares));
    await page.keyboard.press('Space');
    assert.equal(await focused(page), 'registered');
    assert.equal(await page.locator('th[data-column=registered]').getAttribute('aria-sort'), 'descending');
    await tabTo(page, 'next');
    for (let i = 0; i < 5; i++) await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'next', 'also on the last page, where it can do nothing');
    const [last = ''] = (await shownCodes(page)).slice(-1);
    await tabTo(page, last, true);
    await page.keyboard.press('Enter');
    await focusMovesTo(page, 'detail-title');
    assert.match((await page.locator('#detail-title').textContent()) ?? '', new RegExp(`^${last}`));
    await page.keyboard.press('Escape');
    await focusMovesTo(page, last);
    assert.deepEqual(complaints, []);
  });

  await t.test('keeps what is looked at in its address, so that a link shows the same', async (s) => {
    const { page } = await openPage(s, browser, address);
    await page.locator('#search').fill('medical');
    await page.getByLabel('with a rollout in progress').check();
    await page.locator('th[data-column=managed] button').click();
    const codes = await shownCodes(page);
    await page.locator(`tr[data-organisation=${codes[1]}] a`).click();
    await page.locator('#detail[open]').waitFor();
    const copy = await openPage(s, browser, page.url());
    assert.equal(await copy.page.locator('#search').inputValue(), 'medical');
    assert.deepEqual(await shownCodes(copy.page), codes);
    assert.match(
      (await copy.page.locator('#detail[open] #detail-title').textContent()) ?? '',
      new RegExp(`^${codes[1]}`),
    );
    await copy.page.locator('#detail').getByText('How these figures are made').click();
    await copy.page.locator('#detail[open]').waitFor({ state: 'detached' });
    await focusMovesTo(copy.page, 'made-organisations');
    await page.goBack();
    await page.locator('#detail[open]').waitFor({ state: 'detached' });
    assert.deepEqual(await shownCodes(page), codes, 'going back closes the sheet and changes nothing else');
    await focusMovesTo(page, codes[1] ?? '');
    assert.deepEqual(copy.complaints, []);
  });

  await t.test('is usable with 22,000 organisations', async (s) => {
    const large = await writtenPage(s, syntheticCoverage({ organisations: 22_000, lapsing: 5000 }));
    const started = performance.now();
    const { page, complaints } = await openPage(s, browser, large);
    const opened = performance.now();
    await page.locator('#search').fill('y2199');
    assert.match(await result(page), /^10 of 22,000 organisations/);
    const searched = performance.now();
    await page.locator('#clear').click();
    await page.locator('th[data-column=enforced] button').click();
    assert.match(await result(page), /^22,000 organisations\. Showing 1 to 50, sorted by mfa enforced, lowest first/);
    const sorted = performance.now();
    s.diagnostic(
      `first use after ${Math.round(opened - started)} ms, search in ${Math.round(searched - opened)} ms, clear and sort in ${Math.round(sorted - searched)} ms`,
    );
    assert.deepEqual(complaints, []);
  });
});
