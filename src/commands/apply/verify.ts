import { verifyLedger } from '../../ledger/verify/verify.ts';
import { openCommits } from '../../git/state.ts';
import { paint } from '../../report/markup/terminal.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { openLedger } from '../../session/ledger.ts';
import { type GlobalOptions, openSettings } from '../../session/workspace.ts';

interface VerifyCommandOptions extends GlobalOptions {
  readonly head?: string;
  readonly json?: boolean;
}

/** Proves that everything under reports/ is as it was written. */
export async function verify(io: Io, options: VerifyCommandOptions): Promise<number> {
  const settings = openSettings(io, options);
  const hasCommit = await openCommits(settings.root);
  const result = await verifyLedger(await openLedger(settings), { head: options.head ?? null, hasCommit });
  if (options.json === true) await io.out(`${JSON.stringify({ ...result, commitsChecked: hasCommit !== null })}\n`);
  else {
    const style = paint(io.colour.out);
    for (const problem of result.problems) await io.out(`${style.bad('✗')} ${problem}\n`);
    if (result.ok)
      await io.out(
        `${style.good('consistent')}, ${result.anchored ? 'and it holds the line of the head that you kept' : 'but not compared with a head that you kept: add --head SEQ:SHA'}.\n`,
      );
    if (result.head !== null) await io.out(`Ledger head ${result.head}\n`);
    if (hasCommit === null) io.err('mfactl found no git repository here, so it did not look up the policy commits.\n');
  }
  return result.ok ? EXIT.done : EXIT.failed;
}
