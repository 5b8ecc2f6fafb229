import { type Command, Option } from 'commander';
import { example } from './command.ts';
import type { Runs } from './authoring.ts';

type ParseNumber = (text: string) => number;

/** The commands that workflows call. All but `forecast` and `heartbeat` speak with GitHub. */
export function addCiCommands(program: Command, runs: Runs, wholeNumber: ParseNumber): void {
  const ci = program
    .command('ci')
    .summary('commands for workflows')
    .description(
      'Commands for GitHub Actions. The token comes from MFACTL_GITHUB_TOKEN or GITHUB_TOKEN, the repository from GITHUB_REPOSITORY.',
    );
  addPullCommands(ci, runs);
  addProposals(ci, runs, wholeNumber);
  addApproval(ci, runs);
  addWatching(ci, runs);
}

function as(): Option {
  return new Option('--as <login>', 'the login that the token belongs to; comments of others are not changed').default(
    'github-actions[bot]',
  );
}

function addPullCommands(ci: Command, runs: Runs): void {
  ci.command('forecast')
    .requiredOption('--head <commit>', 'the commit to take the policies from')
    .requiredOption('--base <commit>', 'the commit to compare them with')
    .requiredOption('--out <file>', 'write the forecast to this file; it is a plan that cannot be applied')
    .requiredOption('--markdown <file>', 'write the comment to this file')
    .option('--link <url>', 'the address of the whole forecast (default: the workflow run)')
    .summary('plan with the policies of a pull request')
    .description(
      'Makes a plan with the policies of a commit, without running its code, and writes what would change. Needs no token. Exit codes: 1 the policies are not valid, 3 a guardrail withholds a change. The files are written in both cases.',
    )
    .addHelpText(
      'after',
      example('mfactl ci forecast --head "$HEAD" --base "$BASE" --out forecast.ndjson --markdown forecast.md'),
    )
    .action(runs(async () => (await import('../ci/forecast.ts')).ciForecast));
  ci.command('comment')
    .requiredOption('--head <commit>', 'the last commit of the pull request')
    .requiredOption('--markdown <file>', 'the file to post')
    .option('--about <name>', 'the name of the comment; there is one comment for each name', 'forecast')
    .option('--link <url>', 'the address of the whole text (default: the workflow run)')
    .addOption(as())
    .summary('post one comment, updated in place')
    .description(
      'Posts a file as a comment on the open pull request whose last commit is this one. An earlier comment of the same name is updated. A text that is too long is cut, and the comment says so.',
    )
    .addHelpText('after', example('mfactl ci comment --head "$HEAD" --markdown forecast.md'))
    .action(runs(async () => (await import('../ci/comment.ts')).ciComment));
  ci.command('checks')
    .requiredOption('--head <commit>', 'the commit whose policies are validated')
    .option('--name <name>', 'the name of the check run', 'mfactl policies')
    .summary('report the validation of a commit')
    .description(
      'Validates the policies of a commit, without running its code, and reports a check run with an annotation at each file and line. Also sends SARIF if the repository has code scanning. Ends with exit code 1 if there is an error.',
    )
    .addHelpText('after', example('mfactl ci checks --head "$HEAD"'))
    .action(runs(async () => (await import('../ci/checks.ts')).ciChecks));
}

function addProposals(ci: Command, runs: Runs, wholeNumber: ParseNumber): void {
  ci.command('exception-request')
    .requiredOption('--issue <number>', 'the issue that was made from the form', wholeNumber)
    .option('--label <name>', 'the label that the form gives', 'exception-request')
    .option('--base <branch>', 'the branch that the pull request is for', 'main')
    .addOption(as())
    .summary('turn an issue form into a pull request')
    .description(
      'Checks a request for an exception. Opens a pull request for it, or comments on the issue with what is wrong. Text from the form is never run as code. Ends with exit code 1 if the request is refused.',
    )
    .addHelpText('after', example('mfactl ci exception-request --issue 12'))
    .action(runs(async () => (await import('../ci/exception-request.ts')).ciExceptionRequest));
  ci.command('renewals')
    .option('--base <branch>', 'the branch that the pull requests are for', 'main')
    .option('--most <number>', 'open at most this many in one run', wholeNumber, 20)
    .summary('open renew-or-let-lapse pull requests')
    .description(
      'Opens a pull request for each long-term exception that lapses within 14 days. Merge it to renew the exception, or close it to let the exception lapse. A closed pull request is not opened again.',
    )
    .addHelpText('after', example('mfactl ci renewals'))
    .action(runs(async () => (await import('../ci/proposals.ts')).ciRenewals));
  ci.command('prune')
    .option('--base <branch>', 'the branch that the pull request is for', 'main')
    .summary('open a prune pull request')
    .description(
      'Opens one pull request a month that removes exceptions that have lapsed and no longer count towards maxPerUser. Keeps it up to date until it is merged or closed.',
    )
    .addHelpText('after', example('mfactl ci prune'))
    .action(runs(async () => (await import('../ci/proposals.ts')).ciPrune));
}

function addApproval(ci: Command, runs: Runs): void {
  ci.command('approvers')
    .option('--forecast <file>', 'the forecast that was approved; without it only reviewers of the run count')
    .option('--require', 'exit code 1 if nobody has approved')
    .addOption(as())
    .summary('print who approved what this run applies')
    .description(
      'Prints the logins of the people who approved the environments of this run, separated by commas. ' +
        'If the run asked nobody, it prints the people who approved the merged pull request that names the policies of the forecast.',
    )
    .addHelpText('after', example('mfactl ci approvers --forecast forecast.ndjson --require'))
    .action(runs(async () => (await import('../ci/approvers.ts')).ciApprovers));
}

function addWatching(ci: Command, runs: Runs): void {
  ci.command('last-policy')
    .summary('print the commit that was applied last')
    .description(
      'Prints the commit whose policies the last run in the ledger applied. Prints nothing before the first run. Ends with exit code 1 if those policies were in no commit.',
    )
    .addHelpText('after', example('mfactl ci last-policy'))
    .action(runs(async () => (await import('../ci/reconcile.ts')).ciLastPolicy));
  ci.command('heartbeat')
    .summary('report that this run took place')
    .description('Requests ledger.heartbeatUrl, so that a monitoring service notices when runs stop.')
    .addHelpText('after', example('mfactl ci heartbeat'))
    .action(runs(async () => (await import('../ci/reconcile.ts')).ciHeartbeat));
  ci.command('reconciled')
    .option('--workflow <file>', 'the workflow that reconciles', 'reconcile.yml')
    .option('--max-age <duration>', 'how long ago its last success may be', 'PT1H')
    .summary('fail when the last reconcile is too long ago')
    .description('Ends with exit code 1 if the workflow that reconciles last succeeded too long ago.')
    .addHelpText('after', example('mfactl ci reconciled'))
    .action(runs(async () => (await import('../ci/reconcile.ts')).ciReconciled));
}
