import { script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { completionLines, printedBy } from './completion-words.ts';
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
