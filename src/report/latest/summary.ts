import { ACTIONS } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { type Coverage, enforced, percentage } from '../figures/three-facts.ts';
import { code, markdownTable, text } from '../markup/markdown.ts';
import { maskText } from '../markup/mask.ts';
import { type ReportData, shownLapses } from '../figures/report-data.ts';
import { legendMarkdown } from './summary-legend.ts';
import {
  exposureMarkdown,
  organisationsMarkdown,
  registerMarkdown,
  rolloutMarkdown,
  weakMethodsMarkdown,
} from './summary-sections.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** This many exceptions that lapse soon are listed; the others are counted. */
const LISTED = 100;

/** The state of the tenant on one page: counts first, then organisations, what lapses soon, and what the words mean. */
export function summaryMarkdown(data: ReportData): string {
  const { total } = data.figures;
  const parts = [
    `# MFA status of ${text(data.product)}: ${text(maskText(data.tenant, data.mask))}`,
    originSection(data),
    enforcementSection(total),
    registrationSection(total),
    exceptionSection(total),
    pendingSection(data),
    organisationsMarkdown(data),
    lapseSection(data),
    registerMarkdown(data),
    rolloutMarkdown(data),
    weakMethodsMarkdown(data),
    exposureMarkdown(data),
    legendMarkdown(data),
  ];
  return `${parts.join('\n\n')}\n`;
}

function originSection({ now, timezone, policy, source, mask }: ReportData): string {
  const both = (instant: number): string => `${formatInstant(instant)} (${formatLocal(instant, timezone)})`;
  const commit =
    policy.commit === null ? '' : `, commit ${code(policy.commit)}${policy.dirty ? ' with local changes' : ''}`;
  const origins = source.sources
    .map(({ name, rows }) => `${text(maskText(name, mask))} (${grouped(rows)} rows)`)
    .join(', ');
  // The name of a sandbox is a random id, which tells people nothing.
  const from =
    source.kind === 'sandbox'
      ? 'the embedded sandbox'
      : `${source.kind === 'graph' ? 'Microsoft Graph' : "the portal's reports"}: ${origins}`;
  return [
    `- Made at ${both(now)}`,
    `- Policies ${code(policy.digest)}${commit}`,
    `- Accounts from ${from}, observed at ${both(source.observedAt)}`,
  ].join('\n');
}

function enforcementSection({ managed, unmanaged }: Coverage): string {
  const row = (name: string, level: keyof Coverage['managed']['levels']): string[] => [
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
    `**MFA is enforced on ${percentage(enforced(managed), managed.accounts)} of ${counted(managed.accounts, 'managed account')}.** ` +
      'An account whose level is unknown is never counted as compliant.',
    markdownTable(head, rows, head.slice(1)),
  ].join('\n\n');
}

function registrationSection({ managed, unmanaged }: Coverage): string {
  const names = { yes: 'Yes', no: 'No', unknown: 'Unknown: the source does not tell' } as const;
  const rows = (['yes', 'no', 'unknown'] as const).map((key) => [
    names[key],
    grouped(managed.registered[key]),
    percentage(managed.registered[key], managed.accounts),
    grouped(unmanaged.registered[key]),
  ]);
  const head = ['registered', 'managed', '% of managed', 'unmanaged'];
  return ['## Is a method registered?', markdownTable(head, rows, head.slice(1))].join('\n\n');
}

function exceptionSection({ exceptions }: Coverage): string {
  const rows = [
    ['Short term (24 hours), accepted', grouped(exceptions['short-term'])],
    ['Long term (180 days), accepted', grouped(exceptions['long-term'])],
    ['Refused: the policies do not allow it for this account', grouped(exceptions.refused)],
    ['Unrecorded: the portal granted it, git does not know it', grouped(exceptions.unrecorded)],
  ];
  return ['## Is an exception active?', markdownTable(['exception', 'accounts'], rows, ['accounts'])].join('\n\n');
}

function pendingSection({ figures }: ReportData): string {
  const { pendingByAction, total } = figures;
  if (total.pending === 0) return '## Pending changes\n\nNone: a plan for this instant would change nothing.';
  const rows = ACTIONS.filter((action) => pendingByAction[action] > 0).map((action) => [
    action,
    grouped(pendingByAction[action]),
  ]);
  return [
    '## Pending changes',
    `${counted(total.pending, 'change')} that a plan for this instant would hold.`,
    markdownTable(['action', 'changes'], rows, ['changes']),
  ].join('\n\n');
}

function lapseSection(data: ReportData): string {
  const lapses = shownLapses(data);
  const title = '## Exceptions that lapse within 30 days';
  if (lapses.length === 0) return `${title}\n\nNone.`;
  const rows = lapses
    .slice(0, LISTED)
    .map(({ account, entry: { organisation, type, expiresAt } }) => [
      formatInstant(expiresAt),
      text(formatLocal(expiresAt, data.timezone)),
      code(account),
      text(organisation),
      type,
    ]);
  const more = lapses.length > LISTED ? [`and ${grouped(lapses.length - LISTED)} more.`] : [];
  return [
    title,
    markdownTable(['ends', 'in the tenant’s zone', 'account', 'organisation', 'type'], rows),
    ...more,
  ].join('\n\n');
}
