import type { Account, Refusal, TraceLine } from '../../model/account.ts';
import { type Decision, REFUSAL_REASONS } from '../../model/decision.ts';
import { formatInstant } from '../../model/time.ts';
import { printable } from '../../model/text.ts';
import type { Mask } from '../markup/mask.ts';
import type { Paint } from '../markup/terminal.ts';
import { withLocalTime } from '../markup/local-time.ts';

/** A decision as `explain --json` writes it, one line an account. */
export interface DecisionJson {
  readonly address: string;
  readonly managed: boolean;
  readonly actual: Decision['actual'];
  readonly desired: Decision['desired'];
  readonly action: Decision['action'];
  readonly reEnrol: boolean;
  readonly held: { readonly wave: string | null; readonly starts: string | null } | null;
  readonly exception: { readonly type: string; readonly expiresAt: string; readonly refused: Refusal | null } | null;
  readonly because: Decision['because'];
}

export function decisionJson(account: Account, decision: Decision, mask: Mask): DecisionJson {
  const { managed, actual, desired, action, reEnrol, held, exception, because } = decision;
  return {
    address: mask(account.address),
    managed,
    actual,
    desired,
    action,
    reEnrol: reEnrol !== null,
    held: held === null ? null : { wave: held.wave, starts: held.starts === null ? null : formatInstant(held.starts) },
    exception:
      exception === null
        ? null
        : {
            type: exception.entry.type,
            expiresAt: formatInstant(exception.entry.expiresAt),
            refused: exception.refused,
          },
    because,
  };
}

export interface DecisionTextOptions {
  readonly paint: Paint;
  readonly mask: Mask;
  readonly timezone: string;
  /** What is known of the commit behind a line of the trace; null where nothing is. Left out: nothing is asked. */
  readonly provenance?: (line: TraceLine) => string | null;
}

/** A decision for people: three facts apart (enforced, registered, exempt), then each rule with file and line. */
export function renderDecision(account: Account, decision: Decision, options: DecisionTextOptions): string {
  const { paint } = options;
  const lines = [
    paint.strong(options.mask(printable(account.address))),
    `  organisation  ${printable(account.organisation) || '(none)'}${account.unit === '' ? '' : `, ${printable(account.unit)}`}`,
    `  account       ${printable(account.type) || '(no type given)'}, ${printable(account.status) || '(no status given)'}${decision.managed ? '' : ', unmanaged'}`,
    `  enforced      ${stateLine(decision)}`,
    `  registered    ${methodsLine(account)}`,
    `  exception     ${exceptionLine(decision, options)}`,
    ...(decision.held === null ? [] : [`  held          ${heldLine(decision.held, options)}`]),
    `  change        ${decision.action}${decision.direction === null ? '' : ` (${decision.direction})`}${decision.reEnrol === null ? '' : ', and the user registers MFA again'}`,
    '  because',
    ...decision.because.map((line) => traceLine(line, options)),
    ...decision.findings.map(
      (finding) => `  ${paint.warn('finding')}       ${finding.code}: ${printable(finding.says)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function traceLine(line: TraceLine, { paint, provenance }: DecisionTextOptions): string {
  const commit = provenance?.(line) ?? null;
  const where = line.policy === null ? '' : `  ${line.policy}${commit === null ? '' : ` (${commit})`}`;
  return `    ${line.step.padEnd(15)}${printable(line.says)}${paint.dim(where)}`;
}

function stateLine({ actual, desired }: Decision): string {
  const state = ({ level, status }: Decision['actual']): string => `${level} (${printable(status) || 'blank'})`;
  return actual.level === desired.level && actual.status === desired.status
    ? state(actual)
    : `${state(actual)} → ${state(desired)}`;
}

function methodsLine({ methods }: Account): string {
  if (methods === null) return 'unknown';
  return methods.length === 0 ? 'none' : methods.map(printable).join(', ');
}

function exceptionLine({ exception, unrecorded }: Decision, options: DecisionTextOptions): string {
  if (exception === null)
    return unrecorded ? 'the portal granted one that the policies do not hold; the tenant keeps it' : 'none';
  const fate = exception.refused === null ? '' : `, refused because ${REFUSAL_REASONS[exception.refused]}`;
  return `${exception.entry.type} until ${withLocalTime(exception.entry.expiresAt, options.timezone)}${fate}`;
}

function heldLine(held: NonNullable<Decision['held']>, options: DecisionTextOptions): string {
  return held.starts === null
    ? 'no wave covers the account'
    : `until wave ${printable(held.wave ?? '')} starts at ${withLocalTime(held.starts, options.timezone)}`;
}
