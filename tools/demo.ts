/**
 * Shows a whole round on the example tenant: `npm run demo`. It works in demo/ at the root, made afresh and ignored by
 * git, and runs the real command line. All dates of the policies are moved by whole days, so that the example's
 * reference date is today and the demo shows the same on any day.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const DAY = 86_400_000;
/** The instant that the example was written for. No date of it lies within the 24 hours that follow. */
export const REFERENCE = Date.parse('2026-11-24T09:00:00Z');

const root = fileURLToPath(new URL('../', import.meta.url));
const demo = join(root, 'demo');
const launcher = join('..', 'bin', 'mfactl.js');

interface DemoStep {
  readonly shows: string;
  readonly args: readonly string[];
}

/** Every step must end with exit code 0; for the second plan that means: nothing is left to do. */
const STEPS: readonly DemoStep[] = [
  { shows: 'The policies are valid; the two warnings are there to be seen.', args: ['validate'] },
  {
    shows: 'The two reports of the portal fill the sandbox, a directory in one file.',
    args: ['sandbox', 'load', '--mailbox-report', 'Mailbox Report.csv', '--mfa-report', 'MFAStatusReport.csv'],
  },
  { shows: 'What would change, and why. Nothing is written yet.', args: ['plan', '--out', 'plan.ndjson'] },
  { shows: 'The plan is a file that can be read again.', args: ['show', 'plan.ndjson'] },
  {
    shows: 'It is applied in chunks of at most 50, each written down before it is sent.',
    args: ['apply', 'plan.ndjson'],
  },
  { shows: 'A second plan has nothing left to do.', args: ['plan', '--detailed-exitcode'] },
  { shows: 'Why one account is as it is.', args: ['explain', 'sam.example@nhs.net'] },
  { shows: 'Reports for admins and auditors.', args: ['report'] },
];

/** Whole days from the reference date to now; what is left is less than 24 hours. */
export function daysSinceReference(now: number): number {
  return Math.floor((now - REFERENCE) / DAY);
}

/** Moves every date in a text, also the day of an instant, by whole days. */
export function moveDates(text: string, days: number): string {
  return text.replace(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g, (date) =>
    new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10),
  );
}

async function prepare(days: number): Promise<void> {
  await rm(demo, { recursive: true, force: true });
  await mkdir(demo);
  for (const entry of await readdir(join(root, 'policies'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(demo, from.slice(root.length));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, moveDates(await readFile(from, 'utf8'), days));
  }
  await cp(join(root, 'mfactl.yaml'), join(demo, 'mfactl.yaml'));
  await cp(join(root, 'test', 'fixtures', 'example'), demo, { recursive: true });
}

/** A git hook, for one, sets variables that would lead git out of the demo. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

/** Makes demo/ a repository of its own, as a policy repository is; false where there is no git. */
function commitPolicies(): boolean {
  const author = ['-c', 'user.name=Jo Example', '-c', 'user.email=jo.example@nhs.net', '-c', 'commit.gpgSign=false'];
  const commands = [
    ['init', '--quiet'],
    ['add', 'policies', 'mfactl.yaml'],
    [...author, 'commit', '--quiet', '--no-verify', '--message', 'Policies of the example tenant'],
  ];
  return commands.every((args) => spawnSync('git', args, { cwd: demo, stdio: 'ignore', env }).status === 0);
}

/** Runs one step with its output passed through; answers with its exit code, null where a signal ended it. */
function run({ shows, args }: DemoStep): number | null {
  const command = [launcher, ...args].map((arg) => (arg.includes(' ') ? `'${arg}'` : arg)).join(' ');
  console.log(`\n${styleText('dim', `# ${shows}`)}\n${styleText('bold', `$ node ${command}`)}`);
  const { status, error } = spawnSync(process.execPath, [launcher, ...args], { cwd: demo, stdio: 'inherit', env });
  if (error !== undefined) throw error;
  return status;
}

async function main(): Promise<void> {
  await prepare(daysSinceReference(Date.now()));
  if (!commitPolicies()) console.log('Git did not take the policies, so the demo shows no commits.');
  console.log('The example tenant, in the folder demo/. Each command is one that you can repeat there.');
  for (const step of STEPS) {
    const code = run(step);
    if (code === 0) continue;
    console.error(`\nThe demo stops: "${step.args.join(' ')}" ended with ${code ?? 'a signal'}, and 0 was expected.`);
    process.exitCode = 1;
    return;
  }
  console.log(
    '\nDone. See demo/reports/latest/ for the reports and demo/reports/runs/ for what the run has left behind.',
  );
}

if (import.meta.main) await main();
