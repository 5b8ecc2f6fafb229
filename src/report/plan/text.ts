import { ALWAYS_REFUSING } from '../../plan/guardrails/guardrails.ts';
import { ACTIONS, type Instant } from '../../model/account.ts';
import { decidingLine } from '../../model/decision.ts';
import type { PlanChange, PlanChunk, PlanFinding, PlanHeader } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import type { Mask } from '../markup/mask.ts';
import type { Paint } from '../markup/terminal.ts';
import { counted, grouped } from '../markup/numbers.ts';
import { withLocalTime } from '../markup/local-time.ts';
import { describeGuardrail } from './guardrails.ts';

export interface PlanTextOptions {
  readonly paint: Paint;
  readonly mask: Mask;
  /** The tenant's zone, for times beside UTC; null where it is not known. */
  readonly timezone: string | null;
  /** This many changes of each chunk are shown; the others are counted. */
  readonly changesPerChunk: number;
}

/** The head of a plan: what it was made from, its counts, its guardrails. */
export function renderPlanHead(header: PlanHeader, options: PlanTextOptions): string {
  const { counts } = header;
  if (counts.changes === 0)
    return [...origin(header, options), '', inSync(header, options), ...guardrailLines(header, options), ''].join('\n');
  return [...origin(header, options), '', ...countLines(header, options), ...guardrailLines(header, options), ''].join(
    '\n',
  );
}

function inSync(header: PlanHeader, { paint }: PlanTextOptions): string {
  const { counts } = header;
  const waiting = (header.confirmations ?? []).reduce((sum, one) => sum + one.waiting, 0);
  const trusted = header.guardrails.every(({ id, ok }) => ok || !ALWAYS_REFUSING.includes(id));
  const verdict = waiting === 0 ? 'In sync' : `${counted(waiting, 'change')} handed over`;
  return `${trusted ? paint.good(verdict) : paint.bad('Do not trust this plan')}: ${counted(counts.accounts, 'account')}, ${grouped(counts.managed)} managed, nothing ${waiting === 0 ? '' : 'else '}to change.`;
}

function origin(header: PlanHeader, options: PlanTextOptions): string[] {
  const { policy, directory, target, scope } = header;
  const commit =
    policy.commit === null
      ? 'not in git'
      : `commit ${policy.commit.slice(0, 12)}${policy.dirty ? ' with local changes' : ''}`;
  const forecast = header.asOf === header.madeAt ? '' : ' (a forecast, which mfactl never applies)';
  const part =
    scope === null
      ? []
      : [
          `  for         ${[...scope.organisations, ...scope.units, ...scope.userPolicies].map(printable).join(', ')} only`,
        ];
  return [
    options.paint.strong(`Plan for ${both(header.asOf, options)}${forecast}`),
    `  policies    ${policy.digest.slice(0, 19)}… ${commit}`,
    `  directory   ${directory.kind} ${printable(directory.name)}, observed ${both(directory.observedAt, options)}`,
    `  target      ${target === null ? 'none, so mfactl can only plan; set `target` in mfactl.yaml to apply' : `${target.kind} ${printable(target.name)}`}`,
    ...part,
  ];
}

function both(instant: string, { timezone }: PlanTextOptions): string {
  const ms: Instant = Date.parse(instant);
  return timezone === null ? instant : withLocalTime(ms, timezone);
}

function countLines({ counts }: PlanHeader, { paint }: PlanTextOptions): string[] {
  const causes = Object.entries(counts.byCause).filter(([, count]) => count > 0);
  const organisations = Object.keys(counts.byOrganisation).length;
  return [
    `${counted(counts.accounts, 'account')}, ${grouped(counts.managed)} managed. ` +
      `${paint.strong(counted(counts.changes, 'change'))} in ${counted(organisations, 'organisation')}: ` +
      `${grouped(counts.byDirection['tighten'] ?? 0)} tighten, ${grouped(counts.byDirection['loosen'] ?? 0)} loosen.`,
    `  by action   ${nonZero(ACTIONS.map((action) => [action, counts.byAction[action] ?? 0]))}`,
    `  by cause    ${nonZero(causes)}`,
    ...(counts.relabels === 0
      ? []
      : [
          `  relabels    ${grouped(counts.relabels)} (the level stays, only the status will read differently; mfactl changes nothing)`,
        ]),
  ];
}

