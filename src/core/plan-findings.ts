import type { PlanFinding } from '../generated/plan.ts';
import type { GuardrailCheck } from './guardrails.ts';
import type { Decision, ExceptionEntry, Policies } from './model.ts';
import { type Population, valueAt } from './population.ts';
import type { Sweep } from './sweep.ts';
import { compareUtf8, fold } from './text.ts';

/** This many accounts of one organisation are named for one kind of finding; the others are counted. */
const NAMED = 20;
const SEVERITIES = ['error', 'warning', 'info'];

/** Findings of single accounts, by organisation and code; beyond 20 of a kind the rest is counted in one entry. */
export function findingsOfAccounts(population: Population, sweep: Sweep): PlanFinding[] {
  const rows = new Map<string, number[]>();
  for (let row = 0; row < population.size; row++) {
    for (const { code } of decisionAt(sweep, row).findings) {
      const key = `${valueAt(population.columns.organisation, row)}\n${code}`;
      const known = rows.get(key);
      // An account with two findings of one kind stands there once.
      if (known === undefined) rows.set(key, [row]);
      else if (known.at(-1) !== row) known.push(row);
    }
  }
  return [...rows].flatMap(([key, found]) => named(population, sweep, key.slice(key.indexOf('\n') + 1), found));
}

function named(population: Population, sweep: Sweep, code: string, rows: number[]): PlanFinding[] {
  rows.sort((a, b) => population.addresses.compare(a, b));
  const organisation = valueAt(population.columns.organisation, rows[0] as number) || null;
  const findings = rows.slice(0, NAMED).flatMap((row) =>
    decisionAt(sweep, row)
      .findings.filter((finding) => finding.code === code)
      .map(({ severity, says }) => ({ code, severity, organisation, account: population.addresses.at(row), says })),
  );
  if (rows.length <= NAMED) return findings;
  const { severity } = findings[0] as PlanFinding;
  return [...findings, { code, severity, organisation, account: null, says: `and ${rows.length - NAMED} more accounts` }];
}

/** Accounts whose organisation has no document, or whose type or status the directory does not tell: counted. */
export function countedFindings(population: Population, policies: Policies, sweep: Sweep): PlanFinding[] {
  const strangers = new Map<string, number>();
  const untold = new Map<string, number>();
  for (let row = 0; row < population.size; row++) {
    const code = valueAt(population.columns.organisation, row);
    if (!policies.organisations.has(code)) strangers.set(code, (strangers.get(code) ?? 0) + 1);
    if (decisionAt(sweep, row).untold) untold.set(code, (untold.get(code) ?? 0) + 1);
  }
  return [
    ...[...strangers].map(([code, count]) => counted('unknown-organisation', code, `${count} accounts of an organisation without a document take the tenant's level`)),
    ...[...untold].map(([code, count]) => counted('untold', code, `${count} accounts whose type or status the directory does not tell are unmanaged`)),
  ];
}

function counted(code: string, organisation: string, says: string): PlanFinding {
  return { code, severity: 'warning', organisation: organisation || null, account: null, says };
}

/** Guardrails that withhold nothing speak as findings. */
export function guardrailFindings(checks: readonly GuardrailCheck[]): PlanFinding[] {
  return checks
    .filter((check) => !check.ok && check.id === 'unknown-status')
    .map((check) => counted(check.id, check.organisation ?? '', `${check.measure} managed accounts have an unknown level, more than ${check.limit}`));
}

/** Active exceptions that match no account of the directory. */
export function orphanEntries(population: Population, policies: Policies, now: number): ExceptionEntry[] {
  const entries = new Set([...policies.exceptions.byAddress.values()].flat());
  const active = [...entries].filter((entry) => entry.startsAt <= now && now < entry.expiresAt);
  const ids = population.ids === null || active.every((entry) => entry.id === null) ? null : new Set(population.ids.map(fold));
  return active.filter((entry) => population.addresses.find(entry.user) < 0 && (entry.id === null || ids?.has(entry.id) !== true));
}

export function orphanFindings(orphans: readonly ExceptionEntry[]): PlanFinding[] {
  return orphans.map((entry) => ({
    code: 'orphan-exceptions',
    severity: 'warning',
    organisation: entry.organisation,
    account: entry.user,
    says: `the exception at ${entry.origin} matches no account of the directory`,
  }));
}

/** The gravest first, then by code, organisation, account and text. */
export function sortFindings(findings: PlanFinding[]): PlanFinding[] {
  // An entry that counts the others of its kind comes behind them.
  const key = (finding: PlanFinding): string[] => [finding.code, finding.organisation ?? '', finding.account ?? '\u{10ffff}', finding.says];
  return findings.sort((a, b) => {
    const bySeverity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
    if (bySeverity !== 0) return bySeverity;
    const [keyA, keyB] = [key(a), key(b)];
    return keyA.map((part, i) => compareUtf8(part, keyB[i] as string)).find((order) => order !== 0) ?? 0;
  });
}

function decisionAt({ decisions, decisionOf }: Sweep, row: number): Decision {
  return decisions[decisionOf[row] as number] as Decision;
}
