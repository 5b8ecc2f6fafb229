import { collectChanges } from '../../src/plan/changes.ts';
import type { Account } from '../../src/model/account.ts';
import type { UserException, Policies } from '../../src/model/policies.ts';
import type { Population } from '../../src/snapshot/population.ts';
import { sweep } from '../../src/decide/sweep.ts';
import { coverageReport } from '../../src/report/figures/coverage.ts';
import { summaryMarkdown } from '../../src/report/latest/summary.ts';
import { countFigures } from '../../src/report/figures/figures.ts';
import { showAddresses } from '../../src/report/markup/mask.ts';
import type { ReportData } from '../../src/report/figures/report-data.ts';
import { named } from '../worlds/build.ts';
import { populationOf } from '../worlds/accounts.ts';
import { contextAt, examplePolicies, REFERENCE, someone } from '../example/tenant.ts';

export const policies: Policies = examplePolicies();
const examples = policies;

/** What the reports of these accounts are rendered from, under the policies of the example tenant. */
export function reportData(accounts: readonly Partial<Account>[], given: Partial<ReportData> = {}): ReportData {
  const whole = accounts.map((each, i) => someone({ address: `someone.example${i}@nhs.net`, ...each }));
  return dataOf(populationOf(whole), given);
}

/** The same policies with other exceptions. */
export function withExceptions(entries: readonly UserException[]): Policies {
  return { ...policies, exceptions: named(entries) };
}

/** What the reports of these accounts are rendered from, under other policies. */
export function dataUnder(
  others: Policies,
  accounts: readonly Partial<Account>[],
  given: Partial<ReportData> = {},
): ReportData {
  return reportData(accounts, { policies: others, ...given });
}

export function dataOf(population: Population, given: Partial<ReportData> = {}): ReportData {
  const policies = given.policies ?? examples;
  const swept = sweep(population, policies, contextAt(REFERENCE));
  const changes = collectChanges(
    population,
    swept,
    () => true,
    () => false,
  );
  return {
    product: 'NHSmail',
    tenant: 'Example NHSmail tenant',
    timezone: 'Europe/London',
    now: REFERENCE,
    policy: { digest: `sha256:${'0'.repeat(64)}`, commit: null, dirty: false },
    policies,
    source: { kind: 'report', observedAt: REFERENCE, sources: [{ name: 'Mailbox Report.csv', rows: population.size }] },
    population,
    swept,
    figures: countFigures(population, swept, changes, policies, REFERENCE),
    past: { ledger: null, exposure: null, trend: { every: 'run', points: [] } },
    guidance: new Map(),
    mask: showAddresses,
    ...given,
  };
}

/** summary.md of these data. */
export function summaryOf(data: ReportData): string {
  return summaryMarkdown(coverageReport(data), data.guidance);
}
