import { createHash } from 'node:crypto';
import type { Membership } from '../../model/account.ts';
import type { Column, Columns, Population } from '../../snapshot/population.ts';
import { fold, foldCode, foldName } from '../../model/text.ts';
import { SIDES } from './join.ts';
import type { Join, Side } from './join.ts';
import { CODED_KEYS } from './scan/rows.ts';
import type { CodedKey, CodedTexts } from './scan/rows.ts';
import { undefused } from './scan/texts.ts';

export type ExportTexts = Readonly<Record<Side, Partial<Record<CodedKey, CodedTexts>>>>;

/** Of these the MFA report's value holds before the mailbox report's; of all others it is the other way round. */
const MFA_FIRST: ReadonlySet<CodedKey> = new Set(['reported', 'methods', 'membership', 'compromised']);

/** A column of texts, joined from both exports. */
export interface JoinedColumn {
  readonly codes: Uint32Array;
  /** By code; code 0 is blank. */
  readonly texts: readonly string[];
}

/** The columns that one export or both have. They take over the codes of the join, so they are made once. */
export type JoinedColumns = Partial<Record<CodedKey, JoinedColumn>>;

export function joinColumns(join: Join, texts: ExportTexts): JoinedColumns {
  const columns: JoinedColumns = {};
  for (const key of CODED_KEYS) {
    const column = joinColumn(join, texts, key);
    if (column !== null) columns[key] = column;
  }
  return columns;
}

function joinColumn(join: Join, texts: ExportTexts, key: CodedKey): JoinedColumn | null {
  const order: readonly Side[] = MFA_FIRST.has(key) ? SIDES : SIDES.toReversed();
  const parts = order.flatMap((side) => {
    const told = texts[side][key];
    return told === undefined
      ? []
      : [{ codes: join.codes[side][key] ?? new Uint32Array(join.size), texts: told.texts }];
  });
  const [first, second] = parts;
  if (first === undefined) return null;
  if (second === undefined) return { codes: first.codes.subarray(0, join.size), texts: first.texts };
  return fillBlanks(first, second, join.size);
}

/** A blank value gives way to one that is filled. */
function fillBlanks(first: JoinedColumn, second: JoinedColumn, size: number): JoinedColumn {
  const texts = [...first.texts];
  const codeOf = new Map(texts.map((text, code) => [text, code]));
  const codes = first.codes.subarray(0, size);
  const translated = new Uint32Array(second.texts.length);
  for (let row = 0; row < size; row++) {
    const other = second.codes[row] as number;
    if (codes[row] !== 0 || other === 0) continue;
    if (translated[other] === 0) {
      const text = second.texts[other] as string;
      const code = codeOf.get(text) ?? texts.push(text) - 1;
      codeOf.set(text, code);
      translated[other] = code;
    }
    codes[row] = translated[other] as number;
  }
  return { codes, texts };
}

/** All columns of the population. */
export function buildColumns(join: Join, texts: ExportTexts, columns: JoinedColumns): Columns {
  const column = <Value>(key: CodedKey, absent: Value, valueOf: (text: string) => Value): Column<Value> => {
    const joined = columns[key];
    return joined === undefined ? { codes: new Uint32Array(join.size), values: [absent] } : distinct(joined, valueOf);
  };
  return {
    organisation: column('organisation', '', (text) => foldCode(undefused(text))),
    unit: column('unit', '', undefused),
    userPolicy: column('userPolicy', '', undefused),
    type: column('type', 'User', undefused),
    status: column('status', 'Active', undefused),
    roles: column('roles', [], splitList),
    reported: column('reported', '', undefused),
    methods: untold(column<readonly string[] | null>('methods', null, splitList), join, texts),
    membership: column('membership', null, membershipOf),
    compromised: column('compromised', false, (text) => fold(text) === 'true'),
  };
}

/** Texts as values; texts that mean the same get one code. */
function distinct<Value>(joined: JoinedColumn, valueOf: (text: string) => Value): Column<Value> {
  const values: Value[] = [];
  const codeOf = new Map<string, number>();
  const translated = joined.texts.map((text) => {
    const value = valueOf(text);
    const name = typeof value === 'string' ? value : JSON.stringify(value);
    const code = codeOf.get(name) ?? values.push(value) - 1;
    codeOf.set(name, code);
    return code;
  });
  if (values.length === translated.length) return { codes: joined.codes, values };
  const table = Uint32Array.from(translated);
  const codes = new Uint32Array(joined.codes.length);
  for (let row = 0; row < codes.length; row++) codes[row] = table[joined.codes[row] as number] as number;
  return { codes, values };
}

/** Where no report that has the column has a row for an account, its methods are not told: that is not the same as none. */
function untold(
  column: Column<readonly string[] | null>,
  join: Join,
  texts: ExportTexts,
): Column<readonly string[] | null> {
  const sides = SIDES.filter((side) => texts[side].methods !== undefined);
  const side = sides[0];
  if (sides.length !== 1 || side === undefined) return column;
  const values = [...column.values, null];
  for (let row = 0; row < join.size; row++) if (!join.has(side, row)) column.codes[row] = values.length - 1;
  return { codes: column.codes, values };
}

/** Parts of a cell that holds several values. */
function splitList(text: string): string[] {
  return text
    .split(';')
    .map((part) => undefused(part.trim()))
    .filter((part) => part !== '');
}

function membershipOf(text: string): Membership | null {
  const groups = new Set(splitList(text).map(foldName));
  if (groups.size === 0) return null;
  const [standard, named] = [groups.has('standard'), groups.has('named locations')];
  if (groups.size === 2 && standard && named) return 'both';
  if (groups.size > 1) return 'unknown';
  if (standard) return 'standard';
  if (named) return 'named-locations';
  return groups.has('none') ? 'none' : 'unknown';
}

/**
 * A digest of what the exports say: `sha256:` and 64 hexadecimal digits. However they are written, and whatever columns
 * nobody reads stand beside, the same accounts in the same order with the same values have the same digest.
 */
export function contentDigest({ addresses, ids, columns }: Omit<Population, 'size'>): string {
  const hash = createHash('sha256');
  const { bytes, ends } = addresses.packed();
  hash.update(bytes);
  hash.update(ends);
  const named = Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, column] of named) {
    const { codes, values } = numberedByRow(column as Column<unknown>);
    hash.update(`\n${name} ${JSON.stringify(values)}\n`);
    hash.update(codes);
  }
  // Not told at all and blank in every row are the same.
  if (ids?.some((id) => id !== '') === true) hash.update(JSON.stringify(ids));
  return `sha256:${hash.digest('hex')}`;
}

/** The values in the order in which rows have them first: how they are numbered is no matter of the exports. */
function numberedByRow({ codes, values }: Column<unknown>): { codes: Uint8Array | Uint32Array; values: unknown[] } {
  const numbers = new Uint32Array(values.length);
  const seen: unknown[] = [];
  const numbered = values.length < 256 ? new Uint8Array(codes.length) : new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (numbers[code] === 0) numbers[code] = seen.push(values[code]);
    numbered[row] = numbers[code] as number;
  }
  return { codes: numbered, values: seen };
}
