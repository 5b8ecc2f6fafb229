/** An audit for people. */
import { parseInstant } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import type { Audit, AuditAccount, AuditCounts, AuditReceipt, EnforcedCounts } from '../../generated/audit.ts';
import { printable } from '../../model/text.ts';
import { commitText } from './commit.ts';
import { type Mask, maskedJson } from '../markup/mask.ts';
import { type Paint, textTable } from '../markup/terminal.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** Longer tables are cut, and say so; `--json` has all. */
const SHOWN = 25;

export interface AuditTextOptions {
  readonly paint: Paint;
  readonly timezone: string;
  /** States that receipts tell. */
  readonly undone: number;
}

export function renderAudit(audit: Audit, { paint, timezone, undone }: AuditTextOptions): string {
  const { at, observedAt, total, organisations, exempt, gone, remarks, sample } = audit;
  const local = formatLocal(parseInstant(at) as number, timezone);
  const parts = [
    [
      paint.strong(`MFA at ${at} (${local})`),
      `  policies      ${policiesText(audit)}`,
      `  levels        from the directory at ${observedAt}, without ${counted(undone, 'change')} that runs made later`,
      `  accounts      ${grouped(total.accounts)}: ${grouped(sum(total.managed))} managed, ${grouped(sum(total.unmanaged))} not managed`,
      `  enforced      ${levelsText(total.managed)} of the managed; ${levelsText(total.unmanaged)} of the others`,
      `  exempt        ${exemptText(total)}`,
      ...(gone.length === 0
        ? []
        : [`  removed       ${counted(gone.length, 'account')} that the directory no longer has; not counted`]),
      '',
    ].join('\n'),
    organisationTable(organisations),
    exempt.length === 0 ? '' : exemptTable(exempt),
    sample === null ? '' : sampleText(audit, paint),
    remarks.map((remark) => `Note: ${remark}\n`).join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function policiesText({ policies: { source, commit, run, digest } }: Audit): string {
  const where = commit === null ? `from this folder, ${digest}` : `commit ${commit}`;
  return source === 'ledger' ? `${where}, applied by run ${run}` : `${where}, which the branch held then`;
}

function sum({ enforced, notEnforced, unknown }: EnforcedCounts): number {
  return enforced + notEnforced + unknown;
}

function levelsText({ enforced, notEnforced, unknown }: EnforcedCounts): string {
  return `${grouped(enforced)} yes, ${grouped(notEnforced)} no, ${grouped(unknown)} unknown`;
}

function exemptText({ exempt: { shortTerm, longTerm, unrecorded } }: AuditCounts): string {
  return `${grouped(shortTerm + longTerm)}: ${grouped(shortTerm)} short-term, ${grouped(longTerm)} long-term; and ${grouped(unrecorded)} that the portal granted and the policies do not hold`;
}

function organisationTable(organisations: Audit['organisations']): string {
  const head = ['organisation', 'accounts', 'managed', 'enforced', 'not enforced', 'unknown', 'exempt'];
  const rows = organisations
    .slice(0, SHOWN)
    .map(({ code, counts: { accounts, managed, exempt } }) => [
      printable(code) || '(none)',
      ...[accounts, sum(managed), managed.enforced, managed.notEnforced, managed.unknown].map(grouped),
      grouped(exempt.shortTerm + exempt.longTerm + exempt.unrecorded),
    ]);
  return textTable(head, rows) + more(organisations.length);
}

function more(count: number): string {
  return count > SHOWN ? `and ${grouped(count - SHOWN)} more; --json lists all\n` : '';
}

function exemptTable(exempt: Audit['exempt']): string {
  const head = [
    'exempt',
    'organisation',
    'type',
    'level',
    'until',
    'reason',
    'approved by',
    'ticket',
    'risk assessment',
    'policy',
  ];
  const rows = exempt
    .slice(0, SHOWN)
    .map((each) =>
      [
        each.address,
        each.organisation,
        each.type,
        each.state.level,
        each.expiresAt,
        each.reason,
        each.approvedBy,
        each.ticket,
        each.riskAssessment,
        each.policy,
      ].map((text) => printable(text ?? '-')),
    );
  return textTable(head, rows) + more(exempt.length);
}

function sampleText({ sample, accounts }: Audit, paint: Paint): string {
  const blocks = accounts.map((account) => accountLines(account, paint).join('\n'));
  return [`Sample of ${counted(accounts.length, 'account')}, seed ${sample?.seed}`, ...blocks, ''].join('\n');
}

const BASIS = {
  directory: 'from the directory; no run has changed it since',
  receipt: 'from the next run, which found it so',
  'handed-over': 'a change was handed over to people by then, and nobody knows when it was made, or whether it was',
} as const;

function accountLines(
  { address, organisation, managed, state, enforced, basis, evidence }: AuditAccount,
  paint: Paint,
): string[] {
  const exemption = evidence?.exemption ?? null;
  return [
    paint.strong(`${printable(address)}  ${printable(organisation) || '(none)'}${managed ? '' : ', unmanaged'}`),
    `  enforced   ${enforced}: ${state.level} (${printable(state.status) || 'blank'}), ${BASIS[basis]}`,
    ...(evidence?.because ?? []).map(({ step, says, policy, commit }) => {
      const by = commit === null ? '' : ` (${commitText({ ...commit, date: parseInstant(commit.date) as number })})`;
      return `  because    ${step}: ${printable(says)}${policy === null ? '' : `  ${policy}${by}`}`;
    }),
    ...(exemption === null ? [] : [`  exempt     ${exemptionText(exemption)}`]),
    ...receiptLine('receipt', evidence?.receipt ?? null),
    ...receiptLine('since', evidence?.undone ?? null),
  ];
}

function exemptionText({
  type,
  expiresAt,
  reason,
  approvedBy,
  ticket,
  riskAssessment,
}: Audit['exempt'][number]): string {
  if (type === 'unrecorded') return 'the portal granted it, and the policies do not hold it';
  const by = [
    ['until', expiresAt],
    ['reason', reason],
    ['approved by', approvedBy],
    ['ticket', ticket],
    ['risk assessment', riskAssessment],
  ] as const;
  return `${type}, ${by.map(([name, text]) => `${name} ${text === null ? '-' : printable(text)}`).join(', ')}`;
}

function receiptLine(name: string, receipt: AuditReceipt | null): string[] {
  if (receipt === null) return name === 'receipt' ? ['  receipt    none by then'] : [];
  const { run, seq, line, end, action, outcome, reason, before, after } = receipt;
  return [
    `  ${name.padEnd(11)}${action} ${before.level} → ${after.level}: ${outcome}${reason === null ? '' : ` (${reason})`}, run ${run}, ended ${end}`,
    `             line ${seq} of the ledger, ${line}`,
  ];
}

/** The document of `--json`; accounts stand on lines of their own, so that millions of them fit. */
export function* auditJson(
  audit: Omit<Audit, 'accounts'>,
  accounts: Iterable<AuditAccount>,
  mask: Mask,
): Generator<string> {
  yield maskedJson({ ...audit, accounts: [] }, mask).replace(/\]\}$/, '');
  let separator = '\n';
  for (const account of accounts) {
    yield separator + maskedJson(account, mask);
    separator = ',\n';
  }
  yield '\n]}\n';
}
