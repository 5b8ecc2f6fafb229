import { splitBySize } from '../../plan/merge/plans.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { NO_ORGANISATION, readDirectory } from '../../session/planning.ts';
import { type GlobalOptions, openSettings } from '../../session/workspace.ts';

interface ShardsOptions extends GlobalOptions {
  readonly count: number;
}

/** A matrix of GitHub has at most this many jobs. */
const MOST = 256;

/** Splits the organisations of the directory into parts of about the same size, as a job matrix. */
export async function shards(io: Io, options: ShardsOptions): Promise<number> {
  const { count } = options;
  if (count < 1 || count > MOST)
    throw new EndOfCommand(
      `--count takes a number from 1 to ${MOST}, which is the largest number of jobs in a matrix.`,
    );
  const { population } = await readDirectory(io, openSettings(io, options));
  const { codes, values } = population.columns.organisation;
  const sizes = new Map<string, number>();
  for (const code of codes) {
    const name = values[code] || NO_ORGANISATION;
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const include = splitBySize(sizes, count).map((organisations, i) => ({ shard: i + 1, organisations }));
  if (include.length < count)
    io.err(`There are too few organisations for that many parts, so mfactl makes ${include.length}.\n`);
  await io.out(`${JSON.stringify({ include })}\n`);
  return EXIT.done;
}
