import { readPast } from '../../session/ledger.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { policiesAt } from '../../session/policies-at.ts';
import { type GlobalOptions, openSettings } from '../../session/workspace.ts';

/** Prints the commit of the policies that were applied last, as a reconcile goes on with them; nothing before the first run. */
export async function ciLastPolicy(io: Io, options: GlobalOptions): Promise<number> {
  const settings = openSettings(io, options);
  const { last } = (await readPast(settings, io.now())).ledger;
  if (last === null) {
    io.err('Nothing was applied yet.\n');
    return EXIT.done;
  }
  const { commit, digest } = last.policy;
  if (commit === null)
    throw new EndOfCommand(`run ${last.run} was made from policies that were in no commit; apply a commit first.`);
  const then = await policiesAt(io, settings, commit, 'the ledger');
  if (!then.ok || then.value.digest !== digest) {
    throw new EndOfCommand(
      `run ${last.run} was made from ${commit} with local changes, so nobody has its policies; apply a commit first.`,
    );
  }
  await io.out(`${commit}\n`);
  return EXIT.done;
}
