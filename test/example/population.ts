import { join } from 'node:path';
import type { Population } from '../../src/snapshot/population.ts';
import { createExportReader } from '../../src/directory/exports/reader.ts';
import { REFERENCE, ROOT } from './tenant.ts';

/** The folder of the two example reports. */
export const REPORTS = join(ROOT, 'test/fixtures/example');

/** The accounts of the example, as the report directory reads them. */
export async function readExampleReports(): Promise<Population> {
  const reader = createExportReader({
    mailboxReport: join(REPORTS, 'Mailbox Report.csv'),
    mfaStatusReport: join(REPORTS, 'MFAStatusReport.csv'),
    observedAt: REFERENCE,
    columns: {},
    displayName: (file) => file,
    inCi: false,
    isTracked: () => Promise.resolve(false),
    timezone: () => null,
  });
  const read = await reader.read(new AbortController().signal);
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics, null, 2));
  return read.value.population;
}
