/** Levels of tenant, organisations, units and user policies, now and at every `until` that is still to come. */
import { LEVELS, type Instant, type Level, type Origin } from '../../model/account.ts';
import type { OrganisationPolicy, Policies, ScopeLevel } from '../../model/policies.ts';
import { unitKey } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { type FindWeakenings, type Weakening, codesOf, organisationIn } from './weakening.ts';

/** A level that falls, from an instant until another; null where it stays low. */
interface Fall {
  readonly from: Level;
  readonly to: Level;
  readonly start: Instant;
  readonly end: Instant | null;
}

/** What decides about one scope in one state: its own entry, and the level at an instant. */
interface ScopeState {
  readonly entry: ScopeLevel | undefined;
  readonly levelAt: (instant: Instant) => Level;
}

export const levelsThatFall: FindWeakenings = ({ policies: before }, { policies: after }, now) => {
  const { tenant } = after;
  const falls: Weakening[] = isLower(tenant.level, before.tenant.level)
    ? [
        lowered(
          null,
          `The level of the tenant falls from ${before.tenant.level} to ${tenant.level}.`,
          tenant.levelOrigin,
        ),
      ]
    : [];
  for (const code of codesOf(before, after)) {
    const scope = { code, old: organisationIn(before, code), now: organisationIn(after, code) };
    falls.push(
      ...organisationFalls(before, after, code),
      ...unitFalls(before, after, scope, now),
      ...userPolicyFalls(before, after, scope, now),
    );
  }
  return falls;
};

interface OrganisationPair {
  readonly code: string;
  readonly old: OrganisationPolicy;
  readonly now: OrganisationPolicy;
}

/** An organisation that says nothing of its own before and after falls with the tenant, which is told once. */
function organisationFalls(before: Policies, after: Policies, code: string): Weakening[] {
  const old = organisationIn(before, code);
  const changed = organisationIn(after, code);
  if (old.level === null && changed.level === null) return [];
  const from = old.level ?? before.tenant.level;
  const to = changed.level ?? after.tenant.level;
  if (!isLower(to, from)) return [];
  const place = after.organisations.has(code) ? changed.levelOrigin : old.levelOrigin;
  return [lowered(code, `The level of ${code} falls from ${from} to ${to}.`, place)];
}

/** A unit is told where its own entry differs: what it takes from above is told there. */
function unitFalls(before: Policies, after: Policies, pair: OrganisationPair, now: Instant): Weakening[] {
  const keys = new Set([...pair.old.units.keys(), ...pair.now.units.keys()]);
  return [...keys].flatMap((key) => {
    const state = (policies: Policies, organisation: OrganisationPolicy): ScopeState => ({
      entry: organisation.units.get(key),
      levelAt: (instant) => unitLevel(policies, organisation, key.split('/'), instant),
    });
    return scopeFall('Unit', 'falls', pair, state(before, pair.old), state(after, pair.now), now);
  });
}

/** Accounts of a user policy lie in any unit: before it they had up to the highest level there, after it as little as the lowest. */
function userPolicyFalls(before: Policies, after: Policies, pair: OrganisationPair, now: Instant): Weakening[] {
  const keys = new Set([...pair.old.userPolicies.keys(), ...pair.now.userPolicies.keys()]);
  return [...keys].flatMap((key) => {
    const state = (policies: Policies, organisation: OrganisationPolicy, pick: 'highest' | 'lowest'): ScopeState => ({
      entry: organisation.userPolicies.get(key),
      levelAt: (instant) => {
        const own = running(organisation.userPolicies.get(key), instant);
        return own?.level ?? extreme(levelsWithout(policies, organisation, instant), pick);
      },
    });
    return scopeFall(
      'User policy',
      'may fall',
      pair,
      state(before, pair.old, 'highest'),
      state(after, pair.now, 'lowest'),
      now,
    );
  });
}

