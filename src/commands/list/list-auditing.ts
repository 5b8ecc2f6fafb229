import { type Command, InvalidArgumentError } from 'commander';
import { example } from './help.ts';
import type { Runs } from './authoring.ts';

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