function nonZero(counts: readonly (readonly [string, number])[]): string {
  return counts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${grouped(count)}`)
    .join(', ');
}

function guardrailLines({ guardrails }: PlanHeader, { paint }: PlanTextOptions): string[] {
  const violated = guardrails.filter((result) => !result.ok);
  if (violated.length === 0) return ['', `Guardrails: ${paint.good('all hold')}.`];
  return ['', 'Guardrails', ...violated.map((result) => `  ${paint.bad('VIOLATED')} ${describeGuardrail(result)}`)];
}

/** One chunk with its changes. */
export function renderChunk(chunk: PlanChunk, options: PlanTextOptions): string {
  const { paint } = options;
  const target = chunk.to === null ? '' : ` → ${chunk.to}`;
  const fate = chunk.withheld === null ? '' : ` ${paint.bad(`withheld by ${chunk.withheld}`)}`;
  const organisation = printable(chunk.organisation) || '(no organisation)';
  const head = `${paint.strong(`#${chunk.id} ${chunk.action}${target}`)}  ${organisation}  ${counted(chunk.changes.length, 'account')}${fate}`;
  const shown = chunk.changes.slice(0, options.changesPerChunk).map((change) => renderChange(change, options));
  const rest = chunk.changes.length - shown.length;
  return [head, ...shown, ...(rest === 0 ? [] : [paint.dim(`    and ${grouped(rest)} more`)]), ''].join('\n');
}

function renderChange(
  { account, before, after, because, cause, validUntil }: PlanChange,
  { paint, mask }: PlanTextOptions,
): string {
  const last = decidingLine(because);
  const states =
    before.status === after.status ? after.status : `${before.status || '(blank)'} → ${after.status || '(blank)'}`;
  const until = validUntil === null ? '' : `, until ${validUntil}`;
  const line = `    ${mask(printable(account.address))}  ${printable(states)}`;
  return last === undefined
    ? line
    : `${line}\n${paint.dim(`      ${cause}${until}: ${printable(last.says)}${last.policy === null ? '' : ` (${last.policy})`}`)}`;
}

/** So many kinds of findings, and so many of each, are shown where the plan's file has them all. */
const SHOWN = { kinds: 20, ofKind: 3 };

/** All findings, the gravest first. */
export function renderFindings(findings: readonly PlanFinding[], options: PlanTextOptions): string {
  if (findings.length === 0) return '';
  return ['Findings', ...findings.map((finding) => findingLine(finding, options)), ''].join('\n');
}

/** The first findings of each kind, the gravest kind first; the others are counted. */
export function renderFindingKinds(findings: readonly PlanFinding[], options: PlanTextOptions): string {
  if (findings.length === 0) return '';
  const kinds = [...Map.groupBy(findings, ({ code }) => code).values()];
  const shown = kinds.slice(0, SHOWN.kinds);
  const left = findings.length - shown.reduce((sum, kind) => sum + kind.length, 0);
  const lines = shown.flatMap((kind) => {
    const rest = kind.length - SHOWN.ofKind;
    const first = kind.slice(0, SHOWN.ofKind).map((finding) => findingLine(finding, options));
    return rest <= 0
      ? first
      : [...first, options.paint.dim(`    and ${grouped(rest)} more ${(kind[0] as PlanFinding).code}`)];
  });
  const isCut = kinds.some((kind) => kind.length > SHOWN.ofKind) || left > 0;
  return [
    'Findings',
    ...lines,
    ...(left === 0 ? [] : [`  and ${counted(left, 'finding')} of other kinds`]),
    ...(isCut ? ['  "mfactl show PLAN" lists all findings of a plan file.'] : []),
    '',
  ].join('\n');
}

function findingLine(
  { code, severity, organisation, account, says }: PlanFinding,
  { paint, mask }: PlanTextOptions,
): string {
  const where = [organisation, account === null ? null : mask(account)]
    .filter((part) => part !== null)
    .map((part) => printable(part))
    .join(' ');
  const label = severity === 'error' ? paint.bad(severity) : severity === 'warning' ? paint.warn(severity) : severity;
  return `  ${label} ${code}${where === '' ? '' : ` ${where}`}: ${printable(says)}`;
}
