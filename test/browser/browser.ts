/** A real browser for the tests of the page: Debian's Chromium, or one that MFACTL_CHROMIUM names. */
import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/** Nothing that a browser does by itself: no updates, no reports home, no first greeting. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a browser on this machine; null where there is none. */
function findBrowser(): string | null {
  const named = process.env['MFACTL_CHROMIUM'];
  return (named === undefined ? PLACES : [named]).find((path) => existsSync(path)) ?? null;
}

/**
 * A browser that is closed when the test ends; null, with the test skipped, where the machine has none. With
 * MFACTL_BROWSER=required that is a failure, so that CI can not pass by a missing browser.
 */
export async function openBrowser(t: TestContext): Promise<Browser | null> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    const why = `no browser: looked for ${process.env['MFACTL_CHROMIUM'] ?? PLACES.join(', ')}; MFACTL_CHROMIUM names another`;
    if (process.env['MFACTL_BROWSER'] === 'required') throw new Error(why);
    t.skip(why);
    return null;
  }
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  t.after(() => browser.close());
  return browser;
}
