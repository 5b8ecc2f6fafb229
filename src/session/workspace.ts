import { resolve } from 'node:path';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { Instant } from '../model/account.ts';
import { parseInstant } from '../model/time.ts';
import { type LoadedPolicies, loadPolicies } from '../policy/load.ts';
import { readTextFile } from '../policy/read.ts';
import { renderDiagnostics } from '../policy/diagnostics/render.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { readSettings } from '../policy/settings/read.ts';
import { type Mask, maskAddresses, maskText, showAddresses } from '../report/markup/mask.ts';
import { type Io, EndOfCommand } from './io.ts';
import { counted } from '../report/markup/numbers.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
}

/** The settings, or the end of the command with all that is wrong in them. */
export function openSettings(io: Io, options: GlobalOptions): ResolvedSettings {
  return accept(io, io.cwd, readSettings(options.config ?? null, io.cwd), showAddresses);
}

/** The policies, or the end of the command with all that is wrong in them. Warnings are counted: `validate` tells them. */
export function openPolicies(
  io: Io,
  settings: ResolvedSettings,
  checked: Checked<LoadedPolicies> = loadPolicies(settings.root, settings.policies, io.now()),
): LoadedPolicies {
  if (!checked.ok) return accept(io, settings.root, checked, maskOf(io, settings));
  const warnings = checked.diagnostics.length;
  if (warnings > 0) io.err(`The policies have ${counted(warnings, 'warning')}: run "mfactl validate" to see them.\n`);
  return checked.value;
}

/** Texts of files that are not on the disk as they are meant, by their path below the root. */
type Texts = ReadonlyMap<string, string>;

/** A checked value; tells its diagnostics, and ends the command where there is no value. */
export function accept<Value>(io: Io, root: string, checked: Checked<Value>, mask: Mask, texts?: Texts): Value {
  tell(io, root, checked.diagnostics, mask, texts);
  if (checked.ok) return checked.value;
  const errors = checked.diagnostics.filter(({ severity }) => severity === 'error').length;
  throw new EndOfCommand(`${counted(errors, 'error')}; nothing was done. Correct the policies, then run this again.`);
}

/** Writes diagnostics for people, with the source line and a caret. */
export function tell(io: Io, root: string, diagnostics: readonly Diagnostic[], mask: Mask, texts?: Texts): void {
  const textOf = (file: string): string | null => texts?.get(file) ?? sourceText(root, file);
  const text = renderDiagnostics(diagnostics, { format: 'human', color: io.colour.err, textOf });
  if (text !== '') io.err(maskText(text, mask));
}

/** The text that a diagnostic is about; null where it cannot be read. */
export function sourceText(root: string, file: string): string | null {
  const read = readTextFile(resolve(root, file));
  return 'text' in read ? read.text : null;
}

/** How addresses are shown; ends the command where they must be masked and the key is not there. */
export function maskOf(io: Io, settings: ResolvedSettings): Mask {
  if (settings.privacy.addresses === 'show') return showAddresses;
  const key = io.env[settings.privacy.maskKey];
  if (key === undefined || key === '') {
    throw new EndOfCommand(
      `addresses should be masked, but the environment variable ${settings.privacy.maskKey} is not set; set it to a long random text and keep it.`,
    );
  }
  return maskAddresses(key);
}

/** The same outside world, in which no address is told where they are to be masked. Each call must write whole lines. */
export function maskedIo(io: Io, mask: Mask): Io {
  if (mask === showAddresses) return io;
  return { ...io, out: (text) => io.out(maskText(text, mask)), err: (text) => io.err(maskText(text, mask)) };
}

/** The instant that an option names; now, where it is left out. */
export function instantOption(io: Io, text: string | undefined, option: string): Instant {
  if (text === undefined) return io.now();
  const instant = parseInstant(text);
  if (instant === null)
    throw new EndOfCommand(`${option} takes an RFC 3339 instant such as 2026-12-01T08:00:00Z, not "${text}".`);
  return instant;
}
