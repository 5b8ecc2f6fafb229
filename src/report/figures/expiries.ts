/** What the policies end or begin by themselves after an instant: the events of the calendar. */
import type { Instant } from '../../model/account.ts';
import { compareUtf8 } from '../../model/text.ts';
import type { OrganisationPolicy } from '../../model/policies.ts';
import { maskText } from '../markup/mask.ts';
import { register } from './register.ts';
import type { ReportData } from './report-data.ts';

export interface Expiry {
  readonly at: Instant;
  /** Made of what may be shown, the same in every report as long as the entry is the same: the calendar's id is its hash. */
  readonly key: readonly string[];
  /** When it begins: part of the key where several have the same, such as two waves of one name. */
  readonly begins: Instant;
  readonly says: string;
  /** More about it, one line each. */
  readonly details: readonly string[];
  /** File and line of the policy. */
  readonly origin: string;
  /** Somebody is to decide 14 days ahead. */
  readonly review: boolean;
}

/** The next one first; those of one instant by what they say. */
export function expiries(data: ReportData): Expiry[] {
  const { policies, now, mask } = data;
  const all = [
    ...exceptionExpiries(data),
    ...[...policies.organisations.values()].flatMap((each) => [...waveStarts(each), ...scopeEnds(each)]),
    ...overrideExpiries(data),
  ];
  return apart(all)
    .filter(({ at }) => at > now)
    .map((each) => ({
      ...each,
      key: each.key.map((part) => maskText(part, mask)),
      says: maskText(each.says, mask),
      details: each.details.map((line) => maskText(line, mask)),
      origin: maskText(each.origin, mask),
    }))
    .sort((a, b) => a.at - b.at || compareUtf8(a.says, b.says) || compareUtf8(a.origin, b.origin));
}

/**
 * Each with a key of its own. Those that are over count as well: what stands alone once its twin is over must not take
 * over the id of the twin.
 */
function apart(all: readonly Expiry[]): Expiry[] {
  const textOf = ({ key }: Expiry): string => JSON.stringify(key);
  const alike = Map.groupBy(all, textOf);
  return all.map((each) =>
    alike.get(textOf(each))?.length === 1 ? each : { ...each, key: [...each.key, String(each.begins)] },
  );
}

/** Exceptions that are in force or will be; a refused one ends nothing. */
function exceptionExpiries(data: ReportData): Expiry[] {
  return register(data).flatMap(({ state, user, type, organisation, entry }) => {
    if (entry === null || (state !== 'active' && state !== 'coming')) return [];
    return [
      {
        at: entry.expiresAt,
        key: ['exception', organisation, user, type, String(entry.startsAt)],
        begins: entry.startsAt,
        says: `MFA exception of ${user} (${organisation}) lapses`,
        details: [
          `Type: ${type}`,
          `Reason: ${entry.reason}`,
          `State: ${state}`,
          ...(entry.approvedBy === null ? [] : [`Approved by: ${data.mask(entry.approvedBy)}`]),
        ],
        origin: entry.origin,
        review: type === 'long-term',
      },
    ];
  });
}

function waveStarts({ code, rollout }: OrganisationPolicy): Expiry[] {
  return (rollout ?? []).map(({ wave, starts, origin }) => ({
    at: starts,
    key: ['wave', code, wave],
    begins: starts,
    says: `Wave ${wave} of ${code} starts`,
    details: ['From then on the policies decide for the accounts that the wave covers.'],
    origin,
    review: false,
  }));
}

function scopeEnds({ code, units, userPolicies }: OrganisationPolicy): Expiry[] {
  const kinds = [
    ['Unit', units],
    ['User policy', userPolicies],
  ] as const;
  return kinds.flatMap(([kind, scopes]) =>
    [...scopes.values()].flatMap(({ name, level, until, origin }) => {
      if (until === null) return [];
      const says = `The level ${level} of ${kind.toLowerCase()} ${name} in ${code} ends`;
      return [{ at: until, key: [kind, code, name], begins: until, says, details: [], origin, review: false }];
    }),
  );
}

function overrideExpiries({ policies, mask }: ReportData): Expiry[] {
  return policies.overrides.map(
    ({ guardrail, organisation, limit, reason, approvedBy, startsAt, expiresAt, origin }) => ({
      at: expiresAt,
      key: ['override', guardrail, organisation ?? '', String(limit)],
      begins: startsAt,
      says: `Override of ${guardrail} ${organisation === null ? 'for the tenant' : `for ${organisation}`} expires`,
      details: [`Limit: ${limit}`, `Reason: ${reason}`, `Approved by: ${mask(approvedBy)}`],
      origin,
      review: false,
    }),
  );
}
