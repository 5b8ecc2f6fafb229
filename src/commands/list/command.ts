import type { Io } from '../../session/io.ts';

/** The code of a command: takes its options, gives the exit code. */
export type RunCommand<Options> = (io: Io, options: Options) => Promise<number>;

/** The example that ends the help of a command. */
export function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
