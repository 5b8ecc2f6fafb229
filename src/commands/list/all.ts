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
    .option('--from-report', 'take organisations and levels from the two reports, so that the first plan is empty')
    .option('--mailbox-report <file>', "the portal's Mailbox Report as CSV")
    .option('--mfa-report <file>', "the portal's MFA Status report as CSV")
    .summary('make a new policy repository')
    .description(
      'Makes a policy repository with a tenant, roles, one organisation and settings. Comments explain each part. Files that already exist are not changed.',
    )
    .addHelpText('after', example('mfactl init my-policies --code X26 --name "Example Teaching Hospitals"'))
    .action(runs(async () => (await import('../policy/init.ts')).init, 'folder'));

  program
    .command('validate')
    .addOption(
      new Option('--format <format>', 'the format of the output')
        .choices(['text', 'github', 'sarif', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('check all policies')
    .description(
      'Checks every policy file and lists all errors and warnings at once, with file, line and column. Ends with exit code 1 if there is an error.',
    )
    .addHelpText('after', example('mfactl validate --format github'))
    .action(runs(async () => (await import('../policy/validate.ts')).validate));

  addAuthoringCommands(program, runs);

  program
    .command('plan')
    .option('--out <file>', 'write the plan to a file, for show and apply')
    .option('--as-of <instant>', 'plan for another time; such a plan is a forecast and cannot be applied')
    .option('--organisation <ods...>', 'only for these organisations')
    .option('--unit <path...>', 'only for these organisation units and the units below them')
    .option('--user-policy <name...>', 'only for these user policies')
    .option('--detailed-exitcode', 'exit code 2 if changes are pending')
    .addOption(
      new Option('--format <format>', 'the format of the output').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('compare the directory with the policies')
    .description(
      'Reads the policies and the directory, and shows what would change and why. It never writes to the directory. Ends with exit code 3 if a guardrail withholds a change.',
    )
    .addHelpText('after', example('mfactl plan --out plan.ndjson'))
    .action(runs(async () => (await import('../plan/plan.ts')).plan));

  program
    .command('show')
    .argument('<plan>', 'a plan file')
    .addOption(
      new Option('--format <format>', 'the format of the output').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('show a plan')
    .description('Checks a plan file and shows every change in it, with the rule that causes it.')
    .addHelpText('after', example('mfactl show plan.ndjson'))
    .action(runs(async () => (await import('../plan/show.ts')).show, 'plan'));

  program
    .command('diff')
    .argument('<before>', 'a plan file, such as the one that was approved')
    .argument('<after>', 'another plan file')
    .option(
      '--honours',
      'check that the approval of the first plan, a forecast, also covers the second; exit code 3 if it does not',
    )
    .option('--json', 'one line of JSON for each difference; with --honours one object')
    .summary('compare two plans')
    .description(
      'Shows the changes that only one of the two plans has, and the accounts that would get another level. With --honours it checks whether an approval is still valid: ' +
        'the policies must be the same, and the second plan may loosen nobody whom the forecast does not loosen, and may tighten at most 10 accounts or 2 % more in each organisation.',
    )
    .addHelpText('after', example('mfactl diff --honours forecast.ndjson plan.ndjson'))
    .action(runs(async () => (await import('../plan/diff.ts')).diff, 'before', 'after'));

  program
    .command('apply')
    .argument('[plan]', 'a plan file')
    .option('--resume <run>', 'finish a run that was interrupted')
    .option('--run <id>', 'the id of the run (default: made from the time)')
    .option('--canary <n>', 'number of accounts in the first chunk of each action, which is read back', wholeNumber)
    .option('--max-failures <percent>', 'the share of failed changes that stops the run', percentNumber)
    .option('--take-over <lock-id>', 'take over this lock; make sure first that its owner has ended')
    .option('--json', 'events and the result as lines of JSON')
    .summary('apply a plan')
    .description(
      'Makes the changes of the plan in chunks, and no others. Writes a receipt and a line of the ledger. ' +
        'Exit codes: 0 all done, 3 changes withheld, 4 the plan is stale, 5 locked, 6 changes failed.',
    )
    .addHelpText('after', example('mfactl apply plan.ndjson'))
    .action(runs(async () => (await import('../apply/apply.ts')).apply, 'plan'));

  program
    .command('drift')
    .option('--propose', 'suggest a policy edit for each change')
    .option('--json', 'as JSON')
    .summary('list changes that no policy asked for')
    .description(
      'Lists changes made in the directory since the last apply that no policy asked for. Ends with exit code 2 if there are any.',
    )
    .addHelpText('after', example('mfactl drift --propose'))
    .action(runs(async () => (await import('../plan/drift.ts')).drift));

  program
    .command('verify')
    .option('--head <seq:sha...>', 'a copy of the ledger head that you kept somewhere else; may be given several times')
    .option(
      '--accept <reason>',
      'go on although a clock was ahead, or policy commits were rewritten for a good reason; the ledger keeps the reason',
    )
    .option('--json', 'as JSON')
    .summary('check that nobody has changed the ledger')
    .description(
      'Checks every byte in reports/ except latest/ and README.md, and makes receipts, lines and side files again from plans and journals. Names the first line or file that is damaged or changed, and ends with exit code 1 if one is. ' +
        'In git it also checks that each policy commit was on the protected branch. ' +
        'Without --head it cannot tell whether somebody rewrote all of the ledger; a head that you kept proves the lines up to its own.',
    )
    .addHelpText('after', example('mfactl verify --head 12:sha256:0f…'))
    .action(runs(async () => (await import('../apply/verify.ts')).verify));

  program
    .command('undo')
    .argument('<run>', 'a run of the ledger')
    .requiredOption('--out <file>', 'write the plan to this file')
    .option('--json', 'what the plan takes back and what it does not, as JSON')
    .summary('make a plan that takes back a run')
    .description(
      'Makes a plan that gives the accounts of a run the level they had before. The same guardrails apply. ' +
        'It does not take back re-enrolments, MFA that was restored after an exception, changes of privileged or compromised accounts, and changes of accounts that have changed again since.',
    )
    .addHelpText('after', example('mfactl undo 20261124T090000Z-1a2b3c4d --out undo.ndjson'))
    .action(runs(async () => (await import('../apply/undo.ts')).undo, 'run'));

  program
    .command('explain')
    .argument('[address]', 'an account')
    .option('--all', 'every account, sorted by address')
    .option('--as-of <instant>', 'explain the decision at another time')
    .option('--json', 'one line of JSON for each account')
    .summary('explain why an account has its MFA level')
    .description(
      'Shows the level, the status and each rule that applied or was replaced, with file and line. For one account in a git repository it also shows the commit that introduced each rule, with author and pull request.',
    )
    .addHelpText('after', () => `${example('mfactl explain jo.example@nhs.net')}\n\n${statusHelp()}\n\n${methodHelp()}`)
    .action(runs(async () => (await import('../account/explain.ts')).explain, 'address'));

  program
    .command('report')
    .option('--json', 'print coverage.json as well')
    .summary('write the reports')
    .description(
      'Writes to reports/latest/: a page and a summary, the status of every account and the register of exceptions as CSV, a calendar of exceptions that lapse, and all figures as JSON. docs/reports.md explains how each figure is made.',
    )
    .addHelpText('after', example('mfactl report'))
    .action(runs(async () => (await import('../report/report.ts')).report));

  const sandbox = program
    .command('sandbox')
    .summary('the embedded directory')
    .description('A directory in one file, for trying things out and for tests.');
  sandbox
    .command('load')
    .requiredOption('--mailbox-report <file>', "the portal's Mailbox Report as CSV")
    .requiredOption('--mfa-report <file>', "the portal's MFA Status report as CSV")
    .summary('fill the sandbox')
    .description('Replaces the content of the sandbox with the accounts of the two reports, in one transaction.')
    .addHelpText(
      'after',
      example('mfactl sandbox load --mailbox-report "Mailbox Report.csv" --mfa-report MFAStatusReport.csv'),
    )
    .action(runs(async () => (await import('../apply/sandbox.ts')).sandboxLoad));
  sandbox
    .command('faults')
    .addArgument(new Argument('<file>', 'a list of { request, fault, latency } as YAML or JSON'))
    .summary('make the sandbox fail on purpose')
    .description(
      'Sets which of the next writes to the sandbox fail, and how. The first write has number 1. An empty list ends the faults.',
    )
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
