/**
 * The reports of the example tenant as they look right after an apply at its reference date, with two runs before it:
 * `npm run example-reports` writes them to reports/latest/. Everything runs through the command line in a temporary
 * folder, by a clock that the steps set.
 */
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli.ts';
import type { Instant } from '../../src/model/account.ts';
import { DAY } from '../../src/model/time.ts';
import { testIo } from '../worlds/io.ts';
import { REFERENCE, ROOT } from './tenant.ts';

const LOAD = ['sandbox', 'load', '--mailbox-report', 'Mailbox Report.csv', '--mfa-report', 'MFAStatusReport.csv'];

/** Days before the reference date at which a plan is made and applied. */
const RUNS = [9, 3, 0] as const;

export interface RoundOptions {
  /** Put behind the settings of the example. */
  readonly settings?: string;
  readonly env?: Record<string, string>;
}

/** The whole round in an empty folder: its policies, its sandbox, its ledger and its reports stand there afterwards. */
export async function exampleRound(folder: string, { settings = '', env = {} }: RoundOptions = {}): Promise<void> {
  await cp(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true });
  await cp(join(ROOT, 'mfactl.yaml'), join(folder, 'mfactl.yaml'));
  await cp(join(ROOT, 'test', 'fixtures', 'example'), folder, { recursive: true });
  await appendFile(join(folder, 'mfactl.yaml'), settings);
  const step = (days: number, ...args: string[]): Promise<void> => runStep(folder, REFERENCE - days * DAY, args, env);
  await step(RUNS[0], ...LOAD);
  for (const days of RUNS) {
    await step(days, 'plan', '--out', `plan-${days}.ndjson`);
    await step(days, 'apply', `plan-${days}.ndjson`);
  }
  await step(0, 'report');
}

/** The bytes of each file below reports/latest/, by its name. */
export async function exampleReportFiles(): Promise<Map<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    await exampleRound(folder);
    const latest = join(folder, 'reports', 'latest');
    const names = (await readdir(latest)).sort();
    const chance = await whatChanceMade(join(folder, 'reports'));
    return new Map(
      await Promise.all(names.map(async (name) => [name, await readSame(join(latest, name), chance)] as const)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The ids of runs and the head of the ledger hold random parts: each text that chance made, and what is put for it. */
async function whatChanceMade(reports: string): Promise<[string, string][]> {
  const head = (await readFile(join(reports, 'ledger.head'), 'utf8')).trim();
  const runs = await readdir(join(reports, 'runs'));
  return [
    [head, head.replace(/[0-9a-f]{64}$/, '0'.repeat(64))],
    ...runs.map((run): [string, string] => [run, run.replace(/-[^-]*$/, '-00000000')]),
  ];
}

/** The bytes of a report as they are each time. */
async function readSame(file: string, chance: readonly [string, string][]): Promise<Buffer> {
  const text = await readFile(file, 'utf8');
  return Buffer.from(chance.reduce((same, [made, put]) => same.replaceAll(made, put), text));
}

async function runStep(
  folder: string,
  now: Instant,
  args: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const io = testIo(folder, now, env);
  const exit = await run(args, io);
  if (exit !== 0) throw new Error(`mfactl ${args.join(' ')} ended with ${exit}:\n${io.written.err}${io.written.out}`);
}

if (import.meta.main) {
  const latest = join(ROOT, 'reports', 'latest');
  const files = await exampleReportFiles();
  await rm(latest, { recursive: true, force: true });
  await mkdir(latest, { recursive: true });
  for (const [name, content] of files) await writeFile(join(latest, name), content);
}
