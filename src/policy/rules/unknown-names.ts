import type { Diagnostic } from '../../model/diagnostic.ts';
import { foldCode, foldName, quoted } from '../../model/text.ts';
import type { Documents } from '../documents.ts';
import { suggestion } from '../diagnostics/nearest.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { type Path, type Source, placeOf } from '../yaml/source.ts';

/** An invariant names a Role document; a test names roles as the directory does. */
export const rolesAreKnown: Rule = ({ documents }) => {
  // A role that has been refused may be the one that is named.
  if (documents.refused.some(({ kind }) => kind === 'Role')) return [];
  const names = documents.roles.map(({ value }) => value.name);
  const matches = documents.roles.flatMap(({ value }) => value.match);
  const check = (source: Source, path: Path, role: string, known: readonly string[]): Diagnostic[] => {
    if (known.some((name) => foldName(name) === foldName(role))) return [];
    const help = suggestion(role, known) || '. Correct the name.';
    return [
      diagnose('unknown-role', placeOf(source, path), `There is no Role document with the name ${quoted(role)}${help}`),
    ];
  };
  return [
    ...documents.invariants.flatMap(({ value, source }) =>
      value.invariants.flatMap(({ when }, i) =>
        when?.role === undefined ? [] : check(source, ['invariants', i, 'when', 'role'], when.role, names),
      ),
    ),
    ...documents.tests.flatMap(({ value, source }) =>
      value.accounts.flatMap(({ given }, i) =>
        (given.roles ?? []).flatMap((role, j) => check(source, ['accounts', i, 'given', 'roles', j], role, matches)),
      ),
    ),
  ];
};

export const organisationsAreKnown: Rule = ({ documents }) => {
  const known = knownCodes(documents);
  const check = (source: Source, path: Path, code: string): Diagnostic[] => {
    if (known.has(foldCode(code))) return [];
    return [
      diagnose(
        'unknown-organisation',
        placeOf(source, path),
        `There is no Organisation document with the code ${quoted(code)}. Correct the code.`,
      ),
    ];
  };
  return [
    ...documents.invariants.flatMap(({ value, source }) =>
      value.invariants.flatMap(({ when }, i) =>
        when?.organisation === undefined
          ? []
          : check(source, ['invariants', i, 'when', 'organisation'], when.organisation),
      ),
    ),
    ...documents.tests.flatMap(({ value, source }) =>
      value.accounts.flatMap(({ given }, i) =>
        check(source, ['accounts', i, 'given', 'organisation'], given.organisation),
      ),
    ),
  ];
};

/** A document that has been refused still stands for its folder. */
function knownCodes({ organisations, refused }: Documents): ReadonlySet<string> {
  const folders = refused.filter(({ kind }) => kind === 'Organisation').map(({ folder }) => folder ?? '');
  return new Set([...organisations.map(({ value }) => value.code), ...folders].map(foldCode));
}
