/**
 * Runs every script of package.json whose name starts with `check:`, a few at a time: `npm run check`.
 * A check that passes takes one line, with the last thing it said; one that fails shows all of its output.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PREFIX = 'check:';

interface Check {
  readonly name: string;
  readonly command: string;
}

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

async function readChecks(): Promise<Check[]> {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return Object.entries(scripts)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, command]) => ({ name: name.slice(PREFIX.length), command }));
}

function runCheck({ command }: Check): Promise<Outcome> {
  const started = performance.now();
  const path = [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const child = spawn(command, {
    cwd: ROOT,
    shell: true,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ passed: code === 0, output: output.trim(), seconds: (performance.now() - started) / 1000 });
    });
  });
}

function show({ name }: Check, { passed, output, seconds }: Outcome): void {
  const mark = passed ? styleText('green', '✔') : styleText('red', '✖');
  const said = passed ? (output.split('\n').at(-1) ?? '') : `failed; alone: npm run ${PREFIX}${name}`;
  console.log(`${mark} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(5)} s  ${said}`);
  if (!passed) console.log(`${output}\n`);
}

const waiting = await readChecks();
const total = waiting.length;
let failed = 0;

async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const outcome = await runCheck(check);
    if (!outcome.passed) failed += 1;
    show(check, outcome);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(failed === 0 ? `All ${total} checks passed.` : `${failed} of ${total} checks failed.`);
if (failed > 0 || total === 0) process.exitCode = 1;
