/** The page of a work pack in a real browser, from the disk, as an admin opens it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { packFiles } from '../../src/report/work-pack/files.ts';
import { packPage } from '../../src/report/work-pack/page.ts';
import { arrange } from '../../src/report/work-pack/steps.ts';
import { crowd, excepted, FACTS } from '../report/work-pack/work.ts';
import { openBrowser } from './browser.ts';

const STEPS = arrange([...crowd(130), excepted('jo.example@nhs.net'), excepted('sam.example@nhs.net')], 50);

interface Opened {
  readonly page: Page;
  /** What the browser said on its console, and what it asked the network for. */
  readonly heard: string[];
  readonly folder: string;
}

/** The page in a fresh browser; null, with the test skipped, where the machine has none. */
async function open(
  t: TestContext,
  options: { width?: number; dark?: boolean; bypassCSP?: boolean } = {},
): Promise<Opened | null> {
  const browser = await openBrowser(t);
  if (browser === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of packFiles(STEPS)) await writeFile(join(folder, name), text);
  const file = join(folder, 'index.html');
  await writeFile(file, packPage(STEPS, FACTS));
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    bypassCSP: options.bypassCSP ?? false,
  });
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) heard.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, heard, folder };
}

const progress = (page: Page): Promise<string | null> => page.locator('#progress').textContent();

/**
 * Ticks a box and waits until another window shows it: then the browser has it, and a reload keeps it. On a loaded
 * machine Chromium now and then loses the first write of a new context; somebody who sees that ticks again.
 */
async function tick(page: Page, label: string, other: Page, text: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await page.getByLabel(label).check();
    try {
      await other.locator('#progress', { hasText: text }).waitFor({ timeout: 5000 });
      return;
    } catch (error) {
      if (tries === 4) throw error;
      await page.getByLabel(label).uncheck();
    }
  }
}

suite('The page of a work pack', () => {
  test('keeps what was ticked, and counts what is left', async (t) => {
    const opened = await open(t);
    if (opened === null) return;
    const { page, heard } = opened;
    assert.equal(await progress(page), '0 of 5 batches done, 132 users left');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await tick(page, 'Batch 1 of 3 done', other, '1 of 5 batches done, 82 users left');
    assert.equal(await progress(page), '1 of 5 batches done, 82 users left');
    await page.reload();
    assert.equal(await progress(page), '1 of 5 batches done, 82 users left');
    assert.ok(await page.getByLabel('Batch 1 of 3 done').isChecked());
    assert.deepEqual(await page.locator('nav [data-step]').allTextContents(), ['80 left', '2 left']);
    assert.deepEqual(heard, []);
  });

  test('adds up what is ticked in two windows', async (t) => {
    const opened = await open(t);
    if (opened === null) return;
    const { page } = opened;
    const other = await page.context().newPage();
    await other.goto(page.url());
    await tick(page, 'Batch 1 of 3 done', other, '1 of 5 batches done, 82 users left');
    await tick(other, 'User 2 of 2 done', page, '2 of 5 batches done, 81 users left');
    await page.reload();
    assert.equal(await progress(page), '2 of 5 batches done, 81 users left');
  });

  test('copies a batch by the keyboard alone, one address a line', async (t) => {
    const opened = await open(t);
    if (opened === null) return;
    const { page, heard } = opened;
    const button = page.getByRole('button', { name: 'Copy 30 addresses' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator('#said', { hasText: 'Copied: 30 addresses.' }).waitFor();
    // Where it was copied to is seen by pasting it.
    await page.evaluate(
      "const area = document.body.appendChild(document.createElement('textarea')); area.id = 'pasted'; area.focus();",
    );
    await page.keyboard.press('Control+V');
    const lines = (await page.locator('#pasted').inputValue()).split('\n');
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [30, 'user100@nhs.net', 'user129@nhs.net']);
    assert.deepEqual(heard, []);
  });

  test('selects all addresses of a batch when it gets the focus, and ticks by the space bar', async (t) => {
    const opened = await open(t);
    if (opened === null) return;
    const { page } = opened;
    const area = page.locator('#addresses-1-2');
    await area.focus();
    const selected = await page.evaluate('document.activeElement.selectionEnd - document.activeElement.selectionStart');
    assert.equal(selected, 50 * 'user050@nhs.net'.length + 49);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    assert.equal(await progress(page), '1 of 5 batches done, 82 users left');
  });

  test('goes on where the browser keeps nothing', async (t) => {
    const opened = await open(t);
    if (opened === null) return;
    const { page, heard } = opened;
    await page.addInitScript(
      "Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('denied'); } });",
    );
    await page.reload();
    await page.getByLabel('User 2 of 2 done').check();
    assert.equal(await progress(page), '1 of 5 batches done, 131 users left');
    assert.match((await page.locator('#said').textContent()) ?? '', /cannot save the ticks/);
    assert.deepEqual(heard, []);
  });

  for (const dark of [false, true]) {
    for (const width of [360, 1440]) {
      test(`reads well to axe and fits ${width} px, ${dark ? 'dark' : 'light'}`, async (t) => {
        const opened = await open(t, { width, dark, bypassCSP: true });
        if (opened === null) return;
        const { page } = opened;
        const over = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
        assert.ok(over <= 0, `${over} px too wide`);
        await page.addScriptTag({ content: axe.source });
        const found = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => `${impact} ${id} ${nodes[0].html}`))',
        );
        assert.deepEqual(found, []);
        const shots = process.env['MFACTL_SHOTS'];
        if (shots !== undefined)
          await page.screenshot({ path: join(shots, `pack-${width}-${dark ? 'dark' : 'light'}.png`) });
      });
    }
  }
});
