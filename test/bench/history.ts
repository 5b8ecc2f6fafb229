/**
 * How long `explain`, `history` and `audit` take on a repository of 3,000 commits over 200 organisations, beside
 * `git log` of the same range: run by `node test/bench/history.ts`. It prints, and fails for no slow run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf } from '../git/generated-model.ts';
import { generateRepository } from '../git/generated-repository.ts';
import { best, columns, ratio, seconds } from './measure.ts';

const launcher = fileURLToPath(new URL('../../bin/mfactl.js', import.meta.url));
const ROUNDS = 3;

/** Prints the table. */
export function benchHistory(): void {
  const path = mkdtempSync(join(tmpdir(), 'mfactl-'));
  try {
    const { commits } = generateRepository(path, { commits: 3000, organisations: 200, seed: 7 });
    const env = { ...process.env, NODE_COMPILE_CACHE: join(path, '.compiled') };
    const time = (command: string, args: readonly string[]): number => {
      const runs = Array.from({ length: ROUNDS }, () => {
        const start = performance.now();
        execFileSync(command, args, { cwd: path, env, stdio: ['ignore', 'ignore', 'ignore'] });
        return performance.now() - start;
      });
      return best(runs, (run) => run);
    };
    const log = time('git', ['log', '--format=%H']);
    const row = (...argv: string[]): string[] => {
      const took = time(process.execPath, [launcher, ...argv]);
      return [argv.filter((word) => !word.includes('@')).join(' '), seconds(took), seconds(log), ratio(took, log)];
    };
    console.log(`history of ${commits.toLocaleString('en')} commits, 200 organisations`);
    console.log(
      columns([
        ['', 'mfactl', 'git log', 'ratio'],
        row('explain', addressOf('ann', 'T016')),
        row('history', addressOf('ann', 'T016')),
        row('audit', '--at', '2026-05-01T00:00:00Z'),
        row('audit', '--sample', '25', '--seed', '1'),
      ]),
    );
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

if (import.meta.main) benchHistory();
