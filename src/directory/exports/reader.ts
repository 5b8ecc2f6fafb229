import { basename } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { Account, Instant } from '../../model/account.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import { type Population, accountAt } from '../../snapshot/population.ts';
import type { AccountKey, DirectoryReader, OnProgress } from '../port.ts';
import { type ColumnKey, unknownColumns } from './columns.ts';
import { countOneSided } from './one-sided.ts';
import { chooseFile } from './chosen.ts';
import { encodingFindings, findInExports } from './findings.ts';
import { findObservedAt } from './observed.ts';
import { SIDES, type Side } from './join.ts';
import { type ExportProblem, toDiagnostics } from './csv/problems.ts';
import { type ReadExports, readExports } from './read.ts';
import { findRepeats } from './repeats.ts';
import type { ExportFile } from './scan/scan.ts';
import { buildColumns, contentDigest, joinColumns } from './values.ts';
import { type Snapshot, type SourceFinding, isStatusEvidence } from '../../snapshot/snapshot.ts';

export interface ExportSettings {
  /** Path of `Mailbox Report.csv`; its last part may be a pattern. */
  readonly mailboxReport: string;
  /** Path of `MFAStatusReport.csv`; its last part may be a pattern. */
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
  /** The tenant's time zone, for dates in file names; null where nothing tells it. */
  readonly timezone: () => string | null;
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
  const chosen = {
    mailboxReport: await chooseFile(settings.mailboxReport),
    mfaStatusReport: await chooseFile(settings.mfaStatusReport),
  };
  const fileOf = (setting: Side): ExportFile => ({
    path: chosen[setting].path,
    setting,
    columns: settings.columns,
    encoding: null,
  });
  const given = { mfaStatusReport: fileOf('mfaStatusReport'), mailboxReport: fileOf('mailboxReport') };
  const observedAt = await findObservedAt(settings, [given.mailboxReport.path, given.mfaStatusReport.path]);
  const read = await readExports(given, signal, onProgress);
  const { files } = read;
  const repeats = await findRepeats(read.join, files, signal);
  const unknown = unknownColumnsOf(settings, read);
  const unobserved = typeof observedAt === 'number' ? [] : [observedAt];
  const diagnostics: Diagnostic[] = [
    ...toDiagnostics(settings.displayName(files.mailboxReport.path), [
      ...unobserved,
      ...unknown,
      ...read.exports.mailboxReport.problems,
      ...repeats.mailboxReport,
    ]),
    ...toDiagnostics(settings.displayName(files.mfaStatusReport.path), [
      ...read.exports.mfaStatusReport.problems,
      ...repeats.mfaStatusReport,
    ]),
  ];
  if (diagnostics.length > 0 || typeof observedAt !== 'number') return { ok: false, diagnostics };
  const choices = [chosen.mailboxReport.finding, chosen.mfaStatusReport.finding].filter((finding) => finding !== null);
  return { ok: true, value: snapshotOf(read, observedAt, choices), diagnostics: [] };
}

/** A file without a header, or that is not there, has told enough. */
function unknownColumnsOf(settings: ExportSettings, { exports }: ReadExports): ExportProblem[] {
  const found = SIDES.map((side) => exports[side].found);
  return found.some((columns) => Object.keys(columns).length === 0) ? [] : unknownColumns(settings.columns, found);
}

function snapshotOf(
  { files, join, exports }: ReadExports,
  observedAt: Instant,
  choices: readonly SourceFinding[],
): Snapshot {
  const names = {
    mailboxReport: basename(files.mailboxReport.path),
    mfaStatusReport: basename(files.mfaStatusReport.path),
  };
  const texts = { mailboxReport: exports.mailboxReport.texts, mfaStatusReport: exports.mfaStatusReport.texts };
  const columns = joinColumns(join, texts);
  const built = buildColumns(join, texts, columns);
  const oneSided = countOneSided(join, built.type);
  const population = { size: join.size, addresses: join.addresses, ids: join.ids(), columns: built };
  return {
    kind: 'report',
    name: `${names.mailboxReport}, ${names.mfaStatusReport}`,
    digest: contentDigest(population),
    observedAt,
    statusEvidence: isStatusEvidence('report'),
    sources: (['mailboxReport', 'mfaStatusReport'] as const).map((side) => ({
      name: names[side],
      pages: null,
      rows: exports[side].rows,
      claimed: null,
      sha256: `sha256:${exports[side].sha256}`,
    })),
    findings: [
      ...choices,
      ...encodingFindings(exports, names),
      ...findInExports(join, oneSided, texts, columns, names),
    ],
    oneSided,
    population,
  };
}

function pickAccounts(population: Population, keys: readonly AccountKey[]): (Account | null)[] {
  const rowOf = rowFinder(population, keys);
  return keys.map((key) => {
    const row = rowOf(key);
    return row < 0 ? null : accountAt(population, row);
  });
}