function scopeFall(
  kind: string,
  verb: string,
  pair: OrganisationPair,
  old: ScopeState,
  next: ScopeState,
  now: Instant,
): Weakening[] {
  const { entry } = next;
  if (entry?.level === old.entry?.level && entry?.until === old.entry?.until) return [];
  const fall = fallBetween(old, next, untils(pair), now);
  if (fall === null) return [];
  const { name, origin } = (entry ?? old.entry) as ScopeLevel;
  const what = `${kind} ${name} of ${pair.code}`;
  const until = old.entry?.until ?? null;
  if (entry !== undefined && entry.level === old.entry?.level && until !== null) {
    const end = entry.until === null ? 'for good' : `until ${formatInstant(entry.until)}`;
    const says = `${what} stays at ${entry.level} ${end}; before, it ended ${formatInstant(until)}.`;
    return [{ kind: 'until-extended', organisation: pair.code, says, place: origin }];
  }
  const gone = entry === undefined ? ': its entry is removed' : '';
  return [lowered(pair.code, `${what} ${verb} from ${fall.from} to ${fall.to}${spanOf(fall, now)}${gone}.`, origin)];
}

function spanOf({ start, end }: Fall, now: Instant): string {
  const from = start === now ? '' : ` from ${formatInstant(start)}`;
  return `${from}${end === null ? '' : ` until ${formatInstant(end)}`}`;
}

/** The first fall from now on, with the stretch over which the level stays below what it was. */
function fallBetween(old: ScopeState, next: ScopeState, ends: readonly Instant[], now: Instant): Fall | null {
  const instants = [now, ...ends.filter((end) => end > now)];
  // While neither entry runs, the scope has the level of what stands above it, and that is told there.
  const falls = (instant: Instant): boolean =>
    (running(old.entry, instant) ?? running(next.entry, instant)) !== undefined &&
    isLower(next.levelAt(instant), old.levelAt(instant));
  const start = instants.find(falls);
  if (start === undefined) return null;
  const end = instants.find((instant) => instant > start && !falls(instant));
  return { from: old.levelAt(start), to: next.levelAt(start), start, end: end ?? null };
}

/** Every `until` of both states of an organisation, in order: between two of them no level changes. */
function untils({ old, now }: OrganisationPair): Instant[] {
  const scopes = [old, now].flatMap(({ units, userPolicies }) => [...units.values(), ...userPolicies.values()]);
  return [...new Set(scopes.flatMap(({ until }) => (until === null ? [] : [until])))].sort((a, b) => a - b);
}

function unitLevel(
  { tenant }: Policies,
  { units, level }: OrganisationPolicy,
  segments: readonly string[],
  instant: Instant,
): Level {
  for (let depth = segments.length; depth > 0; depth--) {
    const found = running(units.get(unitKey(segments.slice(0, depth))), instant);
    if (found !== undefined) return found.level;
  }
  return level ?? tenant.level;
}

function levelsWithout({ tenant }: Policies, { units, level }: OrganisationPolicy, instant: Instant): Level[] {
  const there = [...units.values()].filter((unit) => running(unit, instant) !== undefined);
  return [level ?? tenant.level, ...there.map((unit) => unit.level)];
}

function running(scope: ScopeLevel | undefined, instant: Instant): ScopeLevel | undefined {
  return scope !== undefined && (scope.until === null || scope.until > instant) ? scope : undefined;
}

function extreme(levels: readonly Level[], pick: 'highest' | 'lowest'): Level {
  const sorted = levels.toSorted((a, b) => LEVELS.indexOf(a) - LEVELS.indexOf(b));
  return sorted.at(pick === 'highest' ? -1 : 0) as Level;
}

/** Whether one level is below another. */
export function isLower(level: Level, than: Level): boolean {
  return LEVELS.indexOf(level) < LEVELS.indexOf(than);
}

function lowered(organisation: string | null, says: string, place: Origin): Weakening {
  return { kind: 'level-lowered', organisation, says, place };
}
