import type { CoverageReport } from '../../generated/coverage.ts';
import { coverageJson } from '../figures/coverage.ts';
import { exceptionsCsv } from './exceptions-csv.ts';
import { expiriesIcs } from './expiries-ics.ts';
import { mfaStatusCsv } from './mfa-status-csv.ts';
import { reportPage } from '../page/page.ts';
import type { ReportData } from '../figures/report-data.ts';
import { summaryMarkdown } from './summary.ts';

/**
 * A file below reports/latest/: its text, whole or in pieces that are made as they are written. Figures come from
 * `coverage`, which is counted once for all of them; `data` is for lists of accounts and exceptions.
 */
export interface ReportFile {
  readonly name: string;
  readonly render: (data: ReportData, coverage: CoverageReport) => string | Iterable<string>;
}

/** Every report; another one is one line here. */
export const REPORT_FILES: readonly ReportFile[] = [
  { name: 'mfa-status.csv', render: mfaStatusCsv },
  { name: 'exceptions.csv', render: exceptionsCsv },
  { name: 'coverage.json', render: (_, coverage) => coverageJson(coverage) },
  { name: 'expiries.ics', render: expiriesIcs },
  { name: 'summary.md', render: ({ guidance }, coverage) => summaryMarkdown(coverage, guidance) },
  { name: 'index.html', render: (_, coverage) => reportPage(coverage) },
];
