import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { SandboxFaults } from '../../generated/sandbox-faults.ts';
import { parseYaml } from '../../policy/yaml/parse.ts';
import { checkSchema } from '../../policy/diagnostics/schema.ts';
import { placeOf, type Source } from '../../policy/yaml/source.ts';

/** The faults that a JSON or YAML text lists; `file` is how diagnostics call it. */
export function parseFaults(file: string, text: string): Checked<SandboxFaults> {
  const parsed = parseYaml(file, text);
  if (!parsed.ok) return parsed;
  const refused = checkSchema(parsed.value, 'SandboxFaults');
  if (refused.length > 0) return { ok: false, diagnostics: refused };
  const faults = parsed.value.value as SandboxFaults;
  const repeated = repeatedRequests(parsed.value, faults);
  return repeated.length > 0 ? { ok: false, diagnostics: repeated } : { ok: true, value: faults, diagnostics: [] };
}

/** One request can have one fault. */
function repeatedRequests(source: Source, faults: SandboxFaults): Diagnostic[] {
  const seen = new Set<number>();
  const repeated: Diagnostic[] = [];
  for (const [i, { request }] of faults.entries()) {
    if (seen.has(request)) {
      const message = `Request ${request} has a fault already. Keep one of the two.`;
      repeated.push({ ...placeOf(source, [i, 'request']), code: 'fault-repeated', severity: 'error', message });
    }
    seen.add(request);
  }
  return repeated;
}
