/** The browser of this machine: Debian's Chromium, or one that MFACTL_CHROMIUM names. */
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/** Nothing that a browser does by itself: no updates, no reports home, no first greeting. */
export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The variable with the address of a browser that all test files share. */
export const BROWSER_SERVER = 'MFACTL_BROWSER_SERVER';

/** The path of a browser on this machine; null where there is none. */
export function findBrowser(): string | null {
  const named = process.env['MFACTL_CHROMIUM'];
  return (named === undefined ? PLACES : [named]).find((path) => existsSync(path)) ?? null;
}

/** Why there is no browser. */
export function noBrowser(): string {
  return `no browser: looked for ${process.env['MFACTL_CHROMIUM'] ?? PLACES.join(', ')}; MFACTL_CHROMIUM names another`;
}

/** Starts a browser that several processes can use; `end` ends it at once. Null where the machine has none. */
export async function startBrowser(): Promise<{ readonly address: string; end(): void } | null> {
  const executablePath = findBrowser();
  if (executablePath === null) return null;
  const { chromium } = await import('playwright-core');
  const server = await chromium.launchServer({
    executablePath,
    args: ARGUMENTS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { address: server.wsEndpoint(), end: () => void server.process().kill('SIGKILL') };
}
