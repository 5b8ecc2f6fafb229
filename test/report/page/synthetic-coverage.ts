/** Figures of invented tenants of any size, for the tests of the page: the same seed gives the same figures. */
import { percentShare } from '../../../src/report/figures/three-facts.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from '../../../src/report/figures/legend.ts';
import type { CoverageReport, Facts, OrganisationCoverage, SparseFacts } from '../../../src/generated/coverage.ts';
import { type Random, seededRandom } from '../../example/random.ts';
import {
  exposureOf,
  instant,
  lapsingOf,
  LONG_REASONS,
  NOW,
  SHORT_REASONS,
  trendOf,
  wavesOf,
} from './synthetic-lists.ts';

const PLACES = ['Ashford', 'Bexhill', 'Calder', 'Derwent', 'Exe Valley', 'Fenland', 'Humber', 'Kielder', 'Mersey'];
const KINDS = ['Teaching Hospitals', 'Community Health', 'Village Surgery', 'Medical Centre', 'Ambulance Service'];

export interface Wanted {
  readonly organisations: number;
  readonly seed?: number;
  /** Masks in place of addresses. */
  readonly masked?: boolean;
  /** Lists of people: how many lapse soon. */
  readonly lapsing?: number;
}

/** Figures that agree with each other and with the schema. */
export function syntheticCoverage({ organisations, seed = 7, masked = false, lapsing }: Wanted): CoverageReport {
  const random = seededRandom(seed);
  const list = Array.from({ length: organisations }, (_, i) => organisationOf(random, i));
  const codes = list.map(({ code }) => code);
  const managed = sumFacts(list.map((each) => each.managed));
  const person = (n: number): string =>
    masked ? `account-${n.toString(16).padStart(16, '0')}` : `sam.example${n}@nhs.net`;
  return {
    format: 'mfactl.coverage/v1',
    product: 'NHSmail',
    tenant: 'Example NHSmail tenant',
    timezone: 'Europe/London',
    asOf: instant(NOW),
    observedAt: instant(NOW - 3 * 3_600_000),
    masked,
    policy: { digest: `sha256:${'3da308e6'.repeat(8)}`, commit: '0a1b2c3d'.repeat(5), dirty: false },
    source: {
      kind: 'report',
      sources: [
        { name: 'Mailbox Report.csv', rows: managed.accounts },
        { name: 'MFAStatusReport.csv', rows: managed.accounts },
      ],
    },
    ledger: { seq: 31, head: `31 sha256:${'9f'.repeat(32)}` },
    missing: {},
    made: madeOf(),
    total: totalOf(list, managed),
    pendingByAction: {
      restore: 0,
      enable: list.reduce((sum, each) => sum + each.pending, 0),
      switch: 0,
      're-enrol': 0,
      except: 0,
      disable: 0,
    },
    statuses: statusesOf(list),
    methods: METHOD_LEGEND.map(({ name }, i) => ({ name, accounts: 900 - i * 97, known: true, guidance: null })),
    organisations: list,
    exceptions: {
      byReason: [
        ...LONG_REASONS.map((reason) => ({ type: 'long-term' as const, reason, active: random.below(40), refused: 2 })),
        ...SHORT_REASONS.map((reason) => ({
          type: 'short-term' as const,
          reason,
          active: random.below(20),
          refused: 0,
        })),
      ],
      byAge: [0, 1, 7, 30, 90].map((fromDays, i) => ({
        fromDays,
        toDays: [1, 7, 30, 90, null][i] ?? null,
        active: random.below(60),
      })),
      unrecorded: 4,
      register: { coming: 3, active: 120, refused: 8, idle: 2, lapsed: 57, unrecorded: 4 },
    },
    lapsing: lapsingOf(random, codes, person, lapsing ?? Math.min(40, organisations * 4)),
    rollout: wavesOf(random, list),
    weakMethods: {
      total: Math.min(6, organisations),
      listed: codes.slice(0, 6).map((organisation, n) => ({
        account: person(9000 + n),
        organisation,
        roles: ['Local Admin'],
        methods: n % 2 === 0 ? ['SMS'] : ['SMS', 'Voice'],
      })),
    },
    exposure: exposureOf(random, codes, person),
    trend: { every: 'run', points: trendOf(random, managed) },
  };
}

function codeOf(i: number): string {
  return i < 200 ? `R${i.toString(36).toUpperCase().padStart(2, '0')}` : `Y${String(i).padStart(5, '0')}`;
}

