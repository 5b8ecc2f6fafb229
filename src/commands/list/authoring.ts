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
    .option('--check', 'list the files that differ, exit 1 where there are any, and write nothing')
    .summary('give policy files their canonical layout')
    .description(
      'Gives every policy file its canonical layout: the order of keys, indents, quotes and blank lines. Comments and the order of entries stay. ' +
        'A file with errors is left alone, and they are told.',
    )
    .addHelpText('after', example('mfactl fmt --check'))
    .action(runs(async () => (await import('../policy/fmt.ts')).fmt));
  addImport(program, runs);
  addChecks(program, runs);
  const exception = program
    .command('exception')
    .summary('add, list, renew and prune exceptions')
    .description(
      'Edits exceptions in the policy files. Comments and order stay; what would not be valid is not written.',
    )
    .addHelpText('after', example('mfactl exception list --lapses-within P14D'));
  addAdd(exception, runs);
  addRenew(exception, runs);
  exception
    .command('list')
    .option('--organisation <ods...>', 'of these organisations alone')
    .option('--lapses-within <duration>', 'those that lapse within a duration such as P14D')
    .option('--expired', 'those that have lapsed, instead of the others')
    .option('--json', 'one line of JSON an exception')
    .summary('list exceptions')
    .description('Lists the exceptions that run or are coming, the next to lapse first, with approval and place.')
    .addHelpText('after', example('mfactl exception list --lapses-within P14D'))
    .action(runs(async () => (await import('../exception/list.ts')).exceptionList));
  const prune = exception.command('prune').option('--dry-run', 'list what would go, and write nothing');
  pullOptions(prune)
    .summary('remove exceptions that have lapsed')
    .description(
      'Removes entries that have lapsed and that no window of maxPerUser counts any more, with the comments that are theirs. Git keeps them.',
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
      new Option('--format <format>', 'how to write the results')
        .choices(['text', 'tap', 'junit', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .summary('run the policy tests')
    .description(
      'Decides the accounts of each policy test at its time and compares what came out with what is expected. ' +
        'A case that fails shows what decided otherwise. Exit code 1 where one does.',
    )
    .addHelpText('after', example('mfactl test policies/tests/kiosks.yaml --format tap'))
    .action(runs(async () => (await import('../policy/test.ts')).test, 'files'));
  program
    .command('prove')
    .option('--json', 'as JSON')
    .summary('prove the invariants')
    .description(
      'Shows that each invariant holds for every possible managed account at every instant from now on, or names an account and a time for which it does not. ' +
        'Exit code 1 where one does not hold. An invariant that no account can meet is a warning.',
    )
    .addHelpText('after', example('mfactl prove'))
    .action(runs(async () => (await import('../policy/prove.ts')).prove));
}

function addImport(program: Command, runs: Runs): void {
  program
    .command('import')
    .option(
      '--mailbox-report <file>',
      "read the portal's Mailbox Report (CSV) instead of the directory of the settings",
    )
    .option('--mfa-report <file>', "the portal's MFA Status report (CSV)")
    .option('--dry-run', 'list what would be written, and write nothing')
    .summary('write policies from the actual state')
    .description(
      'Rewrites the policies so that they say what is: levels of organisations, units and user policies that differ, exceptions that run. ' +
        'The plan is empty afterwards. What can not be said as a level is held by a rollout, or protected; comments say so.',
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
    .option('--starts-at <instant>', 'from this instant on (default: now)')
    .option('--id <id>', 'the directory id of the user');
  pullOptions(approvalOptions(add))
    .summary('add an exception')
    .description(
      'Adds an entry to the exceptions of an organisation and tells its file and line. With --pr it opens a pull request and tells its address. Nothing is written unless the result is valid.',
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
    .addOption(typeOption('which, where the user has both'))
    .option('--reason <code>', 'another reason than before');
  pullOptions(approvalOptions(renew))
    .summary('renew an exception')
    .description(
      'Adds an entry that begins where the last one of the user ends. It is approved afresh, and is no longer than its type allows.',
    )
    .addHelpText(
      'after',
      example(
        'mfactl exception renew sam.example@nhs.net --organisation X26 --approved-by lead.example@nhs.net --ticket REQ0009 --risk-assessment RA-27-002',
      ),
    )
    .action(runs(async () => (await import('../exception/renew.ts')).exceptionRenew, 'user'));
}

/** A pull request instead of files that are written. */
function pullOptions(command: Command): Command {
  return command
    .addOption(new Option('--pr', 'open a pull request at GitHub; files here stay as they are').conflicts('dryRun'))
    .option('--base <branch>', 'with --pr: the branch that it would change (default: main)');
}

function typeOption(says: string): Option {
  return new Option('--type <type>', says).choices(['short-term', 'long-term']);
}

function approvalOptions(command: Command): Command {
  return command
    .option('--expires-at <instant>', 'the instant at which it is over (default: as late as the type allows)')
    .option('--requested-by <address>', 'who asked for it')
    .option('--approved-by <address>', 'an approver, neither the user nor who asked')
    .option('--ticket <reference>', 'the reference of the request')
    .option('--risk-assessment <reference>', 'the reference of the risk assessment')
    .option('--plan <text>', 'how it will become unnecessary; no medical or personal detail');
}
