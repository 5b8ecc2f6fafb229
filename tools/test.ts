/**
 * Runs the tests: `npm test`, or `npm test -- 'test/policy/*.test.ts'` for some.
 * --quick leaves out the proofs, the browser and whatever else is slow; --thorough runs the proofs with full counts.
 * Node's own runner passes when its pattern matches nothing, and when a file holds no test; here both fail.
 */
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { keepDurations, knownDurations, longestFirst } from './tests/durations.ts';
import { filesOf, kindOf, ROOT } from './tests/kind.ts';
import { prepare } from './tests/surroundings.ts';
import { Tally } from './tests/tally.ts';

/** Milliseconds after which a test that hangs is ended. */
const TIMEOUT = 300_000;
/** With full counts, a proof may take two hours. */
const THOROUGH_TIMEOUT = 7_200_000;

// Until the runner has said otherwise.
process.exitCode = 1;

const kind = kindOf(process.argv.slice(2));
const files = longestFirst(filesOf(kind), knownDurations());
const tally = new Tally(files);
if (kind.thorough) process.env['MFACTL_THOROUGH'] = '1';
await prepare(files);

const events = run({
  files,
  cwd: ROOT,
  // Tests often wait for a process or a disk: one file more than there are processors keeps them busy.
  concurrency: availableParallelism() + 1,
  timeout: kind.thorough ? THOROUGH_TIMEOUT : TIMEOUT,
});
events.on('test:pass', (event) => tally.test(event));
events.on('test:fail', (event) => {
  tally.test(event);
  tally.failed(event);
});
events.on('test:summary', (event) => tally.summary(event));
events.on('end', () => {
  // After the closing lines of the reporter.
  setImmediate(() => conclude());
});
events.compose(spec).pipe(process.stdout);

function conclude(): void {
  if (!kind.thorough) keepDurations(tally.seconds);
  console.log(`\n${tally.closing().join('\n')}`);
  if (kind.quick)
    console.log(
      'A quick run: without test/proof/, test/browser/ and the files of tools/tests/slow.json. npm test runs all.',
    );
  for (const problem of tally.problems(kind.patterns)) console.error(problem);
  process.exit(tally.passed ? 0 : 1);
}
