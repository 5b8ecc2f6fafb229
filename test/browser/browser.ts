/** A real browser for the tests of the pages. */
import type { TestContext } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { ARGUMENTS, BROWSER_SERVER, findBrowser, noBrowser } from './installed.ts';

/**
 * The browser that all test files share, or one of its own where a file runs alone; each test opens contexts of its own,
 * which go when it ends. Null, with the test skipped, where the machine has none. With MFACTL_BROWSER=required that is a
 * failure, so that CI cannot pass by a missing browser.
 */
export async function openBrowser(t: TestContext): Promise<Browser | null> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    if (process.env['MFACTL_BROWSER'] === 'required') throw new Error(noBrowser());
    t.skip(noBrowser());
    return null;
  }
  const shared = process.env[BROWSER_SERVER];
  const browser =
    shared === undefined ? await chromium.launch({ executablePath, args: ARGUMENTS }) : await chromium.connect(shared);
  t.after(() => browser.close());
  return browser;
}
