/** Lengths of files and functions: short ones are read, long ones are skimmed. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { report, type Verdict } from './verdict.ts';

const LONGEST_FILE = 250;
const LONG_FILE = 150;
const LONG_FUNCTION = 30;

interface Length {
  readonly name: string;
  readonly lines: number;
}

async function measuredFiles(root: string): Promise<string[]> {
  const found = await Promise.all(
    ['src', 'test', 'tools'].map(async (folder) => {
      const names = await readdir(join(root, folder), { recursive: true });
      return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
    }),
  );
  return found.flat().filter((name) => name.endsWith('.ts') && !/^(src\/generated|test\/fixtures)\//.test(name));
}

/** Functions and methods with a name in a text, and their lengths in lines. Tests are lists of cases, so left out. */
function functionLengths(path: string, text: string): Length[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found: Length[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      found.push({ name: `${path}:${first + 1}`, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function list(lengths: readonly Length[]): string {
  return lengths.map(({ name, lines }) => `${name} (${lines})`).join(', ') || 'none';
}

/** All files of src, test and tools in a folder. */
export async function checkSizes(root = ''): Promise<Verdict> {
  const files: Length[] = [];
  const functions: Length[] = [];
  for (const name of await measuredFiles(root)) {
    const text = await readFile(join(root, name), 'utf8');
    files.push({ name, lines: text.split('\n').length - 1 });
    if (!name.startsWith('test/')) functions.push(...functionLengths(name, text));
  }
  const longest = (lengths: Length[], over: number) =>
    lengths.filter(({ lines }) => lines > over).sort((a, b) => b.lines - a.lines);
  return {
    says:
      `${files.length} files; over ${LONG_FILE} lines: ${list(longest(files, LONG_FILE))}; ` +
      `functions over ${LONG_FUNCTION}: ${list(longest(functions, LONG_FUNCTION))}`,
    problems: longest(files, LONGEST_FILE).map(
      ({ name, lines }) =>
        `${name}: ${lines} lines, over ${LONGEST_FILE}. A long file is skimmed, not read. Split it by what its parts are about.`,
    ),
  };
}

if (import.meta.main) report(await checkSizes());
