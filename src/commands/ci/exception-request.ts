import type { Github } from '../../github/client.ts';
import type { ExceptionRequest } from '../../github/exception-request.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { text } from '../../report/markup/markdown.ts';
import { type Mask, maskText } from '../../report/markup/mask.ts';
import { type GithubCommandOptions, refusePublicAddresses, withGithub } from '../../session/github.ts';
import { addEntry, entryTable } from '../exception/entry.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { checkEdits, openEditable } from '../../session/edits.ts';
import { proposeEdits } from '../../session/propose.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface CiExceptionRequestOptions extends GlobalOptions, GithubCommandOptions {
  readonly issue: number;
  readonly label: string;
  readonly base: string;
}

/** What is answered to a request, and what was done. */
interface Answer {
  readonly markdown: string;
  readonly accepted: boolean;
}

/** Checks an issue made from the form and opens the pull request, or says in a comment what is wrong. */
export async function ciExceptionRequest(io: Io, options: CiExceptionRequestOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  return withGithub(io, options, async (github) => {
    await refusePublicAddresses(github, settings);
    const body = await readIssue(github, options);
    if (body === null) {
      io.err(
        `Issue #${options.issue} is closed, is a pull request, or has no label ${options.label}, so it is not an exception request.\n`,
      );
      return EXIT.done;
    }
    const answer = await answerTo(io, settings, github, body, options, mask);
    const { comment } = await import('../../github/comment.ts');
    const { outcome, url } = await comment(github, options.issue, {
      about: 'exception-request',
      markdown: answer.markdown,
      whole: '',
    });
    await io.out(`Request #${options.issue} ${answer.accepted ? 'accepted' : 'refused'}; comment ${outcome}: ${url}\n`);
    return answer.accepted ? EXIT.done : EXIT.failed;
  });
}

/** The body comes from GitHub, never from the command line or the environment. Null: not a request. */
async function readIssue(
  { rest, owner, repo }: Github,
  { issue, label }: CiExceptionRequestOptions,
): Promise<string | null> {
  const { data } = await rest.issues.get({ owner, repo, issue_number: issue });
  const labels = data.labels.map((each) => (typeof each === 'string' ? each : (each.name ?? '')));
  if (data.state !== 'open' || data.pull_request !== undefined || !labels.includes(label)) return null;
  return data.body ?? '';
}

async function answerTo(
  io: Io,
  settings: ResolvedSettings,
  github: Github,
  body: string,
  options: CiExceptionRequestOptions,
  mask: Mask,
): Promise<Answer> {
  const { checkExceptionRequest: checkRequest } = await import('../../github/exception-request.ts');
  const checked = checkRequest(body, io.now());
  if (!checked.ok) return refusal(checked.problems);
  const { organisation: ods, entry } = checked.request;
  const policies = openEditable(io, settings);
  if (!policies.loaded.policies.organisations.has(ods))
    return refusal(['The policies have no organisation with this ODS code. Check the code.']);
  const { edit } = addEntry(policies, ods, entry);
  const edited = checkEdits(io, policies, [edit]);
  if (!edited.ok) return refusal(edited.diagnostics.map(({ message }) => maskText(message, mask)));
  const { outcome, url } = await proposeEdits(io, settings, github, {
    branch: `exception-request-${options.issue}`,
    base: options.base,
    title: `Exception request #${options.issue}: ${ods}, ${entry.type}`,
    body: pullBody(checked.request, options.issue, mask),
    edits: [{ path: edit.path, text: edit.after }],
  });
  if (outcome === 'foreign')
    throw new EndOfCommand(
      `somebody else has committed to the branch of request #${options.issue}, so it was not changed.`,
    );
  const says =
    outcome === 'settled'
      ? 'This request has already been decided'
      : 'The request is complete. An approver decides on it';
  return { accepted: true, markdown: `${says}: ${url}` };
}

function refusal(problems: readonly string[]): Answer {
  const list = problems.map((problem) => `- ${text(problem)}`).join('\n');
  return {
    accepted: false,
    markdown: `The request cannot be accepted yet:\n\n${list}\n\nEdit the issue, and it is checked again.`,
  };
}

function pullBody({ organisation, entry }: ExceptionRequest, issue: number, mask: Mask): string {
  const { user, type, reason, startsAt, expiresAt, requestedBy, approvedBy } = entry;
  const table = entryTable(
    {
      organisation,
      user,
      type,
      reason,
      starts: startsAt,
      ends: expiresAt ?? 'as late as the type allows',
      requestedBy: requestedBy ?? null,
      approvedBy: approvedBy ?? null,
    },
    mask,
  );
  return [
    `Closes #${issue}.`,
    table,
    'Anybody can fill in the form. Merge this only when the approver named here has said yes, and the requester is who they say they are.',
  ].join('\n\n');
}