function organisationOf(random: Random, i: number): OrganisationCoverage {
  const accounts = 20 + random.below(i < 200 ? 4000 : 60);
  // Most organisations are done; a few are far from it.
  const without = random.below(3) === 0 ? random.below(Math.max(1, Math.floor(accounts / (1 + random.below(8))))) : 0;
  const unknown = random.below(9) === 0 ? random.below(without + 1) : 0;
  const named = random.below(5) === 0 ? Math.floor((accounts - without) / 3) : 0;
  const standard = accounts - without - named;
  const noMethod = random.below(Math.floor(accounts / 6) + 1);
  const long = Math.min(without - unknown, random.below(5));
  return {
    code: codeOf(i),
    name: i % 37 === 36 ? null : `${PLACES[i % PLACES.length]} ${KINDS[random.below(KINDS.length)]} ${i + 1}`,
    managed: sparse(accounts, { standard, 'named-locations': named, disabled: without - unknown, unknown }, noMethod),
    unmanaged: sparse(random.below(30), {}, 0),
    enforcedPercent: percentShare(standard + named, accounts),
    registeredPercent: percentShare(accounts - noMethod, accounts),
    exceptions: long > 0 ? { 'long-term': long } : {},
    pending: random.below(11) === 0 ? random.below(without + 1) : 0,
    statuses: nonZero({ 'Admin Enabled': standard + named, 'Admin Disabled': without - unknown, '': unknown }),
  };
}

function nonZero<Counts extends Record<string, number>>(counts: Counts): Partial<Counts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)) as Partial<Counts>;
}

function sparse(accounts: number, levels: SparseFacts['levels'], no: number): SparseFacts {
  const told = Object.values(levels).reduce((sum, count) => sum + count, 0);
  const all = told === 0 && accounts > 0 ? { unknown: accounts } : levels;
  return { accounts, levels: nonZero({ ...all }), registered: nonZero({ yes: accounts - no, no }) };
}

function sumFacts(parts: readonly SparseFacts[]): Facts {
  const total: Facts = {
    accounts: 0,
    levels: { standard: 0, 'named-locations': 0, disabled: 0, unknown: 0 },
    registered: { yes: 0, no: 0, unknown: 0 },
  };
  for (const { accounts, levels, registered } of parts) {
    total.accounts += accounts;
    for (const key of Object.keys(total.levels) as (keyof Facts['levels'])[]) total.levels[key] += levels[key] ?? 0;
    for (const key of Object.keys(total.registered) as (keyof Facts['registered'])[])
      total.registered[key] += registered[key] ?? 0;
  }
  return total;
}

function totalOf(list: readonly OrganisationCoverage[], managed: Facts): CoverageReport['total'] {
  const unmanaged = sumFacts(list.map((each) => each.unmanaged));
  return {
    accounts: managed.accounts + unmanaged.accounts,
    managed,
    unmanaged,
    enforcedPercent: percentShare(managed.levels.standard + managed.levels['named-locations'], managed.accounts),
    registeredPercent: percentShare(managed.registered.yes, managed.accounts),
    exceptions: {
      'short-term': 0,
      'long-term': list.reduce((sum, { exceptions }) => sum + (exceptions['long-term'] ?? 0), 0),
      refused: 8,
      unrecorded: 4,
    },
    pending: list.reduce((sum, each) => sum + each.pending, 0),
  };
}

function statusesOf(list: readonly OrganisationCoverage[]): CoverageReport['statuses'] {
  const count = (name: string): number => list.reduce((sum, each) => sum + (each.statuses[name] ?? 0), 0);
  const guidance = 'https://support.nhs.net/knowledge-base/mfa/';
  return [
    ...STATUS_LEGEND.map(({ name }) => ({ name, accounts: count(name), known: true, guidance })),
    { name: '', accounts: count(''), known: false, guidance: null },
  ];
}

function madeOf(): CoverageReport['made'] {
  const sentence = (what: string): string => `${what} is counted from the accounts of the directory and the policies.`;
  return {
    total: sentence('Each total'),
    pending: sentence('What is pending'),
    statuses: sentence('Each status'),
    methods: sentence('Each method'),
    organisations: sentence('Each organisation'),
    exceptions: sentence('Each exception'),
    lapsing: sentence('What lapses'),
    rollout: sentence('Each wave'),
    weakMethods: sentence('Each weak method'),
    exposure: sentence('Exposure'),
    trend: sentence('The trend'),
  };
}
