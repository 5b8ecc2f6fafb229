import { equal, notEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { counted } from '../../../worlds/thorough.ts';
import { inFolder, snapshotOf } from '../../scene.ts';
import { readerOf } from '../reports.ts';
import { type Rows, text, utf16be, utf16le, utf8, utf8Marked, windows1252 } from './written-exports.ts';

/** What cells may hold: what needs quotes somewhere, what a spreadsheet would run, accents of Windows-1252 that are never UTF-8. */
const cell = fc
  .string({
    unit: fc.constantFrom('a', 'B', '7', ' ', ',', ';', '\t', '"', "'", '=', '-', '|', 'é', 'ü', '/'),
    maxLength: 7,
  })
  .map((value) => value.replaceAll('\t', ' ').trim());
const row = fc.tuple(cell, fc.constantFrom('X26', 'A81001', ''), fc.constantFrom('User', 'Shared', ''), cell);
const tables = fc
  .array(row, { maxLength: 12 })
  .map(
    (rows): Rows => [
      ['EmailAddress', 'OrganisationUnit', 'ODSCode', 'MailboxType', 'UserPolicy'],
      ...rows.map(([unit, code, type, policy], i) => [`user${i}.example@nhs.net`, unit, code, type, policy]),
    ],
  );

const forms = fc.record({
  separator: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  all: fc.boolean(),
  last: fc.boolean(),
  above: fc.constantFrom('', 'sep=;\n', '#TYPE Some.Thing\n', 'A report\n\n', '"Of November, 2026"\n', ';;;\n'),
});
const encoders = fc.constantFrom(utf8, utf8Marked, utf16le, utf16be, windows1252);
/** Columns in another order, others beside them, and blank rows. */
const shapes = fc.record({ turned: fc.boolean(), extra: fc.boolean(), blanks: fc.boolean(), wide: fc.nat(3) });

function shaped(
  rows: Rows,
  { turned, extra, blanks, wide }: { turned: boolean; extra: boolean; blanks: boolean; wide: number },
): Rows {
  const wider = rows.map((cells, i) => [
    ...(extra ? ['Note', `${i}`].slice(i === 0 ? 0 : 1).slice(0, 1) : []),
    ...cells,
  ]);
  const ordered = wider.map((cells) => (turned ? cells.toReversed() : cells));
  const padded = ordered.map((cells, i) => (i === 0 ? cells : [...cells, ...Array.from({ length: wide }, () => '')]));
  return blanks ? padded.flatMap((cells) => [cells, [''], ['', ' ', '']]) : padded;
}

async function digestOf(folder: string, mailbox: Buffer): Promise<string> {
  await writeFile(join(folder, 'mailbox.csv'), mailbox);
  await writeFile(join(folder, 'mfa.csv'), 'EmailAddress,MFAStatus\nuser0.example@nhs.net,Admin Enabled\n');
  return (await snapshotOf(readerOf(folder))).digest;
}

describe('one table in two dialects', () => {
  it('has one digest, and another table has another', async () => {
    await inFolder(async (folder) => {
      await fc.assert(
        fc.asyncProperty(tables, forms, encoders, shapes, async (rows, form, encode, shape) => {
          const plain = await digestOf(folder, utf8(text(rows)));
          equal(await digestOf(folder, encode(text(shaped(rows, shape), form))), plain);
          const more = [...rows, ['other.example@nhs.net', '', '', '', '']];
          notEqual(await digestOf(folder, encode(text(shaped(more, shape), form))), plain);
        }),
        { seed: 20261127, numRuns: counted(150, 3000) },
      );
    });
  });
});
