import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Github } from '../../github/client.ts';
import { renderSarif } from '../../policy/diagnostics/sarif.ts';
import { maskText } from '../../report/markup/mask.ts';
import { type GithubCommandOptions, refusePublicAddresses, repositoryPath, withGithub } from '../../session/github.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { deletedSince, policiesAt } from '../../session/policies-at.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface CiChecksOptions extends GlobalOptions, GithubCommandOptions {
  readonly head: string;
  readonly name: string;
}

/** Validates the policies of a commit and reports it there: a check run with annotations, and SARIF where that is taken. */
export async function ciChecks(io: Io, options: CiChecksOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const checked = await policiesAt(io, settings, options.head, '--head');
  const deleted = checked.ok ? await deletedSince(io, settings, checked.value, options.head) : [];
  const diagnostics = [...checked.diagnostics, ...deleted].map((diagnostic) => ({
    ...diagnostic,
    message: maskText(diagnostic.message, mask),
  }));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const title = `${counted(errors, 'error')}, ${counted(diagnostics.length - errors, 'warning')}`;
  const path = repositoryPath(io, settings);
  return withGithub(io, options, async (github) => {
    await refusePublicAddresses(github, settings);
    const { reportCheck } = await import('../../github/checks.ts');
    const summary = checked.ok
      ? 'The policies are valid.'
      : 'The policies are **not valid**. Each annotation says where, what, and what to do.';
    const conclusion = checked.ok ? 'success' : 'failure';
    const url = await reportCheck(github, {
      name: options.name,
      sha: options.head,
      title,
      summary,
      conclusion,
      diagnostics,
      path,
    });
    await io.out(`${title}: ${url}\n`);
    await giveSarif(
      io,
      github,
      diagnostics.map((diagnostic) => ({ ...diagnostic, file: path(diagnostic.file) })),
      options.head,
    );
    return checked.ok ? EXIT.done : EXIT.failed;
  });
}

async function giveSarif(io: Io, github: Github, diagnostics: readonly Diagnostic[], head: string): Promise<void> {
  const { openPullsAt } = await import('../../github/pulls.ts');
  const { uploadSarif } = await import('../../github/checks.ts');
  const [pull] = await openPullsAt(github, head);
  const ref = pull === undefined ? (io.env['GITHUB_REF'] ?? 'refs/heads/main') : `refs/pull/${pull.number}/head`;
  const uploaded = await uploadSarif(github, renderSarif(diagnostics), head, ref);
  io.err(
    uploaded.taken
      ? 'Code scanning has the findings too.\n'
      : `There are only annotations: code scanning did not accept the findings. ${uploaded.why}\n`,
  );
}
