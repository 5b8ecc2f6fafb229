/**
 * Runs the tests: `npm test`, or `npm test -- 'test/policy/*.test.ts'` for some.
 * Node's own runner passes when its pattern matches nothing, and when a file holds no test; here both fail.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

/** Milliseconds after which a test that hangs is ended. */
const TIMEOUT = 300_000;

interface TestEvent {
  readonly file?: string | undefined;
  readonly name: string;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined };
}

const root = fileURLToPath(new URL('../', import.meta.url));
const patterns = process.argv.length > 2 ? process.argv.slice(2) : ['test/**/*.test.ts'];
const files = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', 'test/fixtures/**'] })
  .map((name) => resolve(root, name))
  .sort();

// Until the runner has said otherwise.
process.exitCode = 1;

const empty = new Set(files);
let executed = 0;
let passed = false;

const events = run({ files, cwd: root, concurrency: availableParallelism(), timeout: TIMEOUT });
const note = ({ file, name, skip, todo, details }: TestEvent): void => {
  // A file without tests is itself reported as a test of its own name.
  if (file === undefined || details.type === 'suite' || resolve(root, name) === file) return;
  empty.delete(file);
  if (skip === undefined && todo === undefined) executed += 1;
};
events.on('test:pass', note);
events.on('test:fail', note);
events.on('test:fail', ({ file }) => empty.delete(file ?? ''));
events.on('test:summary', ({ file, success, counts }) => {
  if (file === undefined) passed = success;
  // Tests that a file takes from another one, such as a contract, stand under that one's name.
  else if (counts.tests > 0) empty.delete(file);
});
events.on('end', () => {
  // After the closing lines of the reporter.
  setImmediate(() => conclude());
});
events.compose(spec).pipe(process.stdout);

function conclude(): void {
  for (const file of empty) console.error(`${file}: holds no test`);
  if (executed === 0) console.error(`No test was executed (${patterns.join(' ')}).`);
  process.exitCode = passed && executed > 0 && empty.size === 0 ? 0 : 1;
}
