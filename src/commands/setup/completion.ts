import { RootCommand, script } from '@bomb.sh/tab';
import type { Command, Help } from 'commander';
import { EXIT, type Io } from '../../session/io.ts';

/** Writes the script that lets a shell complete commands and options. */
export async function completion(
  io: Io,
  { shell }: { readonly shell: 'bash' | 'zsh' | 'fish' | 'powershell' },
): Promise<number> {
  const text = shell === 'bash' ? BASH : printedBy(() => script(shell, 'mfactl', 'mfactl')).join('\n');
  await io.out(`${text.trimEnd()}\n`);
  return EXIT.done;
}

/** Answers such a script: what could stand in place of the last word. */
export async function complete(
  io: Io,
  program: Command,
  { words }: { readonly words: readonly string[] },
): Promise<number> {
  await io.out(
    completionLines(program, words)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return EXIT.done;
}

/**
 * Our own for bash: tab's runs the line that is being typed through eval, so that a `$(…)` in it would be carried out
 * by pressing the tab key, and it needs a package that not every machine has.
 */
const BASH = `# bash completion for mfactl
_mfactl() {
  local -a words=()
  local i value
  for ((i = 1; i <= COMP_CWORD; i++)); do
    # bash makes three words of --format=text.
    if ((\${#words[@]})) && [[ \${COMP_WORDS[i]} == "=" || \${COMP_WORDS[i - 1]} == "=" ]]; then
      words[\${#words[@]} - 1]+=\${COMP_WORDS[i]}
    else
      words+=("\${COMP_WORDS[i]}")
    fi
  done
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    [[ $value == :* ]] || COMPREPLY+=("$value")
  done < <(mfactl complete -- "\${words[@]}" 2>/dev/null)
}
# Files, where mfactl has nothing to offer.
complete -o default -F _mfactl mfactl
`;

type TabCommand = ReturnType<RootCommand['command']>;

/**
 * What could stand in place of the last of some words behind `mfactl`, as lines of the protocol that the shells'
 * scripts read: a value, a tab, what it means; in the end a colon and 4, or 0 where files are all that could be meant.
 */
export function completionLines(program: Command, words: readonly string[]): string[] {
  const root = new RootCommand();
  describe(root, program, program.createHelp());
  addCommands(root, program, '');
  const printed = printedBy(() => root.parse([...words]));
  const values = printed.filter((line) => !/^:\d+$/.test(line));
  return [...values, values.length === 0 ? ':0' : ':4'];
}

/** What a function of tab prints: it gives nothing back. */
export function printedBy(work: () => void): string[] {
  const { log } = console;
  const lines: string[] = [];
  console.log = (text: string) => lines.push(text);
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines;
}

function addCommands(root: RootCommand, parent: Command, path: string): void {
  const help = parent.createHelp();
  for (const command of help.visibleCommands(parent)) {
    const name = `${path}${command.name()}`;
    describe(root.command(name, command.summary() || command.description()), command, help);
    addCommands(root, command, `${name} `);
  }
}

/** Tells tab the options and arguments of a command. Options of the program may stand behind every command. */
function describe(target: TabCommand, command: Command, help: Help): void {
  help.showGlobalOptions = true;
  for (const option of [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]) {
    if (option.long === undefined) continue;
    const [name, short] = [option.long.slice(2), option.short?.slice(1)];
    // Tab takes an option without this function for a switch.
    const values = (complete: (value: string, description: string) => void): void =>
      option.argChoices?.forEach((value) => complete(value, ''));
    if (option.required || option.optional) target.option(name, option.description, values, short);
    else if (short === undefined) target.option(name, option.description);
    else target.option(name, option.description, short);
  }
  for (const argument of command.registeredArguments) {
    target.argument(
      argument.name(),
      (complete) => argument.argChoices?.forEach((value) => complete(value, '')),
      argument.variadic,
    );
  }
}
