import type { PlanFinding } from '../../generated/plan.ts';
import type { GuardrailCheck } from '../guardrails/guardrails.ts';
import type { AccountFinding } from '../../model/decision.ts';
import type { UserException, Policies } from '../../model/policies.ts';
import { type Population, valueAt } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';
import { compareUtf8 } from '../../model/text.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';

/** This many accounts of one organisation are named for one kind of finding; the others are counted. */
const NAMED = 20;
/** This many findings of accounts are named in all: a header stays readable, and `plan --organisation` names more. */
const NAMED_IN_ALL = 2000;
const SEVERITIES = ['error', 'warning', 'info'];

/** Findings of single accounts; what is not named is counted, by organisation and code or, beyond 2,000, by code. */
export function findingsOfAccounts(
  population: Population,
  sweep: Sweep,
  includes: (row: number) => boolean,
): PlanFinding[] {
  const groups = [...groupByFinding(population, sweep, includes)].sort(([a], [b]) => compareUtf8(a, b));
  const findings: PlanFinding[] = [];
  const uncounted = new Map<string, { accounts: number; severity: PlanFinding['severity'] }>();
  for (const [key, rows] of groups) {
    const code = key.slice(0, key.indexOf('\n'));
    if (findings.length < NAMED_IN_ALL) findings.push(...nameRows(population, sweep, code, rows));
    else {
      const { severity } = findingsAt(sweep, rows[0] as number).find(
        (finding) => finding.code === code,
      ) as AccountFinding;
      uncounted.set(code, { accounts: (uncounted.get(code)?.accounts ?? 0) + rows.length, severity });
    }
  }
  const rest = [...uncounted].map(([code, { accounts, severity }]) => ({
    code,
    severity,
    organisation: null,
    account: null,
    says: `and ${accounts} more accounts in other organisations`,
  }));
  return [...findings, ...rest];
}

/** Rows by code and organisation. An account with two findings of one kind stands there once. */
function groupByFinding(
  population: Population,
  sweep: Sweep,
  includes: (row: number) => boolean,
): Map<string, number[]> {
  const codesOf = sweep.decisions.map(({ findings }) =>
    findings.length === 0 ? null : [...new Set(findings.map(({ code }) => code))],
  );
  const groups = new Map<string, number[]>();
  for (let row = 0; row < population.size; row++) {
    const codes = codesOf[sweep.decisionOf[row] as number];
    if (codes == null || !includes(row)) continue;
    for (const code of codes) {
      const key = `${code}\n${valueAt(population.columns.organisation, row)}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [row]);
      else known.push(row);
    }
  }
  return groups;
}

function nameRows(population: Population, sweep: Sweep, code: string, rows: number[]): PlanFinding[] {
  rows.sort((a, b) => population.addresses.compare(a, b));
  const organisation = valueAt(population.columns.organisation, rows[0] as number) || null;
  const findings = rows.slice(0, NAMED).flatMap((row) =>
    findingsAt(sweep, row)
      .filter((finding) => finding.code === code)
      .map(
        ({ severity, says }): PlanFinding => ({
          code,
          severity,
          organisation,
          account: population.addresses.at(row),
          says,
        }),
      ),
  );
  if (rows.length <= NAMED) return findings;
  const { severity } = findings[0] as PlanFinding;
  return [
    ...findings,
    { code, severity, organisation, account: null, says: `and ${rows.length - NAMED} more accounts` },
  ];
}

function findingsAt({ at }: Sweep, row: number): readonly AccountFinding[] {
  return at(row).findings;
}

/** Accounts whose organisation has no document, or whose type or status the directory does not tell: counted. */
export function countedFindings(
  population: Population,
  policies: Policies,
  { decisions, decisionOf }: Sweep,
  includes: (row: number) => boolean,
): PlanFinding[] {
  const { codes, values } = population.columns.organisation;
  const managed = new Uint32Array(values.length);
  const untold = new Uint32Array(values.length);
  const isUntold = Uint8Array.from(decisions, (decision) => (decision.untold ? 1 : 0));
  const isManaged = Uint8Array.from(decisions, (decision) => (decision.managed ? 1 : 0));
  for (let row = 0; row < population.size; row++) {
    if (!includes(row)) continue;
    const code = codes[row] as number;
    const index = decisionOf[row] as number;
    managed[code] = (managed[code] as number) + (isManaged[index] as number);
    untold[code] = (untold[code] as number) + (isUntold[index] as number);
  }
  return values.flatMap((organisation, code) => [
    ...(policies.organisations.has(organisation) || managed[code] === 0
      ? []
      : [
          counted(
            'unknown-organisation',
            organisation,
            `no policy file names this organisation, so ${managed[code]} of its accounts follow the level of the tenant; add a file for it`,
          ),
        ]),
    ...(untold[code] === 0
      ? []
      : [
          counted(
            'untold',
            organisation,
            `the directory gives no type or no status for ${untold[code]} accounts, so mfactl does not manage them; complete them in the portal`,
          ),
        ]),
  ]);
}

function counted(code: string, organisation: string, says: string): PlanFinding {
  return { code, severity: 'warning', organisation: organisation || null, account: null, says };
}

/** Guardrails that withhold nothing speak as findings. */
export function guardrailFindings(checks: readonly GuardrailCheck[]): PlanFinding[] {
  return checks
    .filter((check) => !check.ok && check.id === 'unknown-status')
    .map((check) =>
      counted(
        check.id,
        check.organisation ?? '',
        `the level of ${check.measure} managed accounts is unknown, and the limit is ${check.limit}; look at their MFA status in the portal`,
      ),
    );
}

/** Active exceptions that match no account of the directory. */
export function orphanEntries(population: Population, policies: Policies, now: number): UserException[] {
  const entries = new Set([...policies.exceptions.byAddress.values()].flat());
  const active = [...entries].filter((entry) => entry.startsAt <= now && now < entry.expiresAt);
  const rowOf = rowFinder(population, active);
  return active.filter(({ user: address, id }) => rowOf({ id, address }) < 0);
}

export function orphanFindings(orphans: readonly UserException[]): PlanFinding[] {
  return orphans.map((entry) => ({
    code: 'orphan-exceptions',
    severity: 'warning',
    organisation: entry.organisation,
    account: entry.user,
    says: `the directory has no account for the exception at ${entry.origin}; correct its address, or end it`,
  }));
}

/** What stands before all others: the policies decide for few accounts, so nothing else can be trusted. */
export const FEW_GOVERNED = 'few-governed';

/** The gravest first, then by code, organisation, account and text. */
export function sortFindings(findings: PlanFinding[]): PlanFinding[] {
  // An entry that counts the others of its kind comes behind them.
  const key = (finding: PlanFinding): string[] => [
    finding.code,
    finding.organisation ?? '',
    finding.account ?? '\u{10ffff}',
    finding.says,
  ];
  return findings.sort((a, b) => {
    const byFirst = Number(b.code === FEW_GOVERNED) - Number(a.code === FEW_GOVERNED);
    if (byFirst !== 0) return byFirst;
    const bySeverity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
    if (bySeverity !== 0) return bySeverity;
    const [keyA, keyB] = [key(a), key(b)];
    return keyA.map((part, i) => compareUtf8(part, keyB[i] as string)).find((order) => order !== 0) ?? 0;
  });
}
