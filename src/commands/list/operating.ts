import { Argument, type Command, InvalidArgumentError } from 'commander';
import { example } from './command.ts';
import type { Runs } from './authoring.ts';

/** Describes the commands that keep mfactl itself at work. */
export function addOperatingCommands(program: Command, runs: Runs): void {
  program
    .command('watch')
    .option('--cron <expression>', "when to reconcile, in the tenant's time zone", '7,22,37,52 * * * *')
    .option('--json', 'one line of JSON for each round')
    .summary('keep reconciling')
    .description(
      'Plans and applies until you stop it: on a schedule, and at the exact time when an exception lapses, a wave starts or an "until" passes. ' +
        'Needs "reconciler: watch" in mfactl.yaml. SIGINT and SIGTERM end it safely.',
    )
    .addHelpText('after', example('mfactl watch --cron "7,22,37,52 * * * *"'))
    .action(runs(async () => (await import('../apply/watch.ts')).watch));
  program
    .command('doctor')
    .option('--json', 'as JSON')
    .summary('check the installation')
    .description(
      'Checks Node, settings, policies, directory, target, ledger, lock, git, schedule and CI, and says what to do. It changes nothing. Ends with exit code 1 if there is a problem.',
    )
    .addHelpText('after', example('mfactl doctor'))
    .action(runs(async () => (await import('../setup/doctor.ts')).doctor));
  addSharding(program, runs);
  addCompletion(program, runs);
}

function addSharding(program: Command, runs: Runs): void {
  program
    .command('shards')
    .requiredOption('--count <n>', 'the number of parts, 1 to 256', wholeNumber)
    .summary('split a large tenant for parallel planning')
    .description(
      'Prints a job matrix for GitHub that splits the organisations of the directory into parts with about the same number of accounts. Plan each part with --organisation, then join the plans with "mfactl merge".',
    )
    .addHelpText('after', example('mfactl shards --count 4'))
    .action(runs(async () => (await import('../plan/merge.ts')).shards));
  program
    .command('merge')
    .argument(
      '<plans...>',
      'plans of whole organisations, made from the same policies and the same state of the directory',
    )
    .requiredOption('--out <file>', 'write the plan to this file')
    .option('--json', 'the header of the plan as JSON')
    .summary('join the plans of parts of a tenant')
    .description(
      'Joins the plans of parts of a tenant into one plan, the same as a plan made for the whole tenant at once, and checks the guardrails on the result. ' +
        'Lists organisations that are in none of the plans. Ends with exit code 3 if a guardrail withholds a change.',
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
      'Prints a script for a shell. Load it when the shell starts; the tab key then completes commands, options and their values.',
    )
    .addHelpText('after', example("echo 'source <(mfactl completion bash)' >> ~/.bashrc"))
    .action(runs(async () => (await import('../setup/completion.ts')).completion, 'shell'));
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'the words after mfactl')
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
    .summary('show the timeline of an account')
    .description(
      'Shows each time when the policies asked for another level or status of an account, and why: a commit, or only the passing of time. It also shows what the runs in the ledger did. ' +
        'A policy applies from the time when its commit reached the branch that is checked out.',
    )
    .addHelpText('after', example('mfactl history jo.example@nhs.net'))
    .action(runs(async () => (await import('../account/history.ts')).history, 'address'));
  program
    .command('audit')
    .option('--at <instant>', 'at this instant (default: now)')
    .option('--sample <n>', 'pick this many accounts and show the evidence for each', sampleSize)
    .option('--seed <text>', 'the seed of the sample; the same seed picks the same accounts (default: 1)')
    .option('--json', 'everything, as one JSON document')
    .summary('show who had MFA and who was exempt')
    .description(
      'Shows who had MFA at a given time, who was exempt, and who approved it. It uses git, the receipts and the directory as it is now, and contacts no remote. ' +
        'To find earlier levels, it takes back the changes that runs have made since.',
    )
    .addHelpText('after', example('mfactl audit --at 2026-12-01T00:00:00Z --sample 25 --seed 1'))
    .action(runs(async () => (await import('../account/audit.ts')).audit));
}

function sampleSize(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes a whole number, 1 or more.');
  return Number(text);
}
