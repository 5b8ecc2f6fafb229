/**
 * argv and environment → a command → an exit code. Nothing else knows process.exit, and each command is loaded only
 * when it runs.
 */
import { Command, CommanderError, Option } from 'commander';
import { type Io, OutputLost, outlivingReader, EndOfCommand } from './session/io.ts';
import { addCommands } from './commands/list/all.ts';
import { ForeignRepository } from './git/run.ts';
import { version } from './version.ts';

/** Runs one command and sets the exit code of the process. */
export async function main(argv: string[]): Promise<void> {
  const controller = new AbortController();
  // A second signal ends the process at once, as people expect: the handler is there only for the first.
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => controller.abort(new EndOfCommand(`stopped by ${name}`)));
  process.exitCode = await run(argv, processIo(controller.signal));
}

/** Runs one command; the result is its exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainError(error, io);
  }
}

/** Every command line that there is; `done` gets the exit code of the one that runs. */
export function createProgram(io: Io, done: (exitCode: number) => void): Command {
  let written: Promise<void> = Promise.resolve();
  const program = new Command('mfactl')
    .description(
      'MFA policy as code. YAML files in git say who must use MFA. mfactl plans the changes, applies them, and keeps a ledger as proof.',
    )
    .version(version(), '-V, --version', 'print the version')
    .addOption(new Option('--config <file>', 'the settings file (default: mfactl.yaml in the working folder)'))
    .helpCommand('help [command]', 'explain a command')
    .showHelpAfterError('Run the command with --help to see its arguments and options.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        written = written.then(() => outlivingReader(io).out(text));
      },
      writeErr: (text) => io.err(text),
    });
  addCommands(program, io, done);
  return program;
}

async function explainError(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
  if (error instanceof EndOfCommand) {
    if (error.message !== '') io.err(`mfactl: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof ForeignRepository) {
    io.err(`mfactl: ${error.message}\n`);
    return 1;
  }
  if (io.signal.aborted && io.signal.reason instanceof EndOfCommand) {
    io.err(`mfactl: ${io.signal.reason.message}\n`);
    return io.signal.reason.exitCode;
  }
  io.err(
    `mfactl: this is a fault in mfactl. Please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return 1;
}

function processIo(signal: AbortSignal): Io {
  const colour = (stream: NodeJS.WriteStream): boolean =>
    stream.isTTY && stream.hasColors() && process.env['NO_COLOR'] === undefined;
  // Who writes results is told by `out`; messages that nobody takes are lost. Neither ends a command in the middle of a run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    out: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => (error ? reject(new OutputLost(error)) : resolve()));
      }),
    err: (text) => {
      process.stderr.write(text);
    },
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    signal,
    colour: { out: colour(process.stdout), err: colour(process.stderr) },
    interactive: process.stderr.isTTY,
  };
}
