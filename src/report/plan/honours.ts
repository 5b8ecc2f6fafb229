import type { Dishonour, UnseenLoosening } from '../../plan/compare/honours.ts';
import type { PlanState } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import type { Paint } from '../markup/terminal.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** This many accounts of an organisation are named; the others are counted. */
const NAMED = 5;

/** The verdict for people, with every reason. */
export function renderHonours(reasons: readonly Dishonour[], style: Paint): string {
  if (reasons.length === 0) return `${style.good('Honoured')}: the plan does what was approved.\n`;
  const lines = reasons.flatMap((reason) => describe(reason));
  return [
    `${style.bad('Not honoured')}: the plan goes beyond what was approved. Look at it, and approve it itself.`,
    ...lines,
    '',
  ].join('\n');
}

function describe(reason: Dishonour): string[] {
  switch (reason.reason) {
    case 'policies':
      return [
        `  The policies are others: ${reason.plan.slice(0, 19)}…, approved were ${reason.forecast.slice(0, 19)}….`,
      ];
    case 'undo':
      return [`  The plan takes back ${reason.plan ?? 'no run'}, approved was ${reason.forecast ?? 'no run'}.`];
    case 'loosening':
      return [
        `  ${codeOf(reason.organisation)}: the policies loosen ${counted(reason.accounts.length, 'account')} in a way that was not forecast.`,
        ...reason.accounts.slice(0, NAMED).map(describeAccount),
        ...(reason.accounts.length > NAMED ? [`    and ${grouped(reason.accounts.length - NAMED)} more`] : []),
      ];
    default:
      return [
        `  ${codeOf(reason.organisation)}: the policies tighten ${counted(reason.plan, 'account')}, ${grouped(reason.forecast)} were forecast; at most ${grouped(reason.allowed)} more are fine.`,
      ];
  }
}

function codeOf(organisation: string): string {
  return printable(organisation) || '(no organisation)';
}

function describeAccount({ account, after, forecast }: UnseenLoosening): string {
  return `    ${printable(account.address)}  ends at ${stateText(after)}, forecast was ${forecast === null ? 'no loosening' : stateText(forecast)}`;
}

function stateText({ level, status }: PlanState): string {
  return `${level} (${printable(status) || 'blank'})`;
}
