/** The folders of src/: few files in each, a README at each door, and files that have a story of their own. */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readSources, type SourceFile } from './source-files.ts';
import { report, type Verdict } from './verdict.ts';

const MOST_FILES = 13;
const SMALL_FILE = 60;
/** Not none: a command is a file of its own, however small, and only the list of commands imports it. */
const MOST_SMALL = 24;

/** What a reader of `src/` has to find the way in. */
export interface Figures {
  readonly files: number;
  readonly largest: string;
  readonly withoutReadme: number;
  readonly smallWithOneImporter: readonly string[];
  /** Per cent of all lines of `src/`. */
  readonly importShare: number;
}

/** All folders of `src/` in a folder that hold TypeScript. */
export async function checkFolders(root = ''): Promise<Verdict & { readonly figures: Figures }> {
  const files = await readSources(root);
  const folders = Map.groupBy(files, ({ name }) => dirname(name));
  const doors = await Promise.all(
    [...folders.keys()].map(async (name) => ({ name, readme: await hasReadme(root, name) })),
  );
  const noReadme = doors.filter(({ readme }) => !readme).map(({ name }) => name);
  const figures = { ...figuresOf(files, folders), withoutReadme: noReadme.length };
  return {
    says: inWords(figures),
    problems: [...crowded(folders), ...noReadme.map(describeMissingReadme), ...scattered(figures.smallWithOneImporter)],
    figures,
  };
}

async function hasReadme(root: string, folder: string): Promise<boolean> {
  return access(join(root, folder, 'README.md')).then(
    () => true,
    () => false,
  );
}

type Folders = ReadonlyMap<string, readonly SourceFile[]>;

/** Generated types are one file a schema, and nobody reads that folder from top to bottom. */
function crowded(folders: Folders): string[] {
  return [...folders]
    .filter(([name, files]) => name !== 'src/generated' && files.length > MOST_FILES)
    .map(
      ([name, files]) =>
        `${name}: ${files.length} files, over ${MOST_FILES}. A folder is read as a list, and a long list is skimmed. ` +
        'Join files that tell one story, or give a part that has a name of its own a folder of its own.',
    );
}

function describeMissingReadme(folder: string): string {
  return (
    `${folder}: no README.md. A reader at the door cannot tell what the folder is for. ` +
    'Write one paragraph: what comes in, what goes out, what may not be here, and which file to read first.'
  );
}

function scattered(small: readonly string[]): string[] {
  if (small.length <= MOST_SMALL) return [];
  return [
    `src: ${small.length} files of at most ${SMALL_FILE} lines have one importer, over ${MOST_SMALL}. Each sends a reader to another file for a few lines. ` +
      `Join those that have no story of their own into the file that imports them: ${small.join(', ')}.`,
  ];
}

function figuresOf(files: readonly SourceFile[], folders: Folders): Omit<Figures, 'withoutReadme'> {
  const written = [...folders].filter(([name]) => name !== 'src/generated');
  const [largest] = written.toSorted(([, a], [, b]) => b.length - a.length);
  const sum = (of: (file: SourceFile) => number) => files.reduce((total, file) => total + of(file), 0);
  return {
    files: files.length,
    largest: largest === undefined ? 'none' : `${largest[0]} (${largest[1].length})`,
    smallWithOneImporter: smallWithOneImporter(files),
    importShare: (100 * sum(({ importLines }) => importLines)) / sum(({ lines }) => lines),
  };
}

function smallWithOneImporter(files: readonly SourceFile[]): string[] {
  const importers = new Map<string, number>();
  for (const { imports } of files) {
    for (const target of imports) importers.set(target, (importers.get(target) ?? 0) + 1);
  }
  return files
    .filter(({ name, lines }) => !name.startsWith('src/generated/') && lines <= SMALL_FILE && importers.get(name) === 1)
    .map(({ name }) => name);
}

function inWords(figures: Figures): string {
  return (
    `${figures.files} files; largest folder ${figures.largest}; folders without README: ${figures.withoutReadme}; ` +
    `files of at most ${SMALL_FILE} lines with one importer: ${figures.smallWithOneImporter.length}; ` +
    `import lines: ${figures.importShare.toFixed(1)} % of src`
  );
}

if (import.meta.main) report(await checkFolders());
