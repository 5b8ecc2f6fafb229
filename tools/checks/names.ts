/** One exported name has one meaning: a reader who finds a name by search finds the thing that was meant. */
import { readSources, type SourceFile } from './source-files.ts';
import { report, type Verdict } from './verdict.ts';

/** All exported names of `src/` in a folder. */
export async function checkNames(root?: string): Promise<Verdict> {
  const places = declarations(await readSources(root));
  const twice = [...places].filter(([, { written, all }]) => written > 0 && all.length > 1);
  return {
    says: `${places.size} exported names; ${twice.length} of them have two meanings`,
    problems: twice.map(([name, { all }]) => describe(name, all)),
  };
}

interface Declarations {
  /** How many of them are written by hand: generated types may repeat each other's names. */
  written: number;
  readonly all: string[];
}

function declarations(files: readonly SourceFile[]): Map<string, Declarations> {
  const found = new Map<string, Declarations>();
  for (const file of files) {
    for (const { name, line } of file.declares) {
      const entry = found.get(name) ?? { written: 0, all: [] };
      found.set(name, entry);
      if (!file.name.startsWith('src/generated/')) entry.written += 1;
      entry.all.push(`${file.name}:${line}`);
    }
  }
  return found;
}

function describe(name: string, places: readonly string[]): string {
  return (
    `${name}: exported at ${places.join(' and ')}. A name with two meanings sends a reader who searches for it to the wrong one. ` +
    'If they are the same thing, keep one and import it; if not, name each by what it is, in one of the words that policies and reports use for it.'
  );
}

if (import.meta.main) report(await checkNames());
