import { resolve } from 'node:path';
import { checkPlanFile } from '../../plan/file/check.ts';
import type { PlanHeader } from '../../generated/plan.ts';
import type { Github } from '../../github/client.ts';
import { type GithubCommandOptions, withGithub } from '../../session/github.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { accept, type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface CiApproversOptions extends GlobalOptions, GithubCommandOptions {
  readonly forecast?: string;
  readonly require?: boolean;
}

/**
 * Prints who approved what this run applies: one line, logins with commas between them. The reviewers of the run's
 * environments; where nobody was asked, those of the merged pull request that names the digest of the forecast.
 */
export async function ciApprovers(io: Io, options: CiApproversOptions): Promise<number> {
  const run = io.env['GITHUB_RUN_ID'] ?? '';
  if (!/^\d{1,15}$/.test(run))
    throw new EndOfCommand('the workflow run is not known: set GITHUB_RUN_ID, as GitHub Actions does.');
  const forecast = options.forecast === undefined ? null : await forecastOf(io, options, options.forecast);
  const approvers = await withGithub(io, options, (github) => approversOf(io, github, Number(run), forecast));
  await io.out(`${approvers.map(checkLogin).join(',')}\n`);
  return approvers.length === 0 && options.require === true ? EXIT.failed : EXIT.done;
}

async function forecastOf(io: Io, options: GlobalOptions, file: string): Promise<PlanHeader> {
  const mask = maskOf(io, openSettings(io, options));
  return accept(io, io.cwd, await checkPlanFile(resolve(io.cwd, file)), mask).header;
}

async function approversOf(
  io: Io,
  github: Github,
  run: number,
  forecast: PlanHeader | null,
): Promise<readonly string[]> {
  const { pullReviews, runReviews } = await import('../../github/approvals.ts');
  const { reviewed, approvers } = await runReviews(github, run);
  if (reviewed || forecast === null) {
    io.err(approvers.length > 0 ? `Approved in run ${run}.\n` : `Nobody has approved run ${run}.\n`);
    return approvers;
  }
  const { commit, digest } = forecast.policy;
  const pull = commit === null ? null : await pullReviews(github, commit, digest);
  const says = (what: string): string => `Run ${run} asked nobody for approval, and ${what}\n`;
  if (pull === null) io.err(says(`no merged pull request led to commit ${commit ?? 'of the forecast'}.`));
  else if (pull.refused !== null)
    io.err(
      says(
        `no review of ${pull.url} counts, because its reviewers may have made the change themselves: ${pull.refused}.`,
      ),
    );
  else if (!pull.named) io.err(says(`no comment or review on ${pull.url} names the policies ${digest}.`));
  else if (pull.approvers.length === 0)
    io.err(says(`nobody except the people who made it has approved the last commit of ${pull.url}.`));
  else {
    io.err(`Approved in ${pull.url}, which names the policies ${digest}.\n`);
    return pull.approvers;
  }
  return [];
}

/** What is printed becomes a line of GITHUB_ENV: nothing but a login may stand in it. Those of a company hold a "_". */
function checkLogin(login: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?$/.test(login))
    throw new EndOfCommand('GitHub named an approver whose login is not valid.');
  return login;
}
