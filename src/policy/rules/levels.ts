import { LEVELS, type Level } from '../../model/account.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule, RuleInput } from './rule.ts';
import { type Path, type Source, placeOf } from '../yaml/source.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { unitKey, unitSegments } from '../../model/text.ts';
import type { UnitPolicy } from '../../generated/organisation.ts';
import type { PolicyDocument } from '../documents.ts';

/** Who loosens says why. */
export const looseningHasReason: Rule = (input) =>
  allScopes(input).flatMap(({ source, scope }) => {
    const { parent, level, reason } = scope;
    if (parent === null || reason !== undefined || LEVELS.indexOf(level) >= LEVELS.indexOf(parent.level)) return [];
    const message = `This ${nameOf(scope)} is looser (${level}) than ${parent.says} (${parent.level}). Add a reason.`;
    return [diagnose('loosening-without-reason', placeOf(source, [...scope.path, 'mfa']), message)];
  });

export const unitDiffersFromParent: Rule = (input) =>
  allScopes(input).flatMap(({ source, scope }) => {
    const { kind, parent, level } = scope;
    if (kind !== 'unit' || parent === null || level !== parent.level) return [];
    const message = `This unit has the same level as ${parent.says} (${level}). Remove it if it is not needed.`;
    return [diagnose('unit-repeats-parent', placeOf(source, [...scope.path, 'mfa']), message)];
  });

export const disabledScopeEnds: Rule = (input) =>
  allScopes(input).flatMap(({ source, scope }) => {
    if (scope.level !== 'disabled' || scope.until !== undefined) return [];
    const message = `This ${nameOf(scope)} is disabled and has no end. Add until.`;
    return [diagnose('disabled-without-until', placeOf(source, [...scope.path, 'mfa']), message)];
  });

function allScopes({ documents }: RuleInput): { source: Source; scope: ScopeEntry }[] {
  const tenantLevel = documents.tenants[0]?.value.mfa ?? null;
  return documents.organisations.flatMap((organisation) =>
    scopesOf(organisation, tenantLevel).map((scope) => ({ source: organisation.source, scope })),
  );
}

function nameOf({ kind }: ScopeEntry): string {
  return kind === 'unit' ? 'unit' : 'user policy';
}

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

/** A unit or user policy, and the level that would hold if it was not there. */
export interface ScopeEntry {
  readonly kind: 'unit' | 'userPolicy';
  readonly path: Path;
  readonly level: Level;
  readonly reason: string | undefined;
  readonly until: string | undefined;
  /** Null where it is the tenant's, and there is no valid tenant. */
  readonly parent: { readonly level: Level; readonly says: string } | null;
}

/** The scopes of one organisation. The clock plays no part: a unit whose `until` has passed still encloses others. */
export function scopesOf({ value }: PolicyDocument<'Organisation'>, tenantLevel: Level | null): ScopeEntry[] {
  const base = baseOf(value.mfa, tenantLevel);
  const units = namedUnits(value.units ?? []);
  const levels = new Map(units.map(({ key, unit }) => [key, unit.mfa]));
  return [
    ...units.map(({ unit, segments, index }) => ({
      kind: 'unit' as const,
      path: ['units', index],
      level: unit.mfa,
      reason: unit.reason,
      until: unit.until,
      parent: enclosing(segments, levels) ?? base,
    })),
    ...(value.userPolicies ?? []).map((policy, i) => ({
      kind: 'userPolicy' as const,
      path: ['userPolicies', i],
      level: policy.mfa,
      reason: policy.reason,
      until: policy.until,
      parent: base,
    })),
  ];
}

/** Units that have a path, each once: other rules speak of the rest. */
function namedUnits(
  units: readonly UnitPolicy[],
): { unit: UnitPolicy; segments: string[]; key: string; index: number }[] {
  const seen = new Set(['']);
  return units.flatMap((unit, index) => {
    const segments = unitSegments(unit.path);
    const key = unitKey(segments);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ unit, segments, key, index }];
  });
}

function baseOf(own: Level | undefined, tenantLevel: Level | null): ScopeEntry['parent'] {
  if (own !== undefined) return { level: own, says: 'the organisation' };
  return tenantLevel === null ? null : { level: tenantLevel, says: 'the tenant' };
}

/** The deepest unit of the list above this one. */
function enclosing(segments: readonly string[], levels: ReadonlyMap<string, Level>): ScopeEntry['parent'] {
  for (let depth = segments.length - 1; depth > 0; depth--) {
    const level = levels.get(unitKey(segments.slice(0, depth)));
    if (level !== undefined) return { level, says: 'the unit above it' };
  }
  return null;
}
