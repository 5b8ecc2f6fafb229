import { type Command, Option } from 'commander';
import { type RunCommand, example } from './command.ts';

/** Turns a command's code, loaded when it runs, into what commander calls. */
export type Runs = <Options>(
  load: () => Promise<RunCommand<Options>>,
  ...names: string[]
) => (...passed: unknown[]) => Promise<void>;

/** Describes the commands that write policies, and that show what they say. */
export function addAuthoringCommands(program: Command, runs: Runs): void {
  program
    .command('fmt')
    .option('--check', 'list the files that differ and write nothing; exit code 1 if there are any')
    .summary('format policy files')
    .description(
      'Gives every policy file the same layout: order of keys, indents, quotes and blank lines. Comments and the order of entries stay. ' +
        'A file with errors is not changed, and its errors are listed.',
    )
    .addHelpText('after', example('mfactl fmt --check'))
    .action(runs(async () => (await import('../policy/fmt.ts')).fmt));
  addImport(program, runs);
  addChecks(program, runs);
  const exception = program
    .command('exception')
    .summary('add, list, renew, end and prune exceptions')
    .description(
      'Edits exceptions in the policy files. Comments and order stay. Nothing is written if the result would not be valid.',
    )
    .addHelpText('after', example('mfactl exception list --lapses-within P14D'));
  addAdd(exception, runs);
  addRenew(exception, runs);
  addEnd(exception, runs);
  exception
    .command('list')
    .option('--organisation <ods...>', 'only exceptions of these organisations')
    .option('--lapses-within <duration>', 'only exceptions that lapse within a duration such as P14D')
    .option('--expired', 'exceptions that have lapsed, instead of the others')
    .option('--json', 'one line of JSON for each exception')
    .summary('list exceptions')
    .description('Lists current and future exceptions with approval, file and line. The next one to lapse comes first.')
    .addHelpText('after', example('mfactl exception list --lapses-within P14D'))
    .action(runs(async () => (await import('../exception/list.ts')).exceptionList));
  const prune = exception.command('prune').option('--dry-run', 'list what would be removed, and write nothing');
  pullOptions(prune)
    .summary('remove exceptions that have lapsed')
    .description(
      'Removes exceptions that have lapsed and no longer count towards maxPerUser, with their comments. Git still has them.',
    )
    .addHelpText('after', example('mfactl exception prune --pr'))
    .action(runs(async () => (await import('../exception/prune.ts')).exceptionPrune));
}

