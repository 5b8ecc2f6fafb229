import { formatInstant } from '../model/time.ts';
import type { Instant, Level, TraceLine } from '../model/account.ts';
import type { OrganisationPolicy, Policies, ScopeLevel, RolloutWave } from '../model/policies.ts';
import { foldName, isWithin, unitKey, unitSegments } from '../model/text.ts';
import { IDLE } from '../model/decision.ts';

/**
 * What the place of an account (organisation, unit, user policy) decides, whoever the account is: its base level
 * (step 2) and what the rollout says of it (step 3).
 */
export interface Scope {
  readonly organisation: OrganisationPolicy | null;
  readonly base: Level;
  /** Null: no rollout, or a wave that covers the place has started. Else the wave that will, or null where none will. */
  readonly hold: { readonly next: RolloutWave | null } | null;
  readonly closed: boolean;
  /** Lines of the base step, the tenant's first; made only where somebody reads them. */
  readonly because: () => TraceLine[];
  /** The line of the rollout step, where there is a rollout. */
  readonly rollout: () => TraceLine | null;
  /** Places with equal keys decide alike, whatever their names. */
  readonly key: string;
}

/** Where an account stands, as the directory writes it (the code folded to upper case). */
export interface AccountPlace {
  readonly organisation: string;
  readonly unit: string;
  readonly userPolicy: string;
}

/** Resolves the place of an account against the policies at an instant. */
export function resolveScope(place: AccountPlace, policies: Policies, now: Instant): Scope {
  const organisation = policies.organisations.get(place.organisation) ?? null;
  const unit = organisation === null ? [] : unitSegments(place.unit);
  const userPolicy = organisation === null ? '' : foldName(place.userPolicy);
  const rules = baseRules(policies, organisation, unit, userPolicy, now);
  const won = rules.findLast((rule) => rule.inForce) as BaseRule;
  const covering = organisation?.rollout?.filter((wave) => covers(wave, unit, userPolicy)) ?? [];
  const hold =
    organisation?.rollout == null || covering.some((wave) => wave.starts <= now)
      ? null
      : { next: firstToStart(covering) };
  const closed = organisation?.closedFrom != null && organisation.closedFrom <= now;
  return {
    organisation,
    base: won.level,
    hold,
    closed,
    because: () => rules.map((rule) => ({ step: 'base', policy: rule.origin, says: describe(rule, won) })),
    rollout: () => rolloutLine(organisation, hold, covering, now),
    // A finding names the organisation that is closed, so each closed one stands apart.
    key: [won.level, organisation === null, closed ? organisation.code : '', holdKey(hold)].join('\n'),
  };
}

interface BaseRule {
  readonly says: () => string;
  readonly level: Level;
  readonly origin: string;
  readonly inForce: boolean;
}

/** Every rule for the place, in the order in which a later one replaces an earlier one. */
function baseRules(
  policies: Policies,
  organisation: OrganisationPolicy | null,
  unit: string[],
  userPolicy: string,
  now: Instant,
): BaseRule[] {
  const { tenant } = policies;
  const rules: BaseRule[] = [
    {
      says: () => `the level of the tenant is ${tenant.level}`,
      level: tenant.level,
      origin: tenant.levelOrigin,
      inForce: true,
    },
  ];
  if (organisation === null) return rules;
  if (organisation.level !== null) {
    rules.push({
      says: () => `the level of organisation ${organisation.code} is ${organisation.level}`,
      level: organisation.level,
      origin: organisation.levelOrigin,
      inForce: true,
    });
  }
  for (const scope of matchingUnits(organisation, unit)) rules.push(scopeRule('unit', scope, now));
  const byUserPolicy = userPolicy === '' ? undefined : organisation.userPolicies.get(userPolicy);
  if (byUserPolicy !== undefined) rules.push(scopeRule('user policy', byUserPolicy, now));
  return rules;
}

/** Units of the organisation that hold the account's unit, the shallowest first. */
function matchingUnits(organisation: OrganisationPolicy, unit: readonly string[]): ScopeLevel[] {
  if (organisation.units.size === 0) return [];
  return unit.flatMap((_, depth) => organisation.units.get(unitKey(unit.slice(0, depth + 1))) ?? []);
}

function scopeRule(kind: string, scope: ScopeLevel, now: Instant): BaseRule {
  const over = scope.until !== null && scope.until <= now;
  return {
    says: () => `the level of ${kind} ${scope.name} is ${scope.level}${ending(scope.until, over)}`,
    level: scope.level,
    origin: scope.origin,
    inForce: !over,
  };
}

function ending(until: Instant | null, over: boolean): string {
  if (until === null) return '';
  return over ? ` until ${formatInstant(until)}: ${IDLE.over}` : ` until ${formatInstant(until)}`;
}

function describe(rule: BaseRule, won: BaseRule): string {
  if (rule === won) return `${rule.says()}: this rule decides`;
  return rule.inForce ? `${rule.says()}: ${IDLE.replaced}` : rule.says();
}

function covers(wave: RolloutWave, unit: readonly string[], userPolicy: string): boolean {
  return wave.everyone || wave.userPolicies.has(userPolicy) || wave.units.some((scope) => isWithin(unit, scope));
}

/** The wave that is the first to cover a place; null where none will, undefined where there is no rollout. */
export function firstWave(place: AccountPlace, policies: Policies): RolloutWave | null | undefined {
  const waves = policies.organisations.get(place.organisation)?.rollout;
  if (waves == null) return undefined;
  const unit = unitSegments(place.unit);
  const userPolicy = foldName(place.userPolicy);
  return firstToStart(waves.filter((wave) => covers(wave, unit, userPolicy)));
}

function firstToStart(waves: readonly RolloutWave[]): RolloutWave | null {
  return waves.reduce<RolloutWave | null>(
    (first, wave) => (first === null || wave.starts < first.starts ? wave : first),
    null,
  );
}

function rolloutLine(
  organisation: OrganisationPolicy | null,
  hold: Scope['hold'],
  covering: readonly RolloutWave[],
  now: Instant,
): TraceLine | null {
  if (organisation?.rollout == null) return null;
  if (hold === null) {
    const started = firstToStart(covering.filter((wave) => wave.starts <= now)) as RolloutWave;
    return {
      step: 'rollout',
      policy: started.origin,
      says: `wave ${started.wave} started at ${formatInstant(started.starts)}`,
    };
  }
  if (hold.next === null)
    return { step: 'rollout', policy: organisation.rolloutOrigin, says: 'no wave of the rollout covers the account' };
  const { wave, starts, origin } = hold.next;
  return { step: 'rollout', policy: origin, says: `wave ${wave} will cover the account from ${formatInstant(starts)}` };
}

function holdKey(hold: Scope['hold']): string {
  if (hold === null) return '';
  return hold.next === null ? 'held' : `held ${hold.next.starts} ${hold.next.wave}`;
}

/** Instants at which what `resolveScope` says of a place may change. */
export function scopeChanges(place: AccountPlace, policies: Policies): Instant[] {
  const organisation = policies.organisations.get(place.organisation);
  if (organisation === undefined) return [];
  const unit = unitSegments(place.unit);
  const userPolicy = foldName(place.userPolicy);
  const ends = [...matchingUnits(organisation, unit), organisation.userPolicies.get(userPolicy)].flatMap(
    (scope) => scope?.until ?? [],
  );
  const starts = (organisation.rollout ?? [])
    .filter((wave) => covers(wave, unit, userPolicy))
    .map((wave) => wave.starts);
  return [...ends, ...starts];
}
