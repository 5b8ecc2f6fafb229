import type { Instant, Origin } from '../../model/account.ts';
import type { CaseResult, Mismatch } from '../../prove/policy-test.ts';
import { decidingLine } from '../../model/decision.ts';
import { printable } from '../../model/text.ts';
import { renderDecision } from '../account/decision.ts';
import { showAddresses } from '../markup/mask.ts';
import type { Paint } from '../markup/terminal.ts';
import { counted } from '../markup/numbers.ts';
import { withLocalTime } from '../markup/local-time.ts';

/** What came of one policy test. Where addresses are masked, they are so in here already. */
export interface TestReport {
  readonly name: string;
  readonly at: Instant;
  /** File below the root, without a line. */
  readonly file: string;
  readonly cases: readonly CaseReport[];
}

export interface CaseReport extends CaseResult {
  /** The place of the case. */
  readonly origin: Origin;
  /** The place of each thing that is expected. */
  readonly expectOrigins: Readonly<Record<string, Origin>>;
}

export const isFailed = ({ mismatches }: CaseReport): boolean => mismatches.length > 0;

export interface TestCounts {
  readonly tests: number;
  readonly cases: number;
  readonly failed: number;
}

export function countTests(reports: readonly TestReport[]): TestCounts {
  const cases = reports.flatMap((report) => report.cases);
  return { tests: reports.length, cases: cases.length, failed: cases.filter(isFailed).length };
}

/** Whose decision a case looks at: `kiosk@example.nhs.net of X26, Estates/Kiosks`. */
export function caseName({ account }: CaseReport): string {
  const { address, organisation, unit } = account;
  return printable(`${address} of ${organisation}${unit === '' ? '' : `, ${unit}`}`);
}

/** `policies/tests/kiosks.yaml:6: expected level standard, got named-locations`. */
export function mismatchText({ what, expected, got }: Mismatch, { expectOrigins }: CaseReport): string {
  return printable(`${expectOrigins[what]}: expected ${what} ${shown(expected)}, got ${shown(got)}`);
}

function shown(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === '' ? 'blank' : value;
}

/** The rule that decided what was not expected. */
export function decidedBy({ decision }: CaseReport): string {
  const line = decidingLine(decision.because);
  if (line === undefined) return 'no rule, as none covers the account';
  return printable(`${line.policy === null ? '' : `${line.policy}: `}${line.says}`);
}

export interface TestTextOptions {
  readonly paint: Paint;
  readonly timezone: string;
}

/** For people: each case that fails with what decided it, then how many there were. */
export function renderTests(reports: readonly TestReport[], options: TestTextOptions): string {
  const failures = reports.flatMap((report) =>
    report.cases.filter(isFailed).map((each) => failureText(report, each, options)),
  );
  return `${failures.join('\n')}${failures.length === 0 ? '' : '\n'}${countText(countTests(reports))}`;
}

function failureText({ name, at }: TestReport, failed: CaseReport, options: TestTextOptions): string {
  const { paint, timezone } = options;
  const lines = [
    `${paint.bad('fails')}  ${paint.strong(printable(name))}`,
    ...failed.mismatches.map((mismatch) => `  ${mismatchText(mismatch, failed)}`),
    `  decided by ${decidedBy(failed)}`,
    `  at ${withLocalTime(at, timezone)}`,
  ];
  return `${lines.join('\n')}\n${indentedLines(renderDecision(failed.account, failed.decision, { ...options, mask: showAddresses }))}`;
}

/** Each line two spaces further in. */
export function indentedLines(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function countText({ tests, cases, failed }: TestCounts): string {
  const all = `${counted(cases, 'case')} in ${counted(tests, 'policy test')}`;
  return failed === 0 ? `${all}: all pass.\n` : `${all}: ${failed} ${failed === 1 ? 'fails' : 'fail'}.\n`;
}
