/**
 * Adds to package-lock.json the builds for other platforms that a registry did not offer: `npm run complete-lock`, after
 * each `npm install --save…`. `npm ci` refuses a lockfile without them, on every platform; with them it needs none of them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** One package of a lockfile, as far as it matters here. */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[] | string;
  readonly cpu?: readonly string[] | string;
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The content of package-lock.json, lockfileVersion 3. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const LOCKFILE = fileURLToPath(new URL('../package-lock.json', import.meta.url));

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Optional packages that a lockfile names and does not hold: where each belongs, and which version is asked for. */
export function missingOptionals({ packages }: Lockfile): { place: string; version: string; dev: boolean }[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => packages[`node_modules/${name}`] === undefined)
      .filter(([name]) => packages[`${path}/node_modules/${name}`] === undefined)
      .map(([name, version]) => ({ place: `node_modules/${name}`, version, dev })),
  );
}

/** System and processor of a build, from its name: `@biomejs/cli-darwin-arm64`. Throws where the name tells neither. */
export function platformOf(place: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const words = place.split(/[-/]/);
  const os = words.findLast((word) => SYSTEMS.includes(word));
  const cpu = words.findLast((word) => PROCESSORS.includes(word));
  if (os === undefined || cpu === undefined)
    throw new Error(`${place}: for which platform? Add it to the lockfile by hand.`);
  return { cpu: [cpu], os: [os], ...(words.includes('musl') ? { libc: ['musl'] } : {}) };
}

/** The lockfile with an entry for each missing build, in npm's order. Their integrity is not known, so they have none. */
export function completeLock<T extends Lockfile>(lockfile: T): T {
  const added = missingOptionals(lockfile).map(({ place, version, dev }): [string, LockedPackage] => {
    if (!/^\d+\.\d+\.\d+[^ ]*$/.test(version)) throw new Error(`${place}: "${version}" is a range, not a version.`);
    const { os, cpu, libc } = platformOf(place);
    // npm keeps the keys in this order.
    return [place, { version, cpu, ...(dev && { dev }), ...(libc && { libc }), optional: true, os }];
  });
  const entries = [...Object.entries(lockfile.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lockfile, packages: Object.fromEntries(entries) };
}

if (import.meta.main) {
  const lockfile = JSON.parse(await readFile(LOCKFILE, 'utf8')) as Lockfile;
  await writeFile(LOCKFILE, `${JSON.stringify(completeLock(lockfile), null, 2)}\n`);
  console.log(`${missingOptionals(lockfile).length} builds for other platforms added to package-lock.json`);
}
