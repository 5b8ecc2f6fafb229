/** The arrows between the folders of src/: rules in .dependency-cruiser.mjs, told in words. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type IConfiguration, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import { report, type Verdict } from './verdict.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const { default: configuration } = (await import(new URL('../../.dependency-cruiser.mjs', import.meta.url).href)) as {
  default: IConfiguration;
};
const { forbidden = [], options = {} } = configuration;

/** Names of the TypeScript files under `src/` of a folder, as `src/…` with forward slashes, sorted. */
export async function sourceFiles(root: string = ROOT): Promise<string[]> {
  const entries = await readdir(join(root, 'src'), { recursive: true });
  return entries
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** What the rules say of one import that breaks them. */
export interface BrokenRule {
  readonly rule: string;
  readonly says: string;
}

/** Follows the imports of `src/` in a folder: the modules seen, and each rule that an import breaks. */
export async function cruiseSources(root: string = ROOT): Promise<{ modules: string[]; broken: BrokenRule[] }> {
  const { enhancedResolveOptions, ...cruiseOptions } = options;
  const { output } = await cruise(
    ['src'],
    { ...cruiseOptions, baseDir: root, validate: true, ruleSet: { forbidden } },
    enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser printed instead of returning a result');
  return { modules: ownModules(output), broken: output.summary.violations.map(describe) };
}

function ownModules(result: ICruiseResult): string[] {
  return result.modules
    .map((module) => module.source)
    .filter((source) => source.startsWith('src/'))
    .sort();
}

function describe(violation: IViolation): BrokenRule {
  const why = forbidden.find((rule) => rule.name === violation.rule.name)?.comment ?? '';
  const between = (violation.cycle ?? violation.via ?? []).map((step) => step.name);
  const path = between.length > 0 ? [violation.from, ...between] : [violation.from, violation.to];
  return { rule: violation.rule.name, says: `${path.join(' → ')}\n  ${violation.rule.name}: ${why}` };
}

/** Files other than src/cli.ts that name `process.exit` or `process.exitCode`, each as `file:line`. */
export async function exitsOutsideCli(root: string = ROOT): Promise<string[]> {
  const files = (await sourceFiles(root)).filter((name) => name !== 'src/cli.ts');
  const found = await Promise.all(files.map(async (name) => exitLines(name, await readFile(join(root, name), 'utf8'))));
  return found.flat();
}

function exitLines(name: string, text: string): string[] {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  return lines
    .filter(({ line }) => /\bprocess\s*[?.]*\s*\.\s*exit|\bexit\b.*from 'node:process'/.test(line))
    .map(({ number }) => `${name}:${number}`);
}

/** All of it. Nothing seen is a failure: without TypeScript support the cruiser sees no module and no violation. */
export async function checkArchitecture(): Promise<Verdict> {
  const files = await sourceFiles();
  const { modules, broken } = await cruiseSources();
  const unseen = files.filter((name) => !modules.includes(name));
  const exits = await exitsOutsideCli();
  const problems = [
    ...broken.map(({ says }) => says),
    ...unseen.map((name) => `${name}: not seen by dependency-cruiser, so no rule guards it`),
    ...exits.map((place) => `${place}: src/cli.ts alone knows process.exit; return what happened instead`),
  ];
  if (modules.length === 0) problems.push('dependency-cruiser saw no module: is this TypeScript version supported?');
  return { says: `${modules.length} modules, ${forbidden.length} rules`, problems };
}

if (import.meta.main) report(await checkArchitecture());
