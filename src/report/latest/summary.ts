import { ACTIONS } from '../../model/account.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { percentage } from '../figures/three-facts.ts';
import type { CoverageReport, TotalCoverage } from '../../generated/coverage.ts';
import { code, markdownTable, text } from '../markup/markdown.ts';
import { legendMarkdown } from './summary-legend.ts';
import {
  exposureMarkdown,
  organisationsMarkdown,
  registerMarkdown,
  rolloutMarkdown,
  weakMethodsMarkdown,
} from './summary-sections.ts';
import { counted, grouped, percent } from '../markup/numbers.ts';
import { withLocalTime } from '../markup/local-time.ts';

/** This many exceptions that lapse soon are listed; the others are counted. */
const LISTED = 100;

/**
 * The state of the tenant on one page: counts first, then organisations, what lapses soon, and what the words mean. All
 * figures are those of coverage.json. `guidance`: links by status, authentication type or a name of their own.
 */
export function summaryMarkdown(report: CoverageReport, guidance: ReadonlyMap<string, string>): string {
  const { total } = report;
  const parts = [
    `# MFA status of ${text(report.product)}: ${text(report.tenant)}`,
    originSection(report),
    enforcementSection(total),
    registrationSection(total),
    exceptionSection(total),
    pendingSection(report),
    organisationsMarkdown(report),
    lapseSection(report),
    registerMarkdown(report),
    rolloutMarkdown(report),
    weakMethodsMarkdown(report),
    exposureMarkdown(report),
    legendMarkdown(report, guidance),
  ];
  return `${parts.join('\n\n')}\n`;
}

function originSection({ asOf, observedAt, timezone, policy, source }: CoverageReport): string {
  const both = (instant: string): string => withLocalTime(Date.parse(instant), timezone);
  const commit =
    policy.commit === null ? '' : `, commit ${code(policy.commit)}${policy.dirty ? ' with local changes' : ''}`;
  const origins = source.sources.map(({ name, rows }) => `${text(name)} (${grouped(rows)} rows)`).join(', ');
  const from =
    source.kind === 'sandbox'
      ? 'the embedded sandbox'
      : `${source.kind === 'graph' ? 'Microsoft Graph' : "the portal's reports"}: ${origins}`;
  return [
    `- Made at ${both(asOf)}`,
    `- Policies ${code(policy.digest)}${commit}`,
    `- Accounts from ${from}, observed at ${both(observedAt)}`,
  ].join('\n');
}

function enforcementSection({ managed, unmanaged, enforcedPercent }: TotalCoverage): string {
  const row = (name: string, level: keyof TotalCoverage['managed']['levels']): string[] => [
    name,
    grouped(managed.levels[level]),
    percentage(managed.levels[level], managed.accounts),
    grouped(unmanaged.levels[level]),
  ];
  const rows = [
    row('Enforced, standard', 'standard'),
    row('Enforced, named locations', 'named-locations'),
    row('Not enforced', 'disabled'),
    row('Unknown', 'unknown'),
    [
      'All accounts',
      grouped(managed.accounts),
      percentage(managed.accounts, managed.accounts),
      grouped(unmanaged.accounts),
    ],
  ];
  const head = ['level now', 'managed', '% of managed', 'unmanaged'];
  return [
    '## Is MFA enforced?',
    `**MFA is enforced on ${percent(enforcedPercent)} of ${counted(managed.accounts, 'managed account')}.** ` +
      'An account with an unknown level never counts as compliant.',
    markdownTable(head, rows, head.slice(1)),
  ].join('\n\n');
}

function registrationSection({ managed, unmanaged }: TotalCoverage): string {
  const names = { yes: 'Yes', no: 'No', unknown: 'Unknown: the directory does not give it' } as const;
  const rows = (['yes', 'no', 'unknown'] as const).map((key) => [
    names[key],
    grouped(managed.registered[key]),
    percentage(managed.registered[key], managed.accounts),
    grouped(unmanaged.registered[key]),
  ]);
  const head = ['registered', 'managed', '% of managed', 'unmanaged'];
  return ['## Is a method registered?', markdownTable(head, rows, head.slice(1))].join('\n\n');
}

function exceptionSection({ exceptions }: TotalCoverage): string {
  const rows = [
    ['Short term (24 hours), accepted', grouped(exceptions['short-term'])],
    ['Long term (180 days), accepted', grouped(exceptions['long-term'])],
    ['Refused: the policies do not allow it for this account', grouped(exceptions.refused)],
    ['Unrecorded: the portal granted it, git does not know it', grouped(exceptions.unrecorded)],
  ];
  return ['## Is an exception active?', markdownTable(['exception', 'accounts'], rows, ['accounts'])].join('\n\n');
}

function pendingSection({ pendingByAction, total }: CoverageReport): string {
  if (total.pending === 0) return '## Pending changes\n\nNone. A plan would change nothing now.';
  const rows = ACTIONS.filter((action) => pendingByAction[action] > 0).map((action) => [
    action,
    grouped(pendingByAction[action]),
  ]);
  return [
    '## Pending changes',
    `${counted(total.pending, 'change')} that a plan would hold now.`,
    markdownTable(['action', 'changes'], rows, ['changes']),
  ].join('\n\n');
}

function lapseSection({ lapsing: { total, listed }, timezone }: CoverageReport): string {
  const title = '## Exceptions that lapse within 30 days';
  if (total === 0) return `${title}\n\nNone.`;
  const rows = listed
    .slice(0, LISTED)
    .map(({ account, organisation, type, expiresAt }) => [
      expiresAt,
      text(formatLocal(Date.parse(expiresAt), timezone)),
      code(account),
      text(organisation),
      type,
    ]);
  const more = total > LISTED ? [`and ${grouped(total - LISTED)} more.`] : [];
  return [
    title,
    markdownTable(['ends', 'in the tenant’s zone', 'account', 'organisation', 'type'], rows),
    ...more,
  ].join('\n\n');
}
