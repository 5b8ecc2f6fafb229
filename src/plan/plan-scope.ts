import type { PlanScope } from '../generated/plan.ts';
import { type Population, valueAt } from '../snapshot/population.ts';
import { fold, foldCode, isWithin, unitSegments } from '../model/text.ts';

/**
 * Which rows a plan for a part of the tenant is about: an account must be in one of the organisations, in or below one
 * of the units and have one of the user policies, where any are named.
 */
export function scopeFilter(population: Population, scope: PlanScope | null): (row: number) => boolean {
  if (scope === null) return () => true;
  const { organisation, unit, userPolicy } = population.columns;
  const codes = new Set(scope.organisations.map(foldCode));
  const units = scope.units.map(unitSegments);
  const names = new Set(scope.userPolicies.map(fold));
  const inUnit = unit.values.map(
    (path) => units.length === 0 || units.some((segments) => isWithin(unitSegments(path), segments)),
  );
  const inUserPolicy = userPolicy.values.map((name) => names.size === 0 || names.has(fold(name)));
  return (row) =>
    (codes.size === 0 || codes.has(valueAt(organisation, row))) &&
    inUnit[unit.codes[row] as number] === true &&
    inUserPolicy[userPolicy.codes[row] as number] === true;
}
