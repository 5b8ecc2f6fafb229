import { join } from 'node:path';
import { organisationsFor, prepare } from './data.ts';
import { answerIn, type DuckdbTimes } from './duckdb.ts';
import { best, columns, measure, ratio, seconds } from './measure.ts';
import { changesIn, type PlanTimes } from './mfactl.ts';
import { differences } from './same-answer.ts';

type Peak = { readonly peak: number };
type OurRun = PlanTimes & Peak;
type DuckdbRun = DuckdbTimes & Peak;

/** Plans a tenant of this size with mfactl and with DuckDB, by turns, and prints the comparison. False where the answers differ. */
export async function benchPlan(root: string, accounts: number, rounds: number): Promise<boolean> {
  const folder = await prepare(root, accounts);
  const half = await prepare(root, Math.round(accounts / 2));
  const cache = join(root, 'compiled');
  const [planFile, answerFile] = [join(folder, 'plan.ndjson'), join(folder, 'answer.csv')];
  const idle = await measure<Peak>('mfactl.ts', [folder], cache);
  const ours: OurRun[] = [];
  const theirs: DuckdbRun[] = [];
  const halves: OurRun[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure<OurRun>('mfactl.ts', [folder, planFile], cache));
    theirs.push(await measure<DuckdbRun>('duckdb.ts', [folder, answerFile], cache));
    halves.push(await measure<OurRun>('mfactl.ts', [half, join(half, 'plan.ndjson')], cache));
  }
  const changes = await changesIn(planFile);
  const differing = differences(changes, answerIn(answerFile));
  console.log(
    `${accounts.toLocaleString('en')} accounts, ${organisationsFor(accounts).toLocaleString('en')} organisations, ${changes.length.toLocaleString('en')} changes (${((changes.length / accounts) * 100).toFixed(1)} %)`,
  );
  console.log(
    differing.length === 0
      ? '  Both name the same accounts, actions and targets.'
      : `  The answers differ:\n  ${differing.join('\n  ')}`,
  );
  console.log(columns(timeRows(ours, theirs)));
  console.log(columns(sizeRows(accounts, idle.peak, { ours, theirs, halves })));
  return differing.length === 0;
}

const total = ({ read, build, write }: PlanTimes): number => read + build + write;

function timeRows(ours: readonly OurRun[], theirs: readonly DuckdbRun[]): string[][] {
  const row = (what: string, mine: number, other: number): string[] => [
    what,
    seconds(mine),
    seconds(other),
    ratio(mine, other),
  ];
  const answer = best(theirs, (run) => run.answer);
  return [
    ['', 'mfactl', 'DuckDB', 'mfactl/DuckDB'],
    row('reports to a written answer', best(ours, total), answer),
    row(
      'the same, work of all threads',
      best(ours, ({ cpu }) => cpu),
      best(theirs, ({ cpu }) => cpu),
    ),
    row(
      'of it: reading and joining the reports',
      best(ours, ({ read }) => read),
      best(theirs, (run) => run.join),
    ),
    ['of it: building the plan', seconds(best(ours, ({ build }) => build)), '', ''],
    ['of it: writing the plan', seconds(best(ours, ({ write }) => write)), '', ''],
  ];
}

function sizeRows(
  accounts: number,
  idle: number,
  runs: { ours: readonly OurRun[]; theirs: readonly DuckdbRun[]; halves: readonly OurRun[] },
): string[][] {
  const each = (peak: number): string => `${Math.round((peak - idle) / accounts)} bytes`;
  return [
    [
      'peak memory an account, beyond runtime and policies',
      each(best(runs.ours, ({ peak }) => peak)),
      `(DuckDB ${each(best(runs.theirs, ({ peak }) => peak))})`,
    ],
    [
      'growth from half the accounts',
      ratio(best(runs.ours, total), best(runs.halves, total)),
      `(work ${ratio(
        best(runs.ours, ({ cpu }) => cpu),
        best(runs.halves, ({ cpu }) => cpu),
      )})`,
    ],
  ];
}
