import type { Level } from '../../model/account.ts';
import { unitKey, unitSegments } from '../../model/text.ts';
import type { UnitPolicy } from '../../generated/organisation.ts';
import type { PolicyDocument } from '../documents.ts';
import type { Path } from '../yaml/source.ts';

/** A unit or user policy, and the level that would hold if it was not there. */
export interface Scope {
  readonly kind: 'unit' | 'userPolicy';
  readonly path: Path;
  readonly level: Level;
  readonly reason: string | undefined;
  readonly until: string | undefined;
  /** Null where it is the tenant's, and there is no valid tenant. */
  readonly parent: { readonly level: Level; readonly says: string } | null;
}

/** The scopes of one organisation. The clock plays no part: a unit whose `until` has passed still encloses others. */
export function scopesOf({ value }: PolicyDocument<'Organisation'>, tenantLevel: Level | null): Scope[] {
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

function baseOf(own: Level | undefined, tenantLevel: Level | null): Scope['parent'] {
  if (own !== undefined) return { level: own, says: 'the organisation' };
  return tenantLevel === null ? null : { level: tenantLevel, says: 'the tenant' };
}

/** The deepest unit of the list above this one. */
function enclosing(segments: readonly string[], levels: ReadonlyMap<string, Level>): Scope['parent'] {
  for (let depth = segments.length - 1; depth > 0; depth--) {
    const level = levels.get(unitKey(segments.slice(0, depth)));
    if (level !== undefined) return { level, says: 'the unit above it' };
  }
  return null;
}
