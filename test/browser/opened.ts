/** The page of a tenant, opened from disk in a real browser, with an ear for everything that it should not do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { CoverageReport } from '../../src/generated/coverage.ts';
import { reportPage } from '../../src/report/page/page.ts';

/** Writes the page into a folder that is removed after the test; its address as people open it. */
export async function writtenPage(t: TestContext, report: CoverageReport): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'index.html');
  await writeFile(file, [...reportPage(report)].join(''));
  return pathToFileURL(file).href;
}

export interface Opened {
  readonly page: Page;
  /** Messages of the console, refusals by the security policy, errors, and requests for anything but the file. */
  readonly complaints: string[];
}

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** Opens an address, and waits until the table of organisations can be used. */
export async function openPage(
  t: TestContext,
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address.split('#')[0]) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(address);
  await page.locator('#explorer').waitFor();
  return { page, complaints };
}

/** The codes in the rows of the table of organisations, from top to bottom. */
export function shownCodes(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    "[...document.querySelectorAll('#organisations-table tbody tr')].map((row) => row.dataset.organisation)",
  );
}

/** What the page says of the rows that it shows. */
export async function result(page: Page): Promise<string> {
  return (await page.locator('#result').textContent()) ?? '';
}

/** What has the focus: an id, a column, an organisation, or a tag. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    `(({ activeElement: at }) => at.id || at.closest('[data-column]')?.dataset.column || at.closest('[data-organisation]')?.dataset.organisation || at.value || at.tagName)(document)`,
  );
}
