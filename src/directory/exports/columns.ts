import type { ColumnNames } from '../../generated/settings.ts';
import type { ExportProblem } from './csv/problems.ts';

/** What the columns of the exports tell of an account. */
export type ColumnKey = keyof ColumnNames;

/** Names that stand for a key, where the settings give no other. */
export const DEFAULT_COLUMNS: Readonly<Record<ColumnKey, string>> = {
  address: 'EmailAddress',
  id: 'ObjectId',
  organisation: 'ODSCode',
  unit: 'OrganisationUnit',
  type: 'MailboxType',
  status: 'Status',
  userPolicy: 'UserPolicy',
  roles: 'Roles',
  reported: 'MFAStatus',
  methods: 'AuthenticationType',
  membership: 'ConditionalAccessPolicy',
  compromised: 'Compromised',
};

export const COLUMN_KEYS = Object.keys(DEFAULT_COLUMNS) as readonly ColumnKey[];

/** Where each key stands in one file: the number of its cell, from 0. */
export type FoundColumns = Partial<Record<ColumnKey, number>>;

/** Finds columns by their names, whatever their case and spacing. A name that stands twice is a problem, by cell. */
export function findColumns(
  header: readonly string[],
  names: Partial<Record<ColumnKey, string>>,
): { readonly found: FoundColumns; readonly repeated: readonly { readonly cell: number; readonly name: string }[] } {
  const folded = header.map(foldName);
  const found: FoundColumns = {};
  const repeated: { cell: number; name: string }[] = [];
  for (const key of COLUMN_KEYS) {
    const name = columnName(key, names);
    const cell = folded.indexOf(foldName(name));
    if (cell < 0) continue;
    found[key] = cell;
    for (let other = cell + 1; other < folded.length; other++)
      if (folded[other] === folded[cell]) repeated.push({ cell: other, name });
  }
  return { found, repeated };
}

/** How many columns of an export a record names; 0 where it has no address, and so is no header. */
export function headerFit(header: readonly string[], names: Partial<Record<ColumnKey, string>>): number {
  const { found } = findColumns(header, names);
  return found.address === undefined ? 0 : Object.keys(found).length;
}

export function columnName(key: ColumnKey, names: Partial<Record<ColumnKey, string>>): string {
  return names[key] ?? DEFAULT_COLUMNS[key];
}

/** Columns that the settings name and neither file has; the address is told for each file. */
export function unknownColumns(
  names: Partial<Record<ColumnKey, string>>,
  files: readonly FoundColumns[],
): ExportProblem[] {
  return COLUMN_KEYS.filter(
    (key) => key !== 'address' && names[key] !== undefined && files.every((found) => found[key] === undefined),
  ).map((key) => ({
    line: 1,
    column: null,
    code: 'report-column-unknown',
    message: `Neither report has the column "${names[key]}", which directory.columns.${key} names. Correct the setting.`,
  }));
}

function foldName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_\-\p{Cf}]/gu, '');
}