/** What shows that policies say what people mean. */
function addChecks(program: Command, runs: Runs): void {
  program
    .command('test')
    .argument('[files...]', 'policy tests (default: all of them)')
    .addOption(
      new Option('--format <format>', 'the format of the output')
        .choices(['text', 'tap', 'junit', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('run the policy tests')
    .description(
      'Makes the decision for each account of a policy test, at the time of the test, and compares it with what the test expects. ' +
        'A case that fails shows the rules behind its decision. Ends with exit code 1 if a case fails.',
    )
    .addHelpText('after', example('mfactl test policies/tests/kiosks.yaml --format tap'))
    .action(runs(async () => (await import('../policy/test.ts')).test, 'files'));
  program
    .command('prove')
    .option('--json', 'as JSON')
    .summary('prove the invariants')
    .description(
      'Proves that each invariant holds for every possible managed account at every time from now on. If one does not, it shows an account and a time for which it fails. ' +
        'Ends with exit code 1 if an invariant does not hold. An invariant that applies to no possible account is a warning.',
    )
    .addHelpText('after', example('mfactl prove'))
    .action(runs(async () => (await import('../policy/prove.ts')).prove));
}

function addImport(program: Command, runs: Runs): void {
  program
    .command('import')
    .option('--mailbox-report <file>', "read the portal's Mailbox Report (CSV) instead of the directory in mfactl.yaml")
    .option('--mfa-report <file>', "the portal's MFA Status report (CSV)")
    .option('--dry-run', 'list what would be written, and write nothing')
    .summary('write policies that match the directory')
    .description(
      'Rewrites the policies so that they match the directory: levels of organisations, units and user policies that differ, and current exceptions. ' +
        'The next plan is then empty. Accounts that no level describes are held by a rollout or protected, and comments say so.',
    )
    .addHelpText(
      'after',
      example('mfactl import --mailbox-report "Mailbox Report.csv" --mfa-report MFAStatusReport.csv'),
    )
    .action(runs(async () => (await import('../policy/import.ts')).importState));
}

function addAdd(exception: Command, runs: Runs): void {
  const add = exception
    .command('add')
    .argument('<user>', 'the address of the user')
    .requiredOption('--organisation <ods>', 'the organisation of the user')
    .addOption(
      typeOption('short-term: 24 hours; long-term: 180 days, approved and risk-assessed').makeOptionMandatory(),
    )
    .requiredOption('--reason <code>', 'a reason code that the tenant lists for the type')
    .option('--starts-at <instant>', 'when it starts (default: now)')
    .option('--id <id>', 'the directory id of the user');
  pullOptions(approvalOptions(add))
    .summary('add an exception')
    .description(
      'Adds an exception to the files of an organisation and shows its file and line. With --pr it opens a pull request and shows its address. Nothing is written if the result would not be valid.',
    )
    .addHelpText(
      'after',
      example('mfactl exception add jo.example@nhs.net --organisation X26 --type short-term --reason phone-lost --pr'),
    )
    .action(runs(async () => (await import('../exception/add.ts')).exceptionAdd, 'user'));
}

function addRenew(exception: Command, runs: Runs): void {
  const renew = exception
    .command('renew')
    .argument('<user>', 'the address of the user')
    .requiredOption('--organisation <ods>', 'the organisation of the user')
    .addOption(typeOption('which type; needed if the user has both'))
    .option('--reason <code>', 'a new reason (default: the reason of the last exception)');
  pullOptions(approvalOptions(renew))
    .summary('renew an exception')
    .description(
      'Adds an exception that starts when the last one of the user ends. It needs a new approval, and may last no longer than its type allows.',
    )
    .addHelpText(
      'after',
      example(
        'mfactl exception renew sam.example@nhs.net --organisation X26 --approved-by lead.example@nhs.net --ticket REQ0009 --risk-assessment RA-27-002',
      ),
    )
    .action(runs(async () => (await import('../exception/renew.ts')).exceptionRenew, 'user'));
}

function addEnd(exception: Command, runs: Runs): void {
  const end = exception
    .command('end')
    .argument('<user>', 'the address of the user')
    .option('--organisation <ods>', 'only exceptions of this organisation')
    .addOption(typeOption('only exceptions of this type'));
  pullOptions(end)
    .summary('end a running exception')
    .description(
      'Sets the end of each running exception of a user to now. The entry stays as evidence, with its comments, and the next plan restores MFA. Use this instead of deleting the entry.',
    )
    .addHelpText('after', example('mfactl exception end jo.example@nhs.net --pr'))
    .action(runs(async () => (await import('../exception/end.ts')).exceptionEnd, 'user'));
}

/** A pull request instead of files that are written. */
function pullOptions(command: Command): Command {
  return command
    .addOption(new Option('--pr', 'open a pull request on GitHub instead of changing files here').conflicts('dryRun'))
    .option('--base <branch>', 'with --pr: the branch that the pull request is for (default: main)');
}

function typeOption(says: string): Option {
  return new Option('--type <type>', says).choices(['short-term', 'long-term']);
}

function approvalOptions(command: Command): Command {
  return command
    .option('--expires-at <instant>', 'when it ends (default: the longest that the type allows)')
    .option('--requested-by <address>', 'the person who asked for it')
    .option('--approved-by <address>', 'the approver, who must not be the user or the person who asked')
    .option('--ticket <reference>', 'the reference of the request')
    .option('--risk-assessment <reference>', 'the reference of the risk assessment')
    .option('--plan <text>', 'what will make the exception unnecessary; no medical or personal details');
}
