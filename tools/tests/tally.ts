/** What a run of the tests came to, and its closing lines. */
import { relative, resolve } from 'node:path';
import { ABSENT } from '../../test/worlds/shared-contract.ts';
import { ROOT } from './kind.ts';

/** The parts of an event of Node's runner that are looked at. */
export interface TestEvent {
  readonly file?: string | undefined;
  readonly name: string;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined };
}

export interface Summary {
  readonly file: string | undefined;
  readonly success: boolean;
  readonly duration_ms: number;
  readonly counts: { readonly tests: number };
}

/** How many of the slowest files are named. */
const SLOWEST = 10;

export class Tally {
  /** Seconds by whole path of the file. */
  readonly seconds: Map<string, number> = new Map();
  readonly #empty: Set<string>;
  #executed = 0;
  #withoutContract = 0;
  #total: Summary | null = null;

  constructor(files: readonly string[]) {
    this.#empty = new Set(files);
  }

  test({ file, name, skip, todo, details }: TestEvent): void {
    // A file without tests is itself reported as a test of its own name.
    if (file === undefined || details.type === 'suite' || resolve(ROOT, name) === file) return;
    this.#empty.delete(file);
    if (skip === undefined && todo === undefined) this.#executed += 1;
    if (typeof skip === 'string' && skip.startsWith(ABSENT)) this.#withoutContract += 1;
  }

  failed({ file }: TestEvent): void {
    this.#empty.delete(file ?? '');
  }

  summary(summary: Summary): void {
    const { file, counts, duration_ms: milliseconds } = summary;
    if (file === undefined) {
      this.#total = summary;
      return;
    }
    this.seconds.set(file, milliseconds / 1000);
    // Tests that a file takes from another one, such as a contract, stand under that one's name.
    if (counts.tests > 0) this.#empty.delete(file);
  }

  /** Whether tests ran, in every file, and none failed. */
  get passed(): boolean {
    return this.#total?.success === true && this.#executed > 0 && this.#empty.size === 0;
  }

  /** What is wrong with the run itself. */
  problems(patterns: readonly string[]): string[] {
    const problems = [...this.#empty].map((file) => `${file}: holds no test`);
    if (this.#executed === 0) problems.push(`No test was executed (${patterns.join(' ')}).`);
    return problems;
  }

  /** The slowest files, the total, and what was left out for want of the shared contract folder. */
  closing(): string[] {
    const slowest = [...this.seconds].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
    const lines = slowest.map(([file, seconds]) => `${seconds.toFixed(1).padStart(7)} s  ${relative(ROOT, file)}`);
    const { counts, duration_ms: milliseconds } = this.#total ?? { counts: { tests: 0 }, duration_ms: 0 };
    const total = `${counts.tests} tests in ${this.seconds.size} files took ${(milliseconds / 1000).toFixed(1)} s.`;
    const skipped = this.#withoutContract === 1 ? '1 test was' : `${this.#withoutContract} tests were`;
    const absent = `${skipped} skipped because ${ABSENT}.`;
    return ['The slowest files:', ...lines, total, ...(this.#withoutContract > 0 ? [absent] : [])];
  }
}
