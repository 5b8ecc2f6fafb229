import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs a file of this folder in a process of its own and gives what it tells. Node keeps the code that it has
 * compiled, so that stripping types, which a package does not need, counts for nothing.
 */
export async function measure<Told>(file: string, args: readonly string[], cache: string): Promise<Told> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const { stdout } = await run(process.execPath, [path, ...args], { env, maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Told;
}

/** The smallest of some numbers: what the work takes where nothing disturbs it. */
export function best<Run>(runs: readonly Run[], of: (run: Run) => number): number {
  return Math.min(...runs.map(of));
}

/** `0.84 ×` and the like. */
export function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)} ×`;
}

/** Milliseconds as seconds. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Rows of texts as columns of equal width. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map(
      (row) =>
        `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
    )
    .join('\n');
}
