/** What a pull request's policies would do, for the comment on it. Everything in them is data: it is shown, never meant. */
import { describeGuardrail } from './guardrails.ts';
import { type Instant } from '../../model/account.ts';
import type { UserException, Policies } from '../../model/policies.ts';
import { compareUtf8 } from '../../model/text.ts';
import { DAY, formatInstant } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import type { GuardrailResult, PlanChunk, PlanFinding, PlanHeader } from '../../generated/plan.ts';
import { code, link, markdownTable, text } from '../markup/markdown.ts';
import { type Mask, maskText } from '../markup/mask.ts';
import type { ToldWeakening } from '../../policy/weakenings/all.ts';
import { nameOrganisations, type PolicyDifference } from './policy-difference.ts';
import { weakeningSection } from './weakenings.ts';
import { counted, grouped } from '../markup/numbers.ts';

export interface ForecastData {
  readonly header: Omit<PlanHeader, 'digest'>;
  readonly chunks: Iterable<PlanChunk>;
  readonly policies: Policies;
  /** Null where the policies of the base are not valid, so that nothing can be compared. */
  readonly differences: readonly PolicyDifference[] | null;
  /** What the change makes weaker; null as `differences` are. */
  readonly weakenings: readonly ToldWeakening[] | null;
  readonly now: Instant;
  readonly mask: Mask;
  /** Where the whole forecast is; null where it is nowhere. */
  readonly url: string | null;
  /** `SEQ:sha256:…` of the ledger, to be kept by those who read it; null before the first run. */
  readonly ledgerHead: string | null;
}

/** This many of each kind are named; the others are counted. */
const NAMED = 50;

