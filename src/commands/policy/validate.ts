import { loadPolicies } from '../../policy/load.ts';
import { MOST_RESULTS } from '../../policy/diagnostics/sarif.ts';
import { renderDiagnostics } from '../../policy/diagnostics/render.ts';
import { maskedData, maskText } from '../../report/markup/mask.ts';
import { deletedSince } from '../../session/policies-at.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { type GlobalOptions, maskOf, openSettings, sourceText } from '../../session/workspace.ts';
import { counted, grouped } from '../../report/markup/numbers.ts';

interface ValidateOptions extends GlobalOptions {
  readonly format: 'text' | 'github' | 'sarif' | 'json';
  readonly json?: boolean;
}

/** Tells everything that is wrong with the policies. */
export async function validate(io: Io, options: ValidateOptions): Promise<number> {
  const settings = openSettings(io, options);
  const checked = loadPolicies(settings.root, settings.policies, io.now());
  const deleted = checked.ok ? await deletedSince(io, settings, checked.value, 'HEAD') : [];
  const diagnostics = [...checked.diagnostics, ...deleted];
  const format = options.json === true ? 'json' : options.format === 'text' ? 'human' : options.format;
  const textOf = (file: string): string | null => sourceText(settings.root, file);
  const mask = maskOf(io, settings);
  const rendered = renderDiagnostics(maskedData(diagnostics, mask), { format, color: io.colour.out, textOf });
  // The line of a file below a message is masked here.
  if (rendered !== '') await io.out(format === 'human' ? maskText(rendered, mask) : rendered);
  if (format === 'sarif' && diagnostics.length > MOST_RESULTS)
    io.err(
      `SARIF holds the first ${grouped(MOST_RESULTS)} of ${grouped(diagnostics.length)} results: code scanning takes no more.\n`,
    );
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = counted(diagnostics.length - errors, 'warning');
  io.err(
    checked.ok
      ? `${counted(checked.value.files, 'file')} checked: no errors, ${warnings}.\n`
      : `${counted(errors, 'error')}, ${warnings}.\n`,
  );
  return checked.ok ? EXIT.done : EXIT.failed;
}
