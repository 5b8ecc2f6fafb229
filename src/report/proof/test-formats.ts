/** Results of policy tests for programs: TAP 14, JUnit XML and JSON. Addresses are masked before, where they are to be. */
import { formatInstant } from '../../model/time.ts';
import { jsonText, printable } from '../../model/text.ts';
import type { CaseReport, TestReport } from './test-results.ts';
import { caseName, countTests, decidedBy, isFailed, mismatchText } from './test-results.ts';

/** One test point a case; a diagnostic below each that fails. */
export function renderTap(reports: readonly TestReport[]): string {
  const points = reports.flatMap((report) => report.cases.map((each) => ({ report, each })));
  if (points.length === 0) return 'TAP version 14\n1..0 # SKIP no policy tests\n';
  const lines = points.flatMap(({ report, each }, i) => [
    `${isFailed(each) ? 'not ok' : 'ok'} ${i + 1} - ${tapText(`${report.name}: ${caseName(each)}`)}`,
    ...(isFailed(each) ? tapDiagnostic(report, each) : []),
  ]);
  return `TAP version 14\n1..${points.length}\n${lines.join('\n')}\n`;
}

/** `#` would begin a directive. */
function tapText(text: string): string {
  return printable(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}

/** YAML, in which every JSON text is a value. */
function tapDiagnostic({ at }: TestReport, failed: CaseReport): string[] {
  return [
    '  ---',
    `  message: ${JSON.stringify(failed.mismatches.map((mismatch) => mismatchText(mismatch, failed)).join('; '))}`,
    `  at: ${JSON.stringify(failed.origin)}`,
    `  decidedAt: ${JSON.stringify(formatInstant(at))}`,
    ...failed.mismatches.map(({ what, ...values }) => `  ${what}: ${JSON.stringify(values)}`),
    `  decidedBy: ${JSON.stringify(decidedBy(failed))}`,
    '  trace:',
    ...traceOf(failed).map((line) => `    - ${JSON.stringify(line)}`),
    '  ...',
  ];
}

function traceOf({ decision }: CaseReport): string[] {
  return decision.because.map(({ step, says, policy }) =>
    printable(`${step}: ${says}${policy === null ? '' : ` (${policy})`}`),
  );
}

/** One suite a policy test, one test case a case, as continuous integration servers read it. */
export function renderJunit(reports: readonly TestReport[]): string {
  const { cases, failed } = countTests(reports);
  const suites = reports.flatMap((report) => [
    `  <testsuite${attributes({ name: report.name, file: report.file, tests: report.cases.length, failures: report.cases.filter(isFailed).length, errors: 0, skipped: 0 })}>`,
    ...report.cases.flatMap((each) => junitCase(report, each)),
    '  </testsuite>',
  ]);
  const head = `<testsuites${attributes({ name: 'mfactl test', tests: cases, failures: failed })}>`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>'].join('\n')}\n`;
}

function junitCase({ file }: TestReport, each: CaseReport): string[] {
  const line = each.origin.slice(each.origin.lastIndexOf(':') + 1);
  const open = `    <testcase${attributes({ classname: file, name: `${caseName(each)} (line ${line})`, file, line })}`;
  if (!isFailed(each)) return [`${open}/>`];
  const says = each.mismatches.map((mismatch) => mismatchText(mismatch, each));
  const text = [...says, `decided by ${decidedBy(each)}`, ...traceOf(each)].map(xmlText).join('\n');
  return [
    `${open}>`,
    `      <failure${attributes({ message: says.join('; '), type: 'expectation' })}>${text}</failure>`,
    '    </testcase>',
  ];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML has no form for most control characters at all, so they are shown as `\u{…}`. */
function xmlText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (char) => ENTITIES[char] as string);
}

export function renderTestJson(reports: readonly TestReport[]): string {
  const results = reports.flatMap(({ name, at, cases }) =>
    cases.map((each) => ({
      test: name,
      at: formatInstant(at),
      origin: each.origin,
      account: each.account.address,
      ok: !isFailed(each),
      mismatches: each.mismatches.map((mismatch) => ({ ...mismatch, origin: each.expectOrigins[mismatch.what] })),
      because: each.decision.because,
    })),
  );
  return jsonText({ ...countTests(reports), results });
}
