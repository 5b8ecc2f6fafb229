/**
 * What a newer version refuses in policies that a run has applied already. An upgrade must never stop a lapse, so there
 * such a refusal is a warning, and what the older version took for granted is filled in.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { zoneOf } from '../model/zone.ts';
import type { DiagnosticCode } from './diagnostics/codes.ts';
import { checkSchema } from './diagnostics/schema.ts';
import type { Kind } from './documents.ts';
import { type Source, placeOf } from './yaml/source.ts';

/** `applied`: the policies of a commit that the ledger names. */
export type Standing = 'new' | 'applied';

/** Refusals that came after the first version, with a code of their own. */
const ADDED: ReadonlySet<string> = new Set<DiagnosticCode>([
  'hidden-mark',
  'typographic-mark',
  'mixed-scripts',
  'names-differ-in-case',
  'portal-role-as-other',
  'override-ends-before-start',
  'override-too-long',
  'override-approver',
]);

/** Refusals as they count for policies of a standing. */
export function inStanding(diagnostics: readonly Diagnostic[], standing: Standing): readonly Diagnostic[] {
  if (standing === 'new') return diagnostics;
  return diagnostics.map((diagnostic) => (ADDED.has(diagnostic.code) ? asWarning(diagnostic) : diagnostic));
}

/** The same for what the schema of a document refuses; the document becomes what the older version took it for. */
export function schemaInStanding(
  source: Source,
  kind: Kind,
  refused: readonly Diagnostic[],
  standing: Standing,
): readonly Diagnostic[] {
  if (standing === 'new' || refused.length === 0) return refused;
  if (kind === 'Overrides') startAtOnce(source.value);
  const still = new Set(checkSchema(source, kind).map(keyOf));
  return refused.map((diagnostic) =>
    still.has(keyOf(diagnostic)) && !isKnownZone(source, kind, diagnostic) ? diagnostic : asWarning(diagnostic),
  );
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}

function keyOf({ line, column, code, message }: Diagnostic): string {
  return JSON.stringify([line, column, code, message]);
}

/** An override had no start: it lifted from the commit that brought it on. */
function startAtOnce(value: unknown): void {
  const { overrides } = value as { readonly overrides?: unknown };
  if (!Array.isArray(overrides)) return;
  for (const entry of overrides as unknown[])
    if (typeof entry === 'object' && entry !== null && !Object.hasOwn(entry, 'startsAt'))
      Object.assign(entry, { startsAt: '0000-01-01T00:00:00Z' });
}

/** Any zone that the runtime knows was fine: abbreviations too. */
function isKnownZone(source: Source, kind: Kind, { code, line, column }: Diagnostic): boolean {
  if (kind !== 'Tenant' || code !== 'schema-format') return false;
  const place = placeOf(source, ['timezone']);
  const { timezone } = source.value as { readonly timezone?: unknown };
  return place.line === line && place.column === column && typeof timezone === 'string' && zoneOf(timezone) !== null;
}
