import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { methodHelp, statusHelp } from '../../report/figures/legend.ts';
import { type RunCommand, example } from './command.ts';
import type { Io } from '../../session/io.ts';
import { addAuditingCommands, addOperatingCommands } from './operating.ts';
import { addAuthoringCommands } from './authoring.ts';
import { addCiCommands } from './ci.ts';

/** Describes every command; its code is loaded when it runs. */
export function addCommands(program: Command, io: Io, done: (exitCode: number) => void): void {
  /** Runs what a module exports, with the options of the command and of the program. */
  const runs =
    <Options>(load: () => Promise<RunCommand<Options>>, ...names: string[]) =>
    async (...passed: unknown[]): Promise<void> => {
      const options = passed[names.length] as Record<string, unknown>;
      const positional = Object.fromEntries(names.map((name, i) => [name, passed[i]]));
      const command = await load();
      done(await command(io, { ...program.opts(), ...options, ...positional } as Options));
    };

  program
    .command('init')
    .argument('[folder]', 'the new policy repository', '.')
    .option('--code <ods>', 'ODS code of a first organisation', 'X26')
    .option('--name <name>', 'name of that organisation', 'Example Teaching Hospitals')
    .option('--from-report', 'with the organisations of the two reports instead, so that the plan is empty')
    .option('--mailbox-report <file>', "the portal's Mailbox Report as CSV")
    .option('--mfa-report <file>', "the portal's MFA Status report as CSV")
    .summary('make a new policy repository')
    .description(
      'Makes a policy repository: tenant, roles, one organisation and settings, with comments that teach. Files that are there stay as they are.',
    )
    .addHelpText('after', example('mfactl init my-policies --code X26 --name "Example Teaching Hospitals"'))
    .action(runs(async () => (await import('../policy/init.ts')).init, 'folder'));

  program
    .command('validate')
    .addOption(
      new Option('--format <format>', 'how to write what is wrong')
        .choices(['text', 'github', 'sarif', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('check all policies')
    .description(
      'Checks every policy file and tells all that is wrong at once, with file, line and column. Exit code 1 where something must be mended.',
    )
    .addHelpText('after', example('mfactl validate --format github'))
    .action(runs(async () => (await import('../policy/validate.ts')).validate));

  addAuthoringCommands(program, runs);

  program
    .command('plan')
    .option('--out <file>', 'write the plan to a file, for show and apply')
    .option('--as-of <instant>', 'plan for another time: a forecast, never applied')
    .option('--organisation <ods...>', 'for these organisations alone')
    .option('--unit <path...>', 'for these organisation units, and what is below them, alone')
    .option('--user-policy <name...>', 'for these user policies alone')
    .option('--detailed-exitcode', 'exit 2 where changes are pending')
    .addOption(
      new Option('--format <format>', 'how to write the plan').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('compare the directory with the policies')
    .description(
      'Reads policies and directory and tells what would change, and why. It never writes to the directory. Exit code 3 where a guardrail withholds something.',
    )
    .addHelpText('after', example('mfactl plan --out plan.ndjson'))
    .action(runs(async () => (await import('../plan/plan.ts')).plan));

  program
    .command('show')
    .argument('<plan>', 'a plan file')
    .addOption(
      new Option('--format <format>', 'how to write the plan').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('read a plan')
    .description('Checks a plan file and shows every change in it, with the rule behind it.')
    .addHelpText('after', example('mfactl show plan.ndjson'))
    .action(runs(async () => (await import('../plan/show.ts')).show, 'plan'));

  program
    .command('diff')
    .argument('<before>', 'a plan file, such as the one that was approved')
    .argument('<after>', 'another plan file')
    .option(
      '--honours',
      'whether the second plan does what was approved by the first, its forecast: exit 3 where it does not',
    )
    .option('--json', 'one line of JSON a difference; with --honours one object')
    .summary('compare two plans')
    .description(
      'Tells which changes only one of two plans has, and which accounts end elsewhere. With --honours it tells whether an approval still holds: ' +
        'the policies are the same, they loosen nobody whom the forecast does not, and they tighten at most 10 accounts or 2 % more in each organisation.',
    )
    .addHelpText('after', example('mfactl diff --honours forecast.ndjson plan.ndjson'))
    .action(runs(async () => (await import('../plan/diff.ts')).diff, 'before', 'after'));

  program
    .command('apply')
    .argument('[plan]', 'a plan file')
    .option('--resume <run>', 'finish a run that was interrupted')
    .option('--run <id>', 'the id of the run (default: made from the time)')
    .option('--canary <n>', 'accounts in the first chunk of each action, which is read back', wholeNumber)
    .option('--max-failures <percent>', 'the share of failures that stops the run', percentNumber)
    .option('--take-over <lock-id>', 'take a lock over whose owner is certainly gone')
    .option('--json', 'events and the result as lines of JSON')
    .summary('carry a plan out')
    .description(
      'Does what the plan says and nothing else, in chunks; writes a receipt and a line of the ledger. ' +
        'Exit codes: 0 all done, 3 something withheld, 4 the plan is stale, 5 locked, 6 something failed.',
    )
    .addHelpText('after', example('mfactl apply plan.ndjson'))
    .action(runs(async () => (await import('../apply/apply.ts')).apply, 'plan'));

  program
    .command('drift')
    .option('--propose', 'suggest an edit of the policies for each')
    .option('--json', 'as JSON')
    .summary('tell what was changed behind the back of the policies')
    .description(
      'Lists changes in the directory since the last apply that no policy asked for. Exit code 2 where there are any.',
    )
    .addHelpText('after', example('mfactl drift --propose'))
    .action(runs(async () => (await import('../plan/drift.ts')).drift));

  program
    .command('verify')
    .option('--head <seq:sha>', 'a copy of the ledger head that was kept elsewhere')
    .option('--json', 'as JSON')
    .summary('prove that the ledger is as it was written')
    .description(
      'Checks every byte under reports/ but latest/ and README.md, and names the first line or file that does not hold. Exit code 1 where something does not.',
    )
    .addHelpText('after', example('mfactl verify --head 12:sha256:0f…'))
    .action(runs(async () => (await import('../apply/verify.ts')).verify));

  program
    .command('undo')
    .argument('<run>', 'a run of the ledger')
    .requiredOption('--out <file>', 'where the plan goes')
    .option('--json', 'what it takes back and what not, as JSON')
    .summary('make the plan that takes a run back')
    .description(
      'Makes a plan that gives the accounts of a run the state they had before, through the same guardrails. ' +
        'Never taken back: re-enrolments, a restore after a lapse, privileged or compromised accounts, accounts that have moved since.',
    )
    .addHelpText('after', example('mfactl undo 20261124T090000Z-1a2b3c4d --out undo.ndjson'))
    .action(runs(async () => (await import('../apply/undo.ts')).undo, 'run'));

  program
    .command('explain')
    .argument('[address]', 'an account')
    .option('--all', 'every account, in the order of their addresses')
    .option('--as-of <instant>', 'at another time')
    .option('--json', 'one line of JSON an account')
    .summary('tell why an account has its MFA level')
    .description(
      'Shows level, status and each rule that won or lost, with file and line. For one account, in a git repository, also the commit that introduced each rule, its author and pull request.',
    )
    .addHelpText('after', () => `${example('mfactl explain jo.example@nhs.net')}\n\n${statusHelp()}\n\n${methodHelp()}`)
    .action(runs(async () => (await import('../account/explain.ts')).explain, 'address'));

  program
    .command('report')
    .option('--json', 'print coverage.json as well')
    .summary('write the reports')
    .description(
      'Writes to reports/latest/: a page and a summary, the status of every account and the register of exceptions as CSV, a calendar of what lapses, and all figures as JSON. docs/reports.md tells how each figure is made.',
    )
    .addHelpText('after', example('mfactl report'))
    .action(runs(async () => (await import('../report/report.ts')).report));

  const sandbox = program
    .command('sandbox')
    .summary('the embedded directory')
    .description('A tenant in one file, for rehearsals, first runs and tests.');
  sandbox
    .command('load')
    .requiredOption('--mailbox-report <file>', "the portal's Mailbox Report as CSV")
    .requiredOption('--mfa-report <file>', "the portal's MFA Status report as CSV")
    .summary('fill the sandbox')
    .description('Replaces the content of the sandbox by that of the two reports, in one transaction.')
    .addHelpText(
      'after',
      example('mfactl sandbox load --mailbox-report "Mailbox Report.csv" --mfa-report MFAStatusReport.csv'),
    )
    .action(runs(async () => (await import('../apply/sandbox.ts')).sandboxLoad));
  sandbox
    .command('faults')
    .addArgument(new Argument('<file>', 'a list of { request, fault, latency } as YAML or JSON'))
    .summary('make the sandbox misbehave')
    .description('Sets the faults that the sandbox shows at its next writes, counted from 1. An empty list ends them.')
    .addHelpText('after', example('mfactl sandbox faults faults.yaml'))
    .action(runs(async () => (await import('../apply/sandbox.ts')).sandboxFaults, 'file'));

  addAuditingCommands(program, runs);
  addOperatingCommands(program, runs);
  addCiCommands(program, runs, wholeNumber);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

function percentNumber(text: string): number {
  const match = /^(\d{1,3}(?:\.\d{1,3})?)%?$/.exec(text);
  const percent = Number(match?.[1]);
  if (match === null || percent > 100) throw new InvalidArgumentError('It takes a share such as 5%.');
  return percent;
}
