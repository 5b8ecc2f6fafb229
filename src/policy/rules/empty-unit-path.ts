import type { Diagnostic } from '../../model/diagnostic.ts';
import { unitSegments } from '../../model/text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf, type Path, type Source } from '../yaml/source.ts';

/** A path such as `/` would stand for every account. */
export const noEmptyUnitPath: Rule = ({ documents }) => [
  ...documents.organisations.flatMap(({ value, source }) => [
    ...(value.units ?? []).flatMap(({ path }, i) => check(source, path, ['units', i, 'path'])),
    ...(value.rollout ?? []).flatMap(({ units = [] }, i) =>
      units.flatMap((unit, j) => check(source, unit, ['rollout', i, 'units', j])),
    ),
  ]),
  ...documents.invariants.flatMap(({ value, source }) =>
    value.invariants.flatMap(({ when }, i) =>
      when?.unit === undefined ? [] : check(source, when.unit, ['invariants', i, 'when', 'unit']),
    ),
  ),
];

function check(source: Source, unit: string, path: Path): Diagnostic[] {
  if (unitSegments(unit).length > 0) return [];
  return [diagnose('empty-unit-path', placeOf(source, path), 'This unit path has no segment. Name the unit.')];
}
