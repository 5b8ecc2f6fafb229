import type { Dishonour, UnseenLoosening } from '../../plan/compare/honours.ts';
import type { PlanState } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import type { Paint } from '../markup/terminal.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** This many accounts of an organisation are named; the others are counted. */
const NAMED = 5;

/** The verdict for people, with every reason. */
export function renderHonours(reasons: readonly Dishonour[], style: Paint): string {
  if (reasons.length === 0) return `${style.good('Honoured')}: the plan makes only changes that were approved.\n`;
  const lines = reasons.flatMap((reason) => describe(reason));
  return [
    `${style.bad('Not honoured')}: the plan makes changes that nobody approved. Look at it, and approve this plan.`,
    ...lines,
    '',
  ].join('\n');
}

function describe(reason: Dishonour): string[] {
  switch (reason.reason) {
    case 'policies':
      return [
        `  The plan was made from the policies ${reason.plan.slice(0, 19)}…, but ${reason.forecast.slice(0, 19)}… were approved.`,
      ];
    case 'undo':
      return [`  The plan takes back ${reason.plan ?? 'no run'}, but ${reason.forecast ?? 'no run'} was approved.`];
    case 'loosening':
      return [
        `  ${codeOf(reason.organisation)}: the policies loosen ${counted(reason.accounts.length, 'account')} that the approved forecast does not loosen like this.`,
        ...reason.accounts.slice(0, NAMED).map(describeAccount),
        ...(reason.accounts.length > NAMED ? [`    and ${grouped(reason.accounts.length - NAMED)} more`] : []),
      ];
    default:
      return [
        `  ${codeOf(reason.organisation)}: the policies tighten ${counted(reason.plan, 'account')}, but the approved forecast tightens ${grouped(reason.forecast)}; at most ${grouped(reason.allowed)} more are allowed.`,
      ];
  }
}

function codeOf(organisation: string): string {
  return printable(organisation) || '(no organisation)';
}

function describeAccount({ account, after, forecast }: UnseenLoosening): string {
  return `    ${printable(account.address)}  becomes ${stateText(after)}, but the forecast says ${forecast === null ? 'no loosening' : stateText(forecast)}`;
}

function stateText({ level, status }: PlanState): string {
  return `${level} (${printable(status) || 'blank'})`;
}
