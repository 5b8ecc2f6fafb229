/**
 * Gathers the fragments of docs/changes/ into a release of CHANGELOG.md: npm run changelog -- 0.2.0 2026-12-31.
 * One file a change, so that two pull requests never conflict in CHANGELOG.md. `npm run check:changes` refuses a fragment
 * that could not be gathered.
 */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** The headings of Keep a Changelog, in its order, by the ending of a fragment's name. */
const KINDS = {
  added: 'Added',
  changed: 'Changed',
  deprecated: 'Deprecated',
  removed: 'Removed',
  fixed: 'Fixed',
  security: 'Security',
} as const;

type Kind = keyof typeof KINDS;

/** One change, as `<name>.<kind>.md` tells it. */
interface Fragment {
  readonly file: string;
  readonly kind: Kind;
  /** One paragraph without a line end. */
  readonly text: string;
}

/** What is read from docs/changes/: the fragments by name, and what is wrong with others. */
interface Fragments {
  readonly fragments: readonly Fragment[];
  readonly problems: readonly string[];
}

/** Reads docs/changes/ below a root. README.md there is no fragment. */
export function readFragments(root: string = ROOT): Fragments {
  const fragments: Fragment[] = [];
  const problems: string[] = [];
  const folder = join(root, 'docs', 'changes');
  for (const name of readdirSync(folder).sort()) {
    if (name === 'README.md') continue;
    const read = fragmentOf(name, readFileSync(join(folder, name), 'utf8'));
    if (typeof read === 'string') problems.push(`docs/changes/${name}: ${read}`);
    else fragments.push(read);
  }
  return { fragments, problems };
}

function fragmentOf(name: string, content: string): Fragment | string {
  const kind = /^[a-z0-9-]+\.([a-z]+)\.md$/.exec(name)?.[1];
  if (kind === undefined || !Object.hasOwn(KINDS, kind))
    return `name it <what-changed>.<kind>.md, with one of these kinds: ${Object.keys(KINDS).join(', ')}`;
  const text = content.trim();
  if (text === '' || text.includes('\n')) return 'write one paragraph on one line, as it shall stand in the changelog';
  if (/^[-*#]/.test(text)) return 'leave out the bullet or heading: it is added when the release is made';
  return { file: name, kind: kind as Kind, text };
}

/** The changelog with these fragments as the newest release. A version that is there already is refused. */
export function withRelease(
  changelog: string,
  version: string,
  date: string,
  fragments: readonly Pick<Fragment, 'kind' | 'text'>[],
): string {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`"${version}" is not a version such as 0.2.0`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(`"${date}" is not a day such as 2026-12-31`);
  if (changelog.includes(`\n## [${version}]`)) throw new Error(`CHANGELOG.md has a release ${version} already`);
  if (fragments.length === 0) throw new Error('docs/changes/ holds no change to release');
  const parts = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const lines = fragments.filter((fragment) => fragment.kind === kind).map(({ text }) => `- ${text}\n`);
    return lines.length > 0 ? `### ${KINDS[kind]}\n\n${lines.join('')}` : [];
  });
  const newest = changelog.search(/^## \[/m);
  if (newest < 0) throw new Error('CHANGELOG.md names no release, so the place of a new one is not known');
  return `${changelog.slice(0, newest)}## [${version}] - ${date}\n\n${parts.join('\n')}\n${changelog.slice(newest)}`;
}

function release(version: string, date: string): void {
  const { fragments, problems } = readFragments();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const target = join(ROOT, 'CHANGELOG.md');
  const text = withRelease(readFileSync(target, 'utf8'), version, date, fragments);
  const temporary = join(mkdtempSync(join(dirname(target), '.changelog-')), 'CHANGELOG.md');
  writeFileSync(temporary, text, { flush: true });
  renameSync(temporary, target);
  rmSync(dirname(temporary), { recursive: true });
  for (const { file } of fragments) rmSync(join(ROOT, 'docs', 'changes', file));
  console.log(`${fragments.length} changes are now release ${version} of CHANGELOG.md.`);
}

if (import.meta.main) {
  const [version, date] = process.argv.slice(2);
  if (version === undefined || date === undefined)
    throw new Error('Name the version and the day: npm run changelog -- 0.2.0 2026-12-31');
  release(version, date);
}
