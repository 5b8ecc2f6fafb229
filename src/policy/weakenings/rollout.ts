/** Waves: until one that covers an account has started, nothing is changed for it. */
import type { Instant, Origin } from '../../model/account.ts';
import type { OrganisationPolicy, RolloutWave } from '../../model/policies.ts';
import { isWithin } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { type FindWeakenings, type Weakening, codesOf, organisationIn } from './weakening.ts';

/** Accounts that waves speak of alike: everyone, those of a unit, those of a user policy. */
interface Covered {
  readonly kind: 'everyone' | 'unit' | 'user policy';
  /** Segments of the unit, or the one folded name. */
  readonly names: readonly string[];
}

export const wavesMoved: FindWeakenings = ({ policies: before }, { policies: after }, now) =>
  codesOf(before, after).flatMap((code) => {
    const old = organisationIn(before, code);
    const next = organisationIn(after, code);
    if (next.rollout === null) return [];
    const everyone = moved(old, next, { kind: 'everyone', names: [] }, now);
    const others = scopesOfWaves(old).flatMap((scope) => moved(old, next, scope, now));
    // A unit or user policy that is moved as everyone is needs no sentence of its own.
    const own = others.filter(({ from, until }) => everyone.every((all) => all.until !== until || all.from !== from));
    return [...everyone, ...own].map(({ says, place }): Weakening => {
      return { kind: 'wave-moved', organisation: code, says, place };
    });
  });

interface Move {
  readonly from: Instant;
  readonly until: Instant;
  readonly says: string;
  readonly place: Origin;
}

/** Nothing where the accounts are covered as early as before, or already. */
function moved(old: OrganisationPolicy, next: OrganisationPolicy, scope: Covered, now: Instant): Move[] {
  const from = coveredFrom(old, scope);
  const until = coveredFrom(next, scope);
  if (until <= from || until <= now) return [];
  const wave = waveOf(next, scope, until);
  const who = `${nameOf(scope, next)} of ${old.code}`;
  const waits =
    wave === undefined
      ? `${who} waits for good, because no wave covers it any more`
      : `${who} waits until ${formatInstant(until)} for wave ${wave.wave}`;
  const was = from === -Infinity ? 'nobody waited' : from <= now ? 'the wait was over' : `until ${formatInstant(from)}`;
  const says = `${waits}; before, ${was}. No level is raised while accounts wait.`;
  return [{ from, until, says, place: wave?.origin ?? next.rolloutOrigin }];
}

function nameOf({ kind, names }: Covered, { rollout }: OrganisationPolicy): string {
  if (kind !== 'everyone') return `The ${kind} ${names.join('/')}`;
  return (rollout ?? []).every(({ everyone }) => everyone) ? 'Everyone' : 'Everyone else';
}

function scopesOfWaves({ rollout }: OrganisationPolicy): Covered[] {
  const scopes = (rollout ?? []).flatMap(({ units, userPolicies }): Covered[] => [
    ...units.map((names) => ({ kind: 'unit' as const, names })),
    ...[...userPolicies].map((name) => ({ kind: 'user policy' as const, names: [name] })),
  ]);
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}

/** When the first wave that covers all of a scope starts: long ago without a rollout, never where no wave does. */
function coveredFrom({ rollout }: OrganisationPolicy, scope: Covered): Instant {
  if (rollout === null) return -Infinity;
  return Math.min(Infinity, ...rollout.filter((wave) => covers(wave, scope)).map(({ starts }) => starts));
}

function waveOf({ rollout }: OrganisationPolicy, scope: Covered, starts: Instant): RolloutWave | undefined {
  return rollout?.find((wave) => wave.starts === starts && covers(wave, scope));
}

function covers({ everyone, units, userPolicies }: RolloutWave, { kind, names }: Covered): boolean {
  if (everyone) return true;
  if (kind === 'unit') return units.some((unit) => isWithin(names, unit));
  return kind === 'user policy' && userPolicies.has(names[0] ?? '');
}
