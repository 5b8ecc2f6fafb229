#!/usr/bin/env node
// Runs the TypeScript source in a checkout and the compiled code in a package, in this same process.
// It must parse on old versions of Node, so that it can say which one is needed.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const tooOld = major < 22 || (major === 22 && minor < 18);
if (tooOld) {
  process.stderr.write(
    `mfactl needs Node 22.18 or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'In a checkout, "npm run mfactl -- …" uses the Node that "npm ci" installed. Elsewhere, install Node 24.\n',
  );
  process.exitCode = 1;
} else {
  const source = new URL('../src/cli.ts', import.meta.url);
  const compiled = new URL('../dist/cli.js', import.meta.url);
  const entry = existsSync(source) ? source : compiled;
  const { main } = await import(entry.href);
  await main(process.argv.slice(2));
}
