/**
 * Runs the same commands with this checkout and with another one, and compares every byte of what they print and write:
 * node tools/compare-outputs.ts OTHER [--accounts 200000] [--wording]
 *
 * For a change that must not change an answer. With --wording sentences may differ: JSON and CSV must then be the same
 * without what people read (`says`, traces, messages) and without the hashes that follow from it, and pages and texts must hold the
 * same figures. The clock stands still and chance is fixed, so two runs of one checkout are the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { figuresOf, withoutScript, withoutWords } from './compare-wording.ts';

const OWN = fileURLToPath(new URL('../', import.meta.url));
const NOW = '2026-11-24T09:00:00Z';

/** Loaded before mfactl: the clock stands still, and what is drawn by chance is a count. */
const PRELOAD = `
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
const now = Date.parse('${NOW}');
globalThis.Date = class extends Date {
  constructor(...args) { args.length === 0 ? super(now) : super(...args); }
  static now() { return now; }
};
let drawn = 0;
Math.random = () => 0.5;
crypto.randomUUID = () => '00000000-0000-4000-8000-' + String(++drawn).padStart(12, '0');
crypto.randomBytes = (size) => Buffer.alloc(size, ++drawn);
crypto.randomInt = (min, max) => (max === undefined ? 0 : min);
Object.defineProperty(process, 'pid', { value: 1 });
syncBuiltinESMExports();
`;

const EXPORTS = ['Mailbox Report.csv', 'MFAStatusReport.csv'] as const;

interface Step {
  readonly args: readonly string[];
  /** Files that the command writes, from its folder. */
  readonly writes?: readonly string[];
}

const STEPS: readonly Step[] = [
  { args: ['validate', '--format', 'json'] },
  { args: ['validate'] },
  { args: ['plan', '--out', 'plan.ndjson'], writes: ['plan.ndjson'] },
  { args: ['plan', '--format', 'json'] },
  { args: ['plan', '--format', 'markdown'] },
  { args: ['show', 'plan.ndjson'] },
  { args: ['show', 'plan.ndjson', '--format', 'json'] },
  { args: ['explain', '--all', '--json'] },
  { args: ['prove', '--json'] },
  { args: ['apply', 'plan.ndjson', '--run', 'compared', '--json'], writes: ['reports'] },
  { args: ['plan'] },
  { args: ['report'], writes: ['reports'] },
  { args: ['verify'] },
];

interface Tenant {
  readonly name: string;
  /** Fills an empty folder with policies, exports and settings. */
  make(folder: string): Promise<void>;
}

const EXAMPLE: Tenant = {
  name: 'example tenant',
  async make(folder) {
    cpSync(join(OWN, 'policies'), join(folder, 'policies'), { recursive: true });
    cpSync(join(OWN, 'mfactl.yaml'), join(folder, 'mfactl.yaml'));
    for (const name of EXPORTS) cpSync(join(OWN, 'test', 'fixtures', 'example', name), join(folder, name));
  },
};

/** So many invented accounts, made by the benchmarks' own generator. */
function synthetic(accounts: number): Tenant {
  return {
    name: `${accounts.toLocaleString('en')} synthetic accounts`,
    async make(folder) {
      const { prepare } = (await import('../test/bench/data.ts')) as {
        prepare: (root: string, accounts: number) => Promise<string>;
      };
      const data = await prepare(join(OWN, 'bench-data'), accounts);
      cpSync(join(data, 'policies'), join(folder, 'policies'), { recursive: true });
      for (const name of EXPORTS) cpSync(join(data, name), join(folder, name));
      cpSync(join(OWN, 'mfactl.yaml'), join(folder, 'mfactl.yaml'));
    },
  };
}

interface Output {
  readonly name: string;
  readonly bytes: Buffer;
}

class Comparison {
  readonly #other: string;
  readonly #wording: boolean;
  readonly #preload: string;
  readonly #home = mkdtempSync(join(tmpdir(), 'mfactl-compare-'));
  different = 0;

