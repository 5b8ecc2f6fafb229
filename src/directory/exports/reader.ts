import { basename } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { Account, Instant } from '../../model/account.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import { type Population, accountAt } from '../../snapshot/population.ts';
import type { AccountKey, DirectoryReader, OnProgress } from '../port.ts';
import { type ColumnKey, unknownColumns } from './columns.ts';
import { countOneSided } from './one-sided.ts';
import { findInExports, findObservedAt } from './findings.ts';
import { SIDES, type Side } from './join.ts';
import { type ExportProblem, toDiagnostics } from './csv/place.ts';
import { type ReadExports, readExports } from './read.ts';
import { findRepeats } from './repeats.ts';
import type { ExportFile } from './scan/scan.ts';
import { buildColumns, joinColumns } from './values.ts';
import { type Snapshot, isStatusEvidence } from '../../snapshot/snapshot.ts';

export interface ExportSettings {
  /** Path of `Mailbox Report.csv`. */
  readonly mailboxReport: string;
  /** Path of `MFAStatusReport.csv`. */
  readonly mfaStatusReport: string;
  /** When the portal made the files; null where the settings do not say. */
  readonly observedAt: Instant | null;
  /** Names of columns that differ from the default ones. */
  readonly columns: Partial<Record<ColumnKey, string>>;
  /** A path as the user knows it, for diagnostics. */
  readonly displayName: (file: string) => string;
  readonly inCi: boolean;
  /** Whether git keeps a file. */
  readonly isTracked: (file: string) => Promise<boolean>;
}

/** Reads a directory from the portal's two CSV exports. */
export function createExportReader(settings: ExportSettings): DirectoryReader {
  const read = (signal: AbortSignal, onProgress?: OnProgress) => readSnapshot(settings, signal, onProgress);
  return {
    kind: 'report',
    read,
    async readAccounts(keys, signal) {
      const snapshot = await read(signal);
      if (!snapshot.ok)
        throw new Error(
          snapshot.diagnostics.map(({ file, line, message }) => `${file}:${line ?? 1}: ${message}`).join('\n'),
        );
      return pickAccounts(snapshot.value.population, keys);
    },
  };
}

async function readSnapshot(
  settings: ExportSettings,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Checked<Snapshot>> {
  const files: Record<Side, ExportFile> = {
    mfaStatusReport: { path: settings.mfaStatusReport, setting: 'mfaStatusReport', columns: settings.columns },
    mailboxReport: { path: settings.mailboxReport, setting: 'mailboxReport', columns: settings.columns },
  };
  const observedAt = await findObservedAt(settings, [settings.mailboxReport, settings.mfaStatusReport]);
  const read = await readExports(files, signal, onProgress);
  const repeats = await findRepeats(read.join, files, signal);
  const unknown = unknownColumnsOf(settings, read);
  const unobserved = typeof observedAt === 'number' ? [] : [observedAt];
  const diagnostics: Diagnostic[] = [
    ...toDiagnostics(settings.displayName(settings.mailboxReport), [
      ...unobserved,
      ...unknown,
      ...read.exports.mailboxReport.problems,
      ...repeats.mailboxReport,
    ]),
    ...toDiagnostics(settings.displayName(settings.mfaStatusReport), [
      ...read.exports.mfaStatusReport.problems,
      ...repeats.mfaStatusReport,
    ]),
  ];
  if (diagnostics.length > 0 || typeof observedAt !== 'number') return { ok: false, diagnostics };
  return { ok: true, value: snapshotOf(settings, read, observedAt), diagnostics: [] };
}

/** A file without a header, or that is not there, has told enough. */
function unknownColumnsOf(settings: ExportSettings, { exports }: ReadExports): ExportProblem[] {
  const found = SIDES.map((side) => exports[side].found);
  return found.some((columns) => Object.keys(columns).length === 0) ? [] : unknownColumns(settings.columns, found);
}

function snapshotOf(settings: ExportSettings, { join, exports, digest }: ReadExports, observedAt: Instant): Snapshot {
  const names = {
    mailboxReport: basename(settings.mailboxReport),
    mfaStatusReport: basename(settings.mfaStatusReport),
  };
  const texts = { mailboxReport: exports.mailboxReport.texts, mfaStatusReport: exports.mfaStatusReport.texts };
  const columns = joinColumns(join, texts);
  const built = buildColumns(join, texts, columns);
  const oneSided = countOneSided(join, built.type);
  return {
    kind: 'report',
    name: `${names.mailboxReport}, ${names.mfaStatusReport}`,
    digest,
    observedAt,
    statusEvidence: isStatusEvidence('report'),
    sources: (['mailboxReport', 'mfaStatusReport'] as const).map((side) => ({
      name: names[side],
      pages: null,
      rows: exports[side].rows,
      claimed: null,
    })),
    findings: findInExports(join, oneSided, texts, columns, names),
    oneSided,
    population: {
      size: join.size,
      addresses: join.addresses,
      ids: join.ids(),
      columns: built,
    },
  };
}

function pickAccounts(population: Population, keys: readonly AccountKey[]): (Account | null)[] {
  const rowOf = rowFinder(population, keys);
  return keys.map((key) => {
    const row = rowOf(key);
    return row < 0 ? null : accountAt(population, row);
  });
}
