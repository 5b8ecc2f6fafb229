/** Cells of a CSV file that people open in a spreadsheet. */
import { stringify } from 'csv-stringify/sync';
import { printable } from '../../model/text.ts';

/**
 * What makes a spreadsheet take a cell for a formula, in either width, and control characters, which may hide one. A
 * cell that looks defused already gets one more apostrophe, so that whoever takes one away has it as it was.
 */
const DANGEROUS = /^(?:'*[=+\-@＝＋－＠]|[\u0000-\u001f\u007f-\u009f])/;

/** A byte order mark, without which some spreadsheets read UTF-8 as something else. */
export const BOM = '\uFEFF';
export const END_OF_ROW = '\r\n';

/**
 * Text from outside that a spreadsheet shows and never runs: a cell that could start a formula gets an apostrophe in
 * front. Control characters are written out, so that none breaks a row.
 */
export function defuse(outside: string): string {
  return DANGEROUS.test(outside) ? `'${printable(outside)}` : printable(outside);
}

/** A cell as it stands in the file: quoted where it must be. */
export function csvCell(cell: string): string {
  return /^[\w.@ /-]*$/.test(cell) ? cell : stringify([[cell]], { eof: false });
}

/** Texts that need neither quotes nor an apostrophe, such as nearly every address. */
const PLAIN = /^[A-Za-z0-9][\w.@-]*$/;

/** A text from outside as a cell that is defused and quoted. */
export function csvText(outside: string): string {
  return PLAIN.test(outside) ? outside : csvCell(defuse(outside));
}

/** A row of cells that are quoted already. */
export function csvRow(cells: readonly string[]): string {
  return cells.join(',') + END_OF_ROW;
}
