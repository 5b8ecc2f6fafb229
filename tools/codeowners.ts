/**
 * Makes .github/CODEOWNERS from the `owners` of each organisation, so that GitHub asks them to review their folder:
 * `npm run codeowners`, or with `-- --check` to tell whether the file is current. Lines above the mark are written by
 * hand and stay as they are.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OrganisationPolicy } from '../src/model/policies.ts';
import { compareUtf8 } from '../src/model/text.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { report, type Verdict } from './checks/verdict.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FILE = '.github/CODEOWNERS';
const MARK = '# From here on made from policies/organisations by "npm run codeowners"; never edited.';
const HEAD = `# Who reviews what. The last line that matches a file applies.
`;
/** GitHub ignores a larger file altogether. */
const LARGEST = 3_000_000;

/** The file: what stands above the mark in the one that is there, then one line a folder with owners, by folder. */
export function codeowners(
  organisations: Iterable<Pick<OrganisationPolicy, 'origin' | 'owners'>>,
  before: string | null,
): string {
  const head = before === null ? HEAD : (before.split(MARK)[0] as string);
  const lines = [...organisations]
    .filter(({ owners }) => owners.length > 0)
    .map(({ origin, owners }) => `/${escaped(folderOf(origin))}/ ${owners.join(' ')}`)
    .sort(compareUtf8);
  return `${head.trimEnd()}\n\n${[MARK, ...lines].join('\n')}\n`;
}

/** The folder of a document, from `folder/organisation.yaml:4`. */
function folderOf(origin: string): string {
  return dirname(origin.replace(/:\d+$/, ''));
}

/** A path as a pattern that fits it alone. */
function escaped(path: string): string {
  return path.replace(/[\\ #*?[\]!]/g, '\\$&');
}

async function read(): Promise<{ now: string; wanted: string }> {
  const loaded = loadPolicies(ROOT, 'policies', Date.now());
  if (!loaded.ok) throw new Error('The policies are not valid; see "mfactl validate".');
  const before = await readFile(join(ROOT, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return { now: before ?? '', wanted: codeowners(loaded.value.policies.organisations.values(), before) };
}

/** Whether the file in the repository is the one that the policies give. */
export async function checkCodeowners(): Promise<Verdict> {
  const { now, wanted } = await read();
  const problems = [
    ...(now === wanted ? [] : [`${FILE} is not what the policies say now: run "npm run codeowners"`]),
    ...(Buffer.byteLength(wanted) > LARGEST
      ? [`${FILE} is over 3 MB, so GitHub would ignore it: let folders share owners by a line above the mark`]
      : []),
  ];
  return { says: `${wanted.split('\n').filter((line) => line.startsWith('/')).length} folders with owners`, problems };
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) {
    await mkdir(join(ROOT, dirname(FILE)), { recursive: true });
    await writeFile(join(ROOT, FILE), (await read()).wanted);
  }
  report(await checkCodeowners());
}
