/**
 * `npm run bench -- [ACCOUNTS …] [--clean]`: how fast planning, validation, proofs and start are beside what they are made of.
 * It prints ratios, and never fails for a slow one: only a wrong answer gives another exit code than 0.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchPlan } from './bench-plan.ts';
import { prepare } from './data.ts';
import { benchHistory } from './history.ts';
import { best, columns, measure, ratio, seconds } from './measure.ts';
import type { ProveTimes } from './prove.ts';
import type { ValidateTimes } from './validate.ts';

const root = fileURLToPath(new URL('../../bench-data', import.meta.url));
const launcher = fileURLToPath(new URL('../../bin/mfactl.js', import.meta.url));
const SIZES = [200_000, 2_100_000];

/** Runs of one size: few where one takes long. */
const roundsFor = (accounts: number): number => (accounts > 500_000 ? 2 : 3);

/** Gives the times of our own validation, for what is compared with it. */
async function benchValidate(accounts: number): Promise<ValidateTimes[]> {
  const folder = await prepare(root, accounts);
  const cache = join(root, 'compiled');
  const ours: ValidateTimes[] = [];
  const bare: ValidateTimes[] = [];
  for (let round = 0; round < 2; round++) {
    ours.push(await measure<ValidateTimes>('validate.ts', ['validate', folder], cache));
    bare.push(await measure<ValidateTimes>('validate.ts', ['parse', folder], cache));
  }
  const row = (what: string, of: (times: ValidateTimes) => number): string[] => [
    what,
    seconds(best(ours, of)),
    seconds(best(bare, of)),
    ratio(best(ours, of), best(bare, of)),
  ];
  console.log(`${(ours[0] as ValidateTimes).files.toLocaleString('en')} policy files`);
  console.log(
    columns([
      ['', 'validate', 'yaml alone', 'ratio'],
      row('time', ({ time }) => time),
      row('work of all threads', ({ cpu }) => cpu),
    ]),
  );
  return ours;
}

async function benchProve(accounts: number, validated: readonly ValidateTimes[]): Promise<void> {
  const folder = await prepare(root, accounts);
  const ours: ProveTimes[] = [];
  for (let round = 0; round < 2; round++) ours.push(await measure('prove.ts', [folder], join(root, 'compiled')));
  const { invariants, classes, places } = ours[0] as ProveTimes;
  const row = (what: 'time' | 'cpu', name: string): string[] => [
    name,
    seconds(best(ours, (times) => times[what])),
    seconds(best(validated, (times) => times[what])),
    ratio(
      best(ours, (times) => times[what]),
      best(validated, (times) => times[what]),
    ),
  ];
  const [told, at] = [classes, places].map((count) => count.toLocaleString('en'));
  console.log(`${invariants} invariants: ${told} classes of accounts, up to ${at} places and times each`);
  console.log(columns([['', 'prove', 'validate', 'ratio'], row('time', 'time'), row('cpu', 'work of all threads')]));
}

function benchStart(): void {
  const time = (args: readonly string[]): number => {
    const start = performance.now();
    execFileSync(process.execPath, args, {
      stdio: 'ignore',
      env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
    });
    return performance.now() - start;
  };
  const version: number[] = [];
  const node: number[] = [];
  for (let round = 0; round < 10; round++) {
    version.push(time([launcher, '--version']));
    node.push(time(['--eval', '0']));
  }
  const same = (milliseconds: number): number => milliseconds;
  console.log('start');
  console.log(
    columns([
      ['', 'mfactl --version', 'node', 'ratio'],
      ['time', seconds(best(version, same)), seconds(best(node, same)), ratio(best(version, same), best(node, same))],
    ]),
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clean: { type: 'boolean', default: false } },
});
if (values.clean) rmSync(root, { recursive: true, force: true });
else {
  const sizes = positionals.length === 0 ? SIZES : positionals.map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1000))
    throw new Error('A size is a number of accounts, 1000 or more.');
  let equal = true;
  for (const size of sizes) equal = (await benchPlan(root, size, roundsFor(size))) && equal;
  const largest = Math.max(...sizes);
  await benchProve(largest, await benchValidate(largest));
  benchStart();
  benchHistory();
  process.exitCode = equal ? 0 : 1;
}
