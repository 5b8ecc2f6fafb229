import { coverageJson, coverageReport } from '../figures/coverage.ts';
import { exceptionsCsv } from './exceptions-csv.ts';
import { expiriesIcs } from './expiries-ics.ts';
import { mfaStatusCsv } from './mfa-status-csv.ts';
import { reportPage } from '../page/page.ts';
import type { ReportData } from '../figures/report-data.ts';
import { summaryMarkdown } from './summary.ts';

/** A file below reports/latest/: its text, whole or in pieces that are made as they are written. */
export interface ReportFile {
  readonly name: string;
  readonly render: (data: ReportData) => string | Iterable<string>;
}

/** Every report; another one is one line here. */
export const REPORT_FILES: readonly ReportFile[] = [
  { name: 'mfa-status.csv', render: mfaStatusCsv },
  { name: 'exceptions.csv', render: exceptionsCsv },
  { name: 'coverage.json', render: coverageJson },
  { name: 'expiries.ics', render: expiriesIcs },
  { name: 'summary.md', render: summaryMarkdown },
  { name: 'index.html', render: (data) => reportPage(coverageReport(data)) },
];
