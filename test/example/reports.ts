/**
 * The reports of the example tenant as they look right after an apply at its reference date: `npm run example-reports`
 * writes them to reports/latest/. Everything runs through the command line in a temporary folder, by a clock that
 * stands still.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli.ts';
import { testIo } from '../commands/io.ts';
import { REFERENCE, ROOT } from './tenant.ts';

/** Each command of the round; each must end with 0. */
const STEPS: readonly (readonly string[])[] = [
  ['sandbox', 'load', '--mailbox-report', 'Mailbox Report.csv', '--mfa-report', 'MFAStatusReport.csv'],
  ['plan', '--out', 'plan.ndjson'],
  ['apply', 'plan.ndjson'],
  ['report'],
];

/** The bytes of each file below reports/latest/, by its name. */
export async function exampleReportFiles(): Promise<Map<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    await cp(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true });
    await cp(join(ROOT, 'mfactl.yaml'), join(folder, 'mfactl.yaml'));
    await cp(join(ROOT, 'test', 'fixtures', 'example'), folder, { recursive: true });
    for (const args of STEPS) await runStep(folder, args);
    const latest = join(folder, 'reports', 'latest');
    const names = (await readdir(latest)).sort();
    return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(latest, name))] as const)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runStep(folder: string, args: readonly string[]): Promise<void> {
  const io = testIo(folder, REFERENCE);
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
