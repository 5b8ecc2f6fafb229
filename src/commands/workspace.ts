import { resolve } from 'node:path';
import type { Checked, Diagnostic } from '../core/diagnostic.ts';
import type { Instant } from '../core/model.ts';
import { parseInstant } from '../core/time.ts';
import { type LoadedPolicies, loadPolicies } from '../policy/load.ts';
import { readSource, renderHuman } from '../policy/render-diagnostics.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { readSettings } from '../policy/settings.ts';
import { type Mask, maskAddresses, maskText, showAddresses } from '../report/mask.ts';
import { counted } from '../report/paint.ts';
import { type Io, Stop } from './io.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
}

/** The settings, or the end of the command with all that is wrong in them. */
export function openSettings(io: Io, options: GlobalOptions): ResolvedSettings {
  return accept(io, io.cwd, readSettings(options.config ?? null, io.cwd), showAddresses);
}

/** The policies, or the end of the command with all that is wrong in them. Warnings are told. */
export function openPolicies(io: Io, settings: ResolvedSettings): LoadedPolicies {
  return accept(io, settings.root, loadPolicies(settings.root, settings.policies, io.now()), maskOf(io, settings));
}

/** A checked value; tells its diagnostics, and ends the command where there is no value. */
export function accept<Value>(io: Io, root: string, checked: Checked<Value>, mask: Mask): Value {
  tell(io, root, checked.diagnostics, mask);
  if (checked.ok) return checked.value;
  const errors = checked.diagnostics.filter(({ severity }) => severity === 'error').length;
  throw new Stop(`${counted(errors, 'error')}; nothing was done.`);
}

/** Writes diagnostics for people, with the source line and a caret. */
export function tell(io: Io, root: string, diagnostics: readonly Diagnostic[], mask: Mask): void {
  if (diagnostics.length === 0) return;
  const text = renderHuman(diagnostics, { source: (file) => readSource(resolve(root, file)), colour: io.colour.err });
  io.err(maskText(text, mask));
}

/** How addresses are shown; ends the command where they must be masked and the key is not there. */
export function maskOf(io: Io, settings: ResolvedSettings): Mask {
  if (settings.privacy.addresses === 'show') return showAddresses;
  const key = io.env[settings.privacy.maskKey];
  if (key === undefined || key === '') {
    throw new Stop(`addresses are to be masked, but the environment variable ${settings.privacy.maskKey} is not set; set it to a long random text and keep it.`);
  }
  return maskAddresses(key);
}

/** The instant that an option names; now, where it is left out. */
export function instantOption(io: Io, text: string | undefined, option: string): Instant {
  if (text === undefined) return io.now();
  const instant = parseInstant(text);
  if (instant === null) throw new Stop(`${option} takes an RFC 3339 instant such as 2026-12-01T08:00:00Z, not "${text}".`);
  return instant;
}
