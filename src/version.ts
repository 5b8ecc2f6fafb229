import { readFileSync } from 'node:fs';

/** The version of this mfactl, from its package. */
export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

/** What plans and receipts name as their maker. */
export function tool(): string {
  return `mfactl/${version()}`;
}