  constructor(other: string, wording: boolean) {
    this.#other = other;
    this.#wording = wording;
    const file = join(this.#home, 'preload.mjs');
    writeFileSync(file, PRELOAD);
    this.#preload = pathToFileURL(file).href;
  }

  async compare(tenant: Tenant): Promise<void> {
    const [before, after] = ['before', 'after'].map((name) => join(this.#home, name)) as [string, string];
    await this.#prepare(tenant, before, after);
    console.log(`\n${tenant.name}`);
    for (const step of STEPS) {
      const theirs = this.#run(this.#other, before, step);
      const own = this.#run(OWN, after, step);
      this.#tell(step, theirs, own);
    }
    for (const folder of [before, after]) await rm(folder, { recursive: true, force: true });
  }

  /** One sandbox for both: its id stands in its file and is drawn by chance. */
  async #prepare(tenant: Tenant, before: string, after: string): Promise<void> {
    mkdirSync(before, { recursive: true });
    await tenant.make(before);
    const load = ['sandbox', 'load', '--mailbox-report', EXPORTS[0], '--mfa-report', EXPORTS[1]];
    this.#run(this.#other, before, { args: load });
    cpSync(before, after, { recursive: true });
  }

  #run(checkout: string, folder: string, { args, writes = [] }: Step): Output[] {
    const command = ['--import', this.#preload, join(checkout, 'bin', 'mfactl.js'), ...args];
    const env = { ...process.env, NO_COLOR: '1', CI: '' };
    const { stdout, stderr, status } = spawnSync(process.execPath, command, {
      cwd: folder,
      env,
      maxBuffer: 2 ** 31 - 1,
    });
    return [
      { name: 'exit code', bytes: Buffer.from(String(status)) },
      { name: 'stdout', bytes: stdout },
      { name: 'stderr', bytes: stderr },
      ...writes.flatMap((path) => filesBelow(folder, path)),
    ];
  }

  #tell({ args }: Step, theirs: readonly Output[], own: readonly Output[]): void {
    const names = [...new Set([...theirs, ...own].map(({ name }) => name))];
    const odd = names.filter((name) => !this.#isSame(name, args, theirs, own));
    this.different += odd.length;
    const bytes = own.reduce((sum, output) => sum + output.bytes.length, 0);
    const hash = createHash('sha256');
    for (const output of own) hash.update(output.bytes);
    const says = odd.length === 0 ? 'the same' : `DIFFERENT: ${odd.join(', ')}`;
    console.log(
      `  ${args.join(' ').padEnd(42)} exit ${own[0]?.bytes.toString()}  ${String(bytes).padStart(11)} bytes  ${hash.digest('hex').slice(0, 12)}  ${says}`,
    );
  }

  #isSame(name: string, args: readonly string[], theirs: readonly Output[], own: readonly Output[]): boolean {
    const [a, b] = [theirs, own].map((outputs) => outputs.find((output) => output.name === name)?.bytes);
    if (a === undefined || b === undefined) return false;
    if (a.equals(b)) return true;
    // A page names the files of its own script, so it is compared without that script and its hash.
    if (extname(name) === '.html' && withoutScript(a.toString()) === withoutScript(b.toString())) return true;
    if (!this.#wording) return false;
    const isData = name === 'stdout' ? args.includes('--json') || args.includes('json') : /[.](nd)?json$/.test(name);
    if (isData) return withoutWords(a.toString()) === withoutWords(b.toString());
    // The script of a page holds numbers of its own, such as code points, and no figure that people read.
    return (
      extname(name) !== '.csv' && figuresOf(withoutScript(a.toString())) === figuresOf(withoutScript(b.toString()))
    );
  }

  async end(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }
}

function filesBelow(folder: string, path: string): Output[] {
  const whole = join(folder, path);
  if (!existsSync(whole)) return [];
  const entries = readdirSync(join(folder, '.'), { withFileTypes: true }).find(({ name }) => name === path);
  if (entries?.isDirectory() !== true) return [{ name: path, bytes: readFileSync(whole) }];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: file.slice(folder.length + 1), bytes: readFileSync(file) }));
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { accounts: { type: 'string' }, wording: { type: 'boolean', default: false } },
});
if (positionals[0] === undefined) throw new Error('Name the folder of the other checkout.');
const comparison = new Comparison(resolve(positionals[0]), values.wording);
await comparison.compare(EXAMPLE);
if (values.accounts !== undefined) await comparison.compare(synthetic(Number(values.accounts)));
await comparison.end();
console.log(comparison.different === 0 ? '\nAll the same.' : `\n${comparison.different} outputs differ.`);
process.exitCode = comparison.different === 0 ? 0 : 1;
