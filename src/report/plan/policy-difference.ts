import { structuredPatch } from 'diff';
import { compareUtf8, printable } from '../../model/text.ts';
import { grouped } from '../markup/numbers.ts';

/** A unified difference that some organisations share. */
export interface PolicyDifference {
  /** Codes; blank for the tenant. */
  readonly organisations: readonly string[];
  /** Hunks of a unified diff. */
  readonly patch: string;
}

/** What differs between two states of the effective policy; organisations in which the same differs stand together. */
export function comparePolicies(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): PolicyDifference[] {
  const codes = [...new Set([...before.keys(), ...after.keys()])].sort(compareUtf8);
  const byPatch = new Map<string, string[]>();
  for (const code of codes) {
    const patch = patchOf(before.get(code) ?? '', after.get(code) ?? '');
    if (patch === '') continue;
    const sharing = byPatch.get(patch) ?? [];
    sharing.push(code);
    byPatch.set(patch, sharing);
  }
  return [...byPatch].map(([patch, organisations]) => ({ organisations, patch }));
}

/** Each line of an effective policy is clear without its neighbours, so none is shown around it. */
function patchOf(before: string, after: string): string {
  if (before === after) return '';
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 0 });
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n'),
    )
    .join('\n');
}

/** "X26", "X26, X9Z and 3 more"; the tenant has no code. */
export function nameOrganisations(codes: readonly string[], named = 5): string {
  const names = codes.slice(0, named).map((code) => (code === '' ? 'the tenant' : printable(code)));
  return codes.length > named ? `${names.join(', ')} and ${grouped(codes.length - named)} more` : names.join(', ');
}
