/** Words that belong to one machine or to unfinished work, and so to no file of this repository. */
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { report, type Verdict } from './verdict.ts';

const run = promisify(execFile);

/** Before a path there is none of these, so that a folder of the same name further down, or a dotted name, is no hit. */
const START = '(^|[^A-Za-z0-9_./*-])';

/** Extended regular expressions. One letter stands in brackets, so that no pattern finds itself. */
export const PATTERNS: readonly string[] = [
  `${START}/([w]ork|[r]oot|[h]ome/[a-z]+|[U]sers/[A-Za-z]+)(/|$)`,
  '[.][.]/[s]hared/',
  '[r]egistry[.](npmjs|npmmirror|yarnpkg)',
  '"[r]esolved": "https?:',
  '\\b([T]ODO|[F]IXME|[X]XX)\\b',
];

/** Paths and hosts of the machine that runs this check, which no pattern could know. */
async function wordsOfThisMachine(): Promise<string[]> {
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { shell: process.platform === 'win32' });
  const host = URL.canParse(stdout.trim()) ? new URL(stdout.trim()).host : '';
  return [process.cwd(), homedir(), host].filter((word) => word.length > 5);
}

/** Lines of a folder's files, not ignored by git, that hold one of some patterns or words; as `path:line:text`. */
export async function findLeaks(
  patterns: readonly string[],
  words: readonly string[],
  folder: string = process.cwd(),
): Promise<string[]> {
  const expressions = [...patterns, ...words.map(escape)].flatMap((pattern) => ['-e', pattern]);
  const options = [
    'grep',
    '--no-index',
    '--exclude-standard',
    '-I',
    '-n',
    '-E',
    ...expressions,
    '--',
    '.',
    ':!test/fixtures',
  ];
  try {
    const { stdout } = await run('git', options, { cwd: folder, maxBuffer: 2 ** 26 });
    return stdout.trimEnd().split('\n');
  } catch (error) {
    // git grep ends with 1 when it found nothing, and with more when it could not look.
    if ((error as { code?: unknown }).code === 1) return [];
    throw error;
  }
}

function escape(word: string): string {
  return word.replaceAll(/[^A-Za-z0-9/_-]/g, (character) => `[${character}]`);
}

/** All files of the repository, from the working folder. */
export async function checkLeaks(): Promise<Verdict> {
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard'], { maxBuffer: 2 ** 26 });
  const files = stdout.split('\n').filter((name) => name !== '');
  const problems = await findLeaks(PATTERNS, await wordsOfThisMachine());
  if (files.length === 0) problems.push('git lists no file here, so none was looked at');
  return { says: `${files.length} files, no path or host of a machine in them`, problems };
}

if (import.meta.main) report(await checkLeaks());
