/** The lists of an invented tenant: what lapses, waves, exposure and trend. */
import { percentShare } from '../../../src/report/figures/three-facts.ts';
import type {
  CoverageReport,
  Facts,
  LapsingException,
  OrganisationCoverage,
  TrendPoint,
  WaveCoverage,
} from '../../../src/generated/coverage.ts';
import type { Random } from '../../example/random.ts';

const DAY = 86_400_000;

/** The instant that the report is as of. */
export const NOW = Date.parse('2026-11-24T09:00:00Z');

export const LONG_REASONS = ['accessibility', 'clinical-risk', 'secure-location', 'shared-account'];
export const SHORT_REASONS = ['phone-lost', 'phone-misplaced', 'no-signal', 'notification-failure', 'other'];

export const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

export function lapsingOf(
  random: Random,
  codes: readonly string[],
  person: (n: number) => string,
  count: number,
): CoverageReport['lapsing'] {
  const listed = Array.from({ length: count }, (_, n): LapsingException => {
    const long = random.below(3) > 0;
    const expires = NOW + 3_600_000 + random.below(29 * 24) * 3_600_000;
    return {
      account: person(n),
      organisation: random.pick(codes),
      unit: random.pick(['Wards/Ward 3', 'Community/Therapies', '']),
      type: long ? 'long-term' : 'short-term',
      reason: random.pick(long ? LONG_REASONS : SHORT_REASONS),
      expiresAt: instant(long ? expires : NOW + random.below(24) * 3_600_000),
      reviewDue: long ? instant(expires - 14 * DAY) : null,
    };
  });
  return { total: count, listed: listed.sort((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt)) };
}

export function wavesOf(random: Random, list: readonly OrganisationCoverage[]): WaveCoverage[] {
  return list
    .filter((_, i) => i % 3 === 0)
    .flatMap(({ code, managed }) => {
      const half = Math.floor(managed.accounts / 2);
      const wave = (name: string | null, accounts: number, days: number | null): WaveCoverage => {
        const no = random.below(Math.floor(accounts / 4) + 1);
        const started = days !== null && days <= 0;
        return {
          organisation: code,
          wave: name,
          starts: days === null ? null : instant(NOW + days * DAY),
          started,
          accounts,
          registered: { yes: accounts - no, no, unknown: 0 },
          enforced: started ? accounts - random.below(3) * Math.min(1, accounts) : Math.floor(accounts / 3),
        };
      };
      return [wave('IT first', half, -20), wave('Everyone', managed.accounts - half, 40)];
    });
}

export function exposureOf(
  random: Random,
  codes: readonly string[],
  person: (n: number) => string,
): CoverageReport['exposure'] {
  const userDays = (i: number): number => Math.round((90_000 / (i + 1) + random.below(50)) * 10) / 10;
  const byOrganisation = codes.slice(0, 400).map((organisation, i) => ({ organisation, userDays: userDays(i) }));
  return {
    from: instant(NOW - 160 * DAY),
    to: instant(NOW),
    userDays: Math.round(byOrganisation.reduce((sum, each) => sum + each.userDays, 0) * 10) / 10,
    byOrganisation,
    byUnit: codes
      .slice(0, 300)
      .map((organisation, i) => ({ organisation, unit: 'Wards/Ward 3', userDays: userDays(i) / 2 })),
    unitsLeftOut: codes.length > 300 ? codes.length - 300 : 0,
    byApprover: [
      { approver: person(5001), userDays: 812.4 },
      { approver: null, userDays: 640.5 },
      { approver: person(5002), userDays: 77.1 },
    ],
  };
}

export function trendOf(random: Random, { accounts, levels }: Facts): TrendPoint[] {
  const now = levels.standard + levels['named-locations'];
  const runs = 30;
  return Array.from({ length: runs + 1 }, (_, i) => {
    const behind = (runs - i) / runs;
    const unknown = Math.min(accounts, Math.round(levels.unknown + behind * accounts * 0.06));
    const enforced = Math.min(
      accounts - unknown,
      Math.max(0, Math.round(now - behind * now * 0.5 - (i === runs ? 0 : random.below(9)))),
    );
    return {
      at: instant(NOW - (runs - i) * 5 * DAY - (i === runs ? 0 : 7 * 3_600_000)),
      run: i === runs ? null : `run-${i}`,
      seq: i === runs ? null : i + 1,
      managed: accounts,
      enforced,
      unknown,
      enforcedPercent: percentShare(enforced, accounts),
    };
  });
}
