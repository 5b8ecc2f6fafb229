import { Argument, type Command, InvalidArgumentError } from 'commander';
import { example } from './command.ts';
import type { Runs } from './authoring.ts';

/** Describes the commands that keep mfactl itself at work. */
export function addOperatingCommands(program: Command, runs: Runs): void {
  program
    .command('watch')
    .option('--cron <expression>', "when to reconcile, in the tenant's time zone", '7,22,37,52 * * * *')
    .option('--json', 'one line of JSON a round')
    .summary('keep reconciling')
    .description(
      'Plans and applies until it is told to stop: on a schedule, and at the very instant at which an exception lapses, a wave starts or an until passes. ' +
        'Needs "reconciler: watch" in mfactl.yaml. SIGINT and SIGTERM end it in good order.',
    )
    .addHelpText('after', example('mfactl watch --cron "7,22,37,52 * * * *"'))
    .action(runs(async () => (await import('../apply/watch.ts')).watch));
  program
    .command('doctor')
    .option('--json', 'as JSON')
    .summary('tell what is wrong with the installation')
    .description(
      'Checks Node, settings, policies, directory, target, ledger, lock, git, schedule and CI, and says what to do. It changes nothing. Exit code 1 where there is a problem.',
    )
    .addHelpText('after', example('mfactl doctor'))
    .action(runs(async () => (await import('../setup/doctor.ts')).doctor));
  addSharding(program, runs);
  addCompletion(program, runs);
}

function addSharding(program: Command, runs: Runs): void {
  program
    .command('shards')
    .requiredOption('--count <n>', 'how many parts, 1 to 256', wholeNumber)
    .summary('split a large tenant for parallel planning')
    .description(
      'Writes a job matrix of GitHub that splits the organisations of the directory into parts with about as many accounts each. Plan each part with --organisation, and join the plans with merge.',
    )
    .addHelpText('after', example('mfactl shards --count 4'))
    .action(runs(async () => (await import('../plan/shards.ts')).shards));
  program
    .command('merge')
    .argument(
      '<plans...>',
      'plans of whole organisations, made from the same policies and the same state of the directory',
    )
    .requiredOption('--out <file>', 'where the plan goes')
    .option('--json', 'the header of the plan as JSON')
    .summary('join the plans of parts of a tenant')
    .description(
      'Makes one plan from plans of parts of a tenant, the same that would have been made for all of it at once, and checks the guardrails on the whole. ' +
        'Organisations that no plan is about are told. Exit code 3 where a guardrail withholds something.',
    )
    .addHelpText('after', example('mfactl merge plan-1.ndjson plan-2.ndjson --out plan.ndjson'))
    .action(runs(async () => (await import('../plan/merge.ts')).merge, 'plans'));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

function addCompletion(program: Command, runs: Runs): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .summary('let the shell complete commands and options')
    .description(
      'Writes a script for a shell. Load it where the shell starts, and the tab key completes commands, options and their values.',
    )
    .addHelpText('after', example("echo 'source <(mfactl completion bash)' >> ~/.bashrc"))
    .action(runs(async () => (await import('../setup/completion.ts')).completion, 'shell'));
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'the words behind mfactl')
    .description('Answers the script of "mfactl completion".')
    .action(
      runs(async () => {
        const { complete } = await import('../setup/completion.ts');
        return (io, options: { readonly words: readonly string[] }) => complete(io, program, options);
      }, 'words'),
    );
}

/** Describes the commands for those who must prove what was so. */
export function addAuditingCommands(program: Command, runs: Runs): void {
  program
    .command('history')
    .argument('<address>', 'an account')
    .option('--json', 'one JSON object')
    .summary('tell the timeline of an account')
    .description(
      'Tells each time at which the policies wanted another level or status of an account, and why: by a commit, or by time alone. Between them stands what the runs of the ledger did. ' +
        'A policy counts from when its commit came to the branch that is checked out.',
    )
    .addHelpText('after', example('mfactl history jo.example@nhs.net'))
    .action(runs(async () => (await import('../account/history.ts')).history, 'address'));
  program
    .command('audit')
    .option('--at <instant>', 'at this instant (default: now)')
    .option('--sample <n>', 'pick so many accounts and show the evidence for each', sampleSize)
    .option('--seed <text>', 'what the sample is picked by: the same seed picks the same accounts (default: 1)')
    .option('--json', 'everything, as one JSON document')
    .summary('tell who had MFA and who was exempt')
    .description(
      'Tells who had MFA at an instant, who was exempt, and who approved it: from git, the receipts and the directory as it is now, without asking any remote. ' +
        'Levels are stepped back by the changes that runs have made since.',
    )
    .addHelpText('after', example('mfactl audit --at 2026-12-01T00:00:00Z --sample 25 --seed 1'))
    .action(runs(async () => (await import('../account/audit.ts')).audit));
}

function sampleSize(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes a whole number, 1 or more.');
  return Number(text);
}