/** A verdict first, then what gets weaker, counts, what is withheld, who may be locked out, who changes, what lapses, and what the policies say now. */
export function forecastMarkdown(data: ForecastData): string {
  const { tighten, loosen } = changeRows(data.chunks, data.mask);
  const parts = [
    '## MFA forecast',
    verdictSection(data),
    policySection(data),
    weakeningSection(data.weakenings, data.mask),
    countSection(data),
    guardrailSection(data.header.guardrails),
    lockoutSection(data.header.guardrails),
    changeSection('Loosens', loosen, data.header.counts.byDirection['loosen'] ?? 0),
    changeSection('Tightens', tighten, data.header.counts.byDirection['tighten'] ?? 0),
    lapseSection(data),
    findingSection(data.header.findings, data.mask),
    originSection(data),
    // The longest stands last: it is what a cut may take.
    differenceSection(data.differences),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function verdictSection({ header: { counts }, url }: ForecastData): string {
  const whole = url === null ? '' : ` ${link('The whole forecast', url)}.`;
  const of = `${counted(counts.accounts, 'account')}, ${grouped(counts.managed)} managed`;
  if (counts.changes === 0) return `**Nothing would change**: ${of}.${whole}`;
  return `**${counted(counts.changes, 'change')}** in ${counted(Object.keys(counts.byOrganisation).length, 'organisation')}, of ${of}.${whole}`;
}

/** What was looked at stands at the top, where no cut takes it. */
function policySection({ header: { policy } }: ForecastData): string {
  return `Policies ${code(policy.digest)}${policy.commit === null ? '' : `, commit ${code(policy.commit)}`}`;
}

function countSection({ header: { counts } }: ForecastData): string {
  if (counts.changes === 0) return '';
  const rows = (['tighten', 'loosen'] as const).map((direction) => [
    direction,
    grouped(counts.byDirection[direction] ?? 0),
  ]);
  const by = (counter: Readonly<Record<string, number>>): string =>
    Object.entries(counter)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${text(name)} ${grouped(count)}`)
      .join(', ');
  return [
    markdownTable(['direction', 'changes'], rows, ['changes']),
    `By action: ${by(counts.byAction)}. By cause: ${by(counts.byCause)}.`,
  ].join('\n\n');
}

function guardrailSection(guardrails: readonly GuardrailResult[]): string {
  const violated = guardrails.filter(({ ok }) => !ok);
  if (violated.length === 0) return '### Guardrails\n\nAll guardrails hold, so mfactl withholds nothing.';
  return [
    '### Guardrails',
    `**${counted(violated.length, 'limit')} exceeded**. mfactl does not apply the changes that a guardrail withholds; it applies the others.`,
    list(violated.map((result) => text(describeGuardrail(result)))),
  ].join('\n\n');
}

function lockoutSection(guardrails: readonly GuardrailResult[]): string {
  const results = guardrails.filter(({ id, measure }) => id === 'lockout' && measure > 0);
  const total = results.find(({ organisation }) => organisation === null);
  if (total === undefined) return '### Lockout\n\nNo account without a registered method would be raised to standard.';
  const rows = results
    .filter(({ organisation }) => organisation !== null)
    .sort((a, b) => b.measure - a.measure)
    .slice(0, NAMED)
    .map(({ organisation, measure, limit }) => [
      text(organisation || '(no organisation)'),
      grouped(measure),
      grouped(limit),
    ]);
  return [
    '### Lockout',
    `**${counted(total.measure, 'account')}** without a registered method would be raised to standard. Standard has no grace period, so these users cannot sign in until they register.`,
    markdownTable(['organisation', 'accounts', 'limit'], rows, ['accounts', 'limit']),
  ].join('\n\n');
}

function changeRows(chunks: Iterable<PlanChunk>, mask: Mask): Record<'tighten' | 'loosen', string[][]> {
  const rows: Record<'tighten' | 'loosen', string[][]> = { tighten: [], loosen: [] };
  for (const { action, organisation, withheld, changes } of chunks) {
    for (const { account, direction, before, after, cause } of changes) {
      if (rows[direction].length >= NAMED) continue;
      const fate = withheld === null ? '' : `withheld: ${withheld}`;
      rows[direction].push([
        action,
        text(organisation),
        code(mask(account.address)),
        text(before.status || '(blank)'),
        text(after.status || '(blank)'),
        cause,
        fate,
      ]);
    }
  }
  return rows;
}

function changeSection(title: string, rows: readonly (readonly string[])[], count: number): string {
  if (count === 0) return '';
  const more = count > rows.length ? [`and ${grouped(count - rows.length)} more.`] : [];
  return details(
    `${title}: ${counted(count, 'change')}`,
    [markdownTable(['action', 'organisation', 'account', 'from', 'to', 'cause', ''], rows), ...more].join('\n\n'),
  );
}

function differenceSection(differences: readonly PolicyDifference[] | null): string {
  const title = '### Effective policy';
  if (differences === null)
    return `${title}\n\nThe policies of the base branch are not valid, so mfactl cannot compare them. Correct them first.`;
  if (differences.length === 0) return `${title}\n\nUnchanged.`;
  const parts = differences.map(
    ({ organisations, patch }) => `**${text(nameOrganisations(organisations))}**\n\n${fenced(patch, 'diff')}`,
  );
  return [title, ...parts].join('\n\n');
}

function lapseSection({ policies, now, mask }: ForecastData): string {
  const soon: UserException[] = [...policies.exceptions.byAddress.values()]
    .flat()
    .filter(({ expiresAt }) => now < expiresAt && expiresAt <= now + 30 * DAY);
  const title = '### Exceptions that lapse within 30 days';
  if (soon.length === 0) return `${title}\n\nNone.`;
  soon.sort((a, b) => a.expiresAt - b.expiresAt || compareUtf8(a.user, b.user));
  const rows = soon
    .slice(0, NAMED)
    .map(({ expiresAt, user, organisation, type }) => [
      formatInstant(expiresAt),
      text(formatLocal(expiresAt, policies.tenant.timezone)),
      code(mask(user)),
      text(organisation),
      type,
    ]);
  const more = soon.length > NAMED ? [`and ${grouped(soon.length - NAMED)} more.`] : [];
  return [
    title,
    details(
      counted(soon.length, 'exception'),
      [markdownTable(['ends', 'in the tenant’s zone', 'account', 'organisation', 'type'], rows), ...more].join('\n\n'),
    ),
  ].join('\n\n');
}

function findingSection(findings: readonly PlanFinding[], mask: Mask): string {
  if (findings.length === 0) return '';
  const items = findings.slice(0, NAMED).map(({ code: name, severity, organisation, account, says }) => {
    const where = [organisation === null ? '' : text(organisation), account === null ? '' : code(mask(account))].filter(
      (part) => part !== '',
    );
    return `${severity} ${text(name)}${where.length === 0 ? '' : ` ${where.join(' ')}`}: ${text(maskText(says, mask))}`;
  });
  const more = findings.length > NAMED ? [`and ${grouped(findings.length - NAMED)} more.`] : [];
  return details(counted(findings.length, 'finding'), [list(items), ...more].join('\n\n'));
}

function originSection({ header, ledgerHead }: ForecastData): string {
  const { directory, asOf, fingerprint } = header;
  return [
    'mfactl never applies this forecast. After the merge it makes a new plan, and applies of it only what was approved.',
    list([
      `Accounts observed at ${directory.observedAt}, planned for ${asOf}`,
      `Fingerprint ${code(fingerprint)}`,
      ...(ledgerHead === null
        ? []
        : [
            `Ledger ${code(ledgerHead)}: keep a copy, which <code>mfactl verify --head</code> compares with the ledger`,
          ]),
    ]),
  ].join('\n\n');
}

function details(summary: string, markdown: string): string {
  return `<details><summary>${text(summary)}</summary>\n\n${markdown}\n\n</details>`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A fence that nothing within can end. */
function fenced(content: string, language: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}
