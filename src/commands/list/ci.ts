import { type Command, Option } from 'commander';
import { example } from './command.ts';
import type { Runs } from './authoring.ts';

type ParseNumber = (text: string) => number;

/** The commands that workflows call. All but `forecast` and `heartbeat` speak with GitHub. */
export function addCiCommands(program: Command, runs: Runs, wholeNumber: ParseNumber): void {
  const ci = program
    .command('ci')
    .summary('what workflows call')
    .description(
      'Commands for GitHub Actions. The token comes from MFACTL_GITHUB_TOKEN or GITHUB_TOKEN, the repository from GITHUB_REPOSITORY.',
    );
  addPullCommands(ci, runs);
  addProposals(ci, runs, wholeNumber);
  addApproval(ci, runs);
  addWatching(ci, runs);
}

function as(): Option {
  return new Option('--as <login>', 'who the token belongs to: comments of others are left alone').default(
    'github-actions[bot]',
  );
}

function addPullCommands(ci: Command, runs: Runs): void {
  ci.command('forecast')
    .requiredOption('--head <commit>', 'the commit whose policies are planned with')
    .requiredOption('--base <commit>', 'the commit that they are compared with')
    .requiredOption('--out <file>', 'where the forecast goes, as a plan that is never applied')
    .requiredOption('--markdown <file>', 'where the comment goes')
    .option('--link <url>', 'where the whole forecast can be had (default: the workflow run)')
    .summary('plan with the policies of a pull request')
    .description(
      'Plans with the policies of a commit as data and writes what they would do. Needs no token. Exit codes: 1 they are not valid, 3 a guardrail withholds something; the files are written in both cases.',
    )
    .addHelpText(
      'after',
      example('mfactl ci forecast --head "$HEAD" --base "$BASE" --out forecast.ndjson --markdown forecast.md'),
    )
    .action(runs(async () => (await import('../ci/forecast.ts')).ciForecast));
  ci.command('comment')
    .requiredOption('--head <commit>', 'the last commit of the pull request')
    .requiredOption('--markdown <file>', 'what to post')
    .option('--about <name>', 'one comment for each name', 'forecast')
    .option('--link <url>', 'where the whole can be had (default: the workflow run)')
    .addOption(as())
    .summary('post one comment, updated in place')
    .description(
      'Posts a file on the open pull request that ends with a commit. The comment that is there is updated; one that is too long is cut, and says so.',
    )
    .addHelpText('after', example('mfactl ci comment --head "$HEAD" --markdown forecast.md'))
    .action(runs(async () => (await import('../ci/comment.ts')).ciComment));
  ci.command('checks')
    .requiredOption('--head <commit>', 'the commit whose policies are validated')
    .option('--name <name>', 'the name of the check run', 'mfactl policies')
    .summary('report the validation of a commit')
    .description(
      'Validates the policies of a commit as data and reports a check run with an annotation at each file and line, and SARIF where code scanning takes it. Exit code 1 where something must be mended.',
    )
    .addHelpText('after', example('mfactl ci checks --head "$HEAD"'))
    .action(runs(async () => (await import('../ci/checks.ts')).ciChecks));
}

function addProposals(ci: Command, runs: Runs, wholeNumber: ParseNumber): void {
  ci.command('exception-request')
    .requiredOption('--issue <number>', 'the issue that was made from the form', wholeNumber)
    .option('--label <name>', 'the label that the form gives', 'exception-request')
    .option('--base <branch>', 'the branch that the pull request would change', 'main')
    .addOption(as())
    .summary('turn an issue form into a pull request')
    .description(
      'Checks a request for an exception and opens its pull request, or answers what is wrong. What the form says is data: it is never run. Exit code 1 where it is refused.',
    )
    .addHelpText('after', example('mfactl ci exception-request --issue 12'))
    .action(runs(async () => (await import('../ci/exception-request.ts')).ciExceptionRequest));
  ci.command('renewals')
    .option('--base <branch>', 'the branch that the pull requests would change', 'main')
    .option('--most <number>', 'write at most this many in one run', wholeNumber, 20)
    .summary('open renew-or-let-lapse pull requests')
    .description(
      'Opens a pull request for each long-term exception that lapses within 14 days: merged it renews, closed it lets lapse. One that was closed is not opened again.',
    )
    .addHelpText('after', example('mfactl ci renewals'))
    .action(runs(async () => (await import('../ci/proposals.ts')).ciRenewals));
  ci.command('prune')
    .option('--base <branch>', 'the branch that the pull request would change', 'main')
    .summary('open a prune pull request')
    .description(
      'Opens one pull request a month that removes the exceptions which have lapsed and are no longer counted, and keeps it up to date until it is merged or closed.',
    )
    .addHelpText('after', example('mfactl ci prune'))
    .action(runs(async () => (await import('../ci/proposals.ts')).ciPrune));
}

function addApproval(ci: Command, runs: Runs): void {
  ci.command('approvers')
    .option('--forecast <file>', 'what was approved; without it only reviewers of the run count')
    .option('--require', 'exit 1 where nobody has approved')
    .addOption(as())
    .summary('print who approved what this run applies')
    .description(
      'Prints the logins of those who approved the environments of this run, with commas between them. ' +
        'Where nobody was asked, those who approved the merged pull request that names the policies of the forecast.',
    )
    .addHelpText('after', example('mfactl ci approvers --forecast forecast.ndjson --require'))
    .action(runs(async () => (await import('../ci/approvers.ts')).ciApprovers));
}

function addWatching(ci: Command, runs: Runs): void {
  ci.command('last-policy')
    .summary('print the commit that was applied last')
    .description(
      "Prints the commit of the policies of the ledger's last run, and nothing before the first run. Exit code 1 where they were in no commit.",
    )
    .addHelpText('after', example('mfactl ci last-policy'))
    .action(runs(async () => (await import('../ci/reconcile.ts')).ciLastPolicy));
  ci.command('heartbeat')
    .summary('tell a watcher that this run took place')
    .description('Asks for ledger.heartbeatUrl, so that who watches it notices when no run does.')
    .addHelpText('after', example('mfactl ci heartbeat'))
    .action(runs(async () => (await import('../ci/reconcile.ts')).ciHeartbeat));
  ci.command('reconciled')
    .option('--workflow <file>', 'the workflow that reconciles', 'reconcile.yml')
    .option('--max-age <duration>', 'how old its last success may be', 'PT1H')
    .summary('alarm when the last reconcile is too old')
    .description('Exit code 1 where the workflow that reconciles has not succeeded for too long.')
    .addHelpText('after', example('mfactl ci reconciled'))
    .action(runs(async () => (await import('../ci/reconcile.ts')).ciReconciled));
}
