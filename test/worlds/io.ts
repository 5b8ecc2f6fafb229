import type { Io } from '../../src/session/io.ts';
import type { Instant } from '../../src/model/account.ts';

/** An outside world that keeps what a command writes, with a clock that stands still. */
export interface TestIo extends Io {
  readonly written: { out: string; err: string };
}

export function testIo(cwd: string, now: Instant, env: Record<string, string> = {}): TestIo {
  const written = { out: '', err: '' };
  return {
    written,
    out: (text) => {
      written.out += text;
      return Promise.resolve();
    },
    err: (text) => {
      written.err += text;
    },
    env,
    cwd,
    now: () => now,
    signal: new AbortController().signal,
    colour: { out: false, err: false },
    interactive: false,
  };
}
