import { type GithubCommandOptions, refusePublicAddresses, withGithub } from '../../session/github.ts';
import { pruneProposal, prunedExceptions } from '../exception/prune.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { proposeEdits } from '../../session/propose.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface CiPruneOptions extends GlobalOptions, GithubCommandOptions {
  readonly base: string;
}

/** Opens one pull request a month that removes exceptions which have lapsed and are no longer counted. */
export async function ciPrune(io: Io, options: CiPruneOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const { edits, pruned } = prunedExceptions(io, settings);
  if (edits.length === 0) {
    await io.out('No exception is to be pruned.\n');
    return EXIT.done;
  }
  return withGithub(io, options, async (github) => {
    await refusePublicAddresses(github, settings);
    const { outcome, url } = await proposeEdits(io, settings, github, {
      ...pruneProposal(io, pruned, mask),
      base: options.base,
      edits: edits.map(({ path, after }) => ({ path, text: after })),
    });
    await io.out(`${counted(pruned.length, 'exception')} to be pruned: ${outcome} ${url}\n`);
    return EXIT.done;
  });
}
