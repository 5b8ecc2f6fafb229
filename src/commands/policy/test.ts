import { resolve } from 'node:path';
import type { Instant } from '../../model/account.ts';
import { runCase } from '../../prove/policy-test.ts';
import { parseInstant } from '../../model/time.ts';
import { isStatusEvidence } from '../../snapshot/snapshot.ts';
import type { LoadedPolicies, LoadedTest } from '../../policy/load.ts';
import { maskedData, type Mask } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { renderJunit, renderTap, renderTestJson } from '../../report/proof/test-formats.ts';
import { countTests, renderTests, type TestReport } from '../../report/proof/test-results.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { type GlobalOptions, maskOf, openPolicies, openSettings } from '../../session/workspace.ts';

interface TestOptions extends GlobalOptions {
  readonly files: readonly string[];
  readonly format: 'text' | 'tap' | 'junit' | 'json';
  readonly json?: boolean;
}

/** Runs the policy tests, or those of some files. */
export async function test(io: Io, options: TestOptions): Promise<number> {
  const settings = openSettings(io, options);
  const { policies, tests } = openPolicies(io, settings);
  const mask = maskOf(io, settings);
  const statusEvidence = isStatusEvidence(settings.directory.kind);
  const reports = chosen(tests, options.files, settings.root, io.cwd).map((each) =>
    maskedReport(runTest(each, policies, statusEvidence), mask),
  );
  const format = options.json === true ? 'json' : options.format;
  if (reports.length === 0) io.err('There are no policy tests: write one in tests/ in the policies folder.\n');
  const text =
    format === 'text'
      ? renderText(io, reports, policies.tenant.timezone)
      : { tap: renderTap, junit: renderJunit, json: renderTestJson }[format](reports);
  await io.out(text);
  return countTests(reports).failed === 0 ? EXIT.done : EXIT.failed;
}

function renderText(io: Io, reports: readonly TestReport[], timezone: string): string {
  return reports.length === 0 ? '' : renderTests(reports, { paint: paint(io.colour.out), timezone });
}

/** The tests of the files that are named; all where none is. A file that holds no test ends the command. */
function chosen(tests: readonly LoadedTest[], files: readonly string[], root: string, cwd: string): LoadedTest[] {
  if (files.length === 0) return [...tests];
  const wanted = files.map((file) => resolve(cwd, file));
  const paths = tests.map(({ origin }) => resolve(root, fileOf(origin)));
  const missing = files.filter((_, i) => !paths.includes(wanted[i] as string));
  if (missing.length > 0)
    throw new EndOfCommand(
      `${missing.join(', ')}: not a policy test; give a file such as ${tests[0] === undefined ? 'policies/tests/kiosks.yaml' : fileOf(tests[0].origin)}.`,
    );
  return tests.filter((_, i) => wanted.includes(paths[i] as string));
}

function runTest(loaded: LoadedTest, policies: LoadedPolicies['policies'], statusEvidence: boolean): TestReport {
  const { test: given, origin, caseOrigins, expectOrigins } = loaded;
  const now = parseInstant(given.at) as Instant;
  return {
    name: given.name,
    at: now,
    file: fileOf(origin),
    cases: given.accounts.map((each, i) => ({
      ...runCase(each, policies, { now, statusEvidence }),
      origin: caseOrigins[i] as string,
      expectOrigins: expectOrigins[i] as Readonly<Record<string, string>>,
    })),
  };
}

/** What may be shown of a report, in whichever format. */
function maskedReport(report: TestReport, mask: Mask): TestReport {
  const cases = report.cases.map((each) => ({
    ...each,
    account: { ...each.account, address: mask(each.account.address) },
  }));
  return maskedData({ ...report, cases }, mask);
}

function fileOf(origin: string): string {
  return origin.slice(0, origin.lastIndexOf(':'));
}
