/** Finds the command lines of mfactl in scripts of a shell, and asks the real program whether it would take them. */
import { type Command, CommanderError } from 'commander';
import { createProgram } from '../src/cli.ts';
import { testIo } from './worlds/io.ts';

/** Stands for what a variable or a command in a script gives: nobody knows it, and it passes for a text or a number. */
const SOME = '1';

/** The simple commands of a script as words, those within `$( … )` too. It knows as much of a shell as workflows use. */
export function commandsIn(script: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | null = null;
  let isTarget = false;
  const endWord = (): void => {
    if (word !== null && !isTarget) words.push(word);
    if (word !== null) isTarget = false;
    word = null;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words);
    [words, isTarget] = [[], false];
  };
  for (let at = 0; at < script.length; at++) {
    const char = script[at] as string;
    const rest = script.slice(at);
    const piece = /^'[^']*'/.exec(rest)?.[0];
    if (rest.startsWith('\\\n')) at++;
    else if (char === '#' && word === null) at += rest.search(/\n|$/) - 1;
    else if (piece !== undefined) {
      word = (word ?? '') + piece.slice(1, -1);
      at += piece.length - 1;
    } else if (char === '"' || char === '$' || char === '`') {
      const { text, length, inner } = expansion(rest);
      word = (word ?? '') + text;
      at += length - 1;
      for (const each of inner) commands.push(...commandsIn(each));
    } else if (/^\d?[<>]/.test(rest) && (word === null || char === '<' || char === '>')) {
      endWord();
      isTarget = true;
      at += (/^\d?[<>]+(&\d)?/.exec(rest)?.[0].length ?? 1) - 1;
      if (/^\d?[<>]+&\d/.test(rest)) isTarget = false;
    } else if (/[ \t]/.test(char)) endWord();
    else if (/[\n;|&(){}]/.test(char)) endCommand();
    else word = (word ?? '') + char;
  }
  endCommand();
  return commands;
}

/** A text in double quotes, `$NAME`, `${…}`, `$(…)` or `…` in back-ticks at the start of a script; commands in it. */
function expansion(script: string): { text: string; length: number; inner: string[] } {
  if (script.startsWith('$(')) {
    const length = closing(script, 2);
    return { text: SOME, length, inner: [script.slice(2, length - 1)] };
  }
  if (script.startsWith('`')) throw new Error('a command in back-ticks: write $( … ) instead');
  if (script.startsWith('$')) {
    const length = /^\$(\{[^}]*\}|\w+|.)/s.exec(script)?.[0].length ?? 1;
    return { text: SOME, length, inner: [] };
  }
  let [text, at] = ['', 1];
  const inner: string[] = [];
  while (at < script.length && script[at] !== '"') {
    const within = /[$`]/.test(script[at] as string) ? expansion(script.slice(at)) : null;
    if (script[at] === '\\') at++;
    text += within?.text ?? script[at] ?? '';
    inner.push(...(within?.inner ?? []));
    at += within?.length ?? 1;
  }
  return { text, length: at + 1, inner };
}

/** Where a `$(` ends: behind its bracket. */
function closing(script: string, from: number): number {
  for (let at = from, depth = 1; at < script.length; at++) {
    const char = script[at];
    if (char === '"') at += expansion(script.slice(at)).length - 1;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at + 1;
  }
  throw new Error('a command within a command has no end');
}

/** The arguments of each call of mfactl in a script. */
export function callsIn(script: string): string[][] {
  return commandsIn(script).flatMap((words) => {
    const at = words.indexOf('mfactl');
    return at === -1 ? [] : [words.slice(at + 1)];
  });
}

/** Why mfactl would not take a command line; null where it would. Nothing is run. */
export async function refusalOf(argv: readonly string[]): Promise<string | null> {
  const io = testIo('.', 0);
  const program = createProgram(io, () => undefined);
  let reached = false;
  forEachCommand(program, (command) => {
    if (command.commands.length === 0) command.action(() => void (reached = true));
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? null : error.message;
  }
  return reached ? null : 'it names no command';
}

function forEachCommand(command: Command, visit: (each: Command) => void): void {
  visit(command);
  for (const each of command.commands) forEachCommand(each, visit);
}

/** What is wrong with the calls of mfactl in a script. */
export async function callProblems(script: string): Promise<string[]> {
  const problems: string[] = [];
  for (const argv of callsIn(script)) {
    const refusal = await refusalOf(argv);
    if (refusal !== null) problems.push(`mfactl ${argv.join(' ')}: ${refusal}`);
  }
  return problems;
}
