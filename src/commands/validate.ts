import { resolve } from 'node:path';
import { loadPolicies } from '../policy/load.ts';
import { readSource, renderGithub, renderHuman, renderJson, renderSarif } from '../policy/render-diagnostics.ts';
import { maskText } from '../report/mask.ts';
import { counted } from '../report/paint.ts';
import { version } from '../version.ts';
import { EXIT, type Io } from './io.ts';
import { type GlobalOptions, maskOf, openSettings } from './workspace.ts';

interface ValidateOptions extends GlobalOptions {
  readonly format: 'text' | 'github' | 'sarif' | 'json';
  readonly json?: boolean;
}

/** Tells everything that is wrong with the policies. */
export async function validate(io: Io, options: ValidateOptions): Promise<number> {
  const settings = openSettings(io, options);
  const checked = loadPolicies(settings.root, settings.policies, io.now());
  const { diagnostics } = checked;
  const source = (file: string) => readSource(resolve(settings.root, file));
  const render = {
    text: () => renderHuman(diagnostics, { source, colour: io.colour.out }),
    github: () => renderGithub(diagnostics),
    sarif: () => renderSarif(diagnostics, version()),
    json: () => renderJson(diagnostics),
  };
  const format = options.json === true ? 'json' : options.format;
  const rendered = maskText(render[format](), maskOf(io, settings));
  if (rendered !== '') await io.out(rendered.endsWith('\n') ? rendered : `${rendered}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = counted(diagnostics.length - errors, 'warning');
  io.err(checked.ok ? `${counted(checked.value.files, 'file')} valid, ${warnings}.\n` : `${counted(errors, 'error')}, ${warnings}.\n`);
  return checked.ok ? EXIT.done : EXIT.failed;
}
