import { isUtf8 } from 'node:buffer';
import { badByte, placeOf, unfinishedBytes } from './place.ts';
import type { Place } from './place.ts';
import type { Problem } from './problems.ts';

/** The longest record that is read, in bytes: a quote that nobody closes must not fill the memory. */
export const MAX_RECORD = 1024 * 1024;

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** The record at hand; all of it holds only until the callback returns. */
export interface CsvRecord {
  /** Cell `i` is `bytes[starts[i], ends[i])`, without its quotes. */
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** The line on which the record begins, from 1. */
  readonly line: number;
  /** Where a cell begins in the file. */
  placeOfCell(cell: number): Place;
}

export interface CsvListener {
  /** The first record; every other one must have as many cells. */
  header(record: CsvRecord): void;
  row(record: CsvRecord): void;
  problem(problem: Problem): void;
  /** Enough was told: reading stops. */
  readonly full: boolean;
}

/**
 * A strict reader of CSV as RFC 4180 has it (commas, double quotes, CRLF or LF), over bytes that come in pieces. It
 * makes no string and no object a record. A record with a fault is told and left out, and reading goes on behind it.
 */
export class CsvReader implements CsvRecord {
  readonly bytes: Uint8Array;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  count = 0;
  line = 1;
  /** Nothing more is read from this file. */
  stopped = false;
  readonly #listener: CsvListener;
  readonly #chunk: number;
  /** Where each cell begins in the file's own bytes: at its quote, if it has one. */
  #origins = new Int32Array(64);
  /** Where the record at hand begins, and the one behind it. */
  #from = 0;
  #next = 0;
  /** End of the bytes that are there. A line feed stands behind them, so that the inner loops need no bound. */
  #end = 0;
  /** Newlines inside the record at hand. */
  #inner = 0;
  /** Room behind the bytes for cells whose doubled quotes are made single. */
  #scratch = 0;
  #width = 0;
  #begun = false;
  #final = false;
  /** Up to here the bytes are UTF-8 without NUL, unless `#suspect`: then each record is looked at. */
  #checked = 0;
  #suspect = false;
  #fault: { readonly at: number; readonly code: string; readonly message: string } | null = null;

  /** `chunk` is the largest piece, in bytes. */
  constructor(listener: CsvListener, chunk: number) {
    this.#listener = listener;
    this.#chunk = chunk;
    this.bytes = new Uint8Array(2 * (MAX_RECORD + chunk + 1));
  }

  /** Where the next piece is to be written. */
  room(): Uint8Array {
    const rest = this.#end - this.#from;
    this.bytes.copyWithin(0, this.#from, this.#end);
    this.#checked -= this.#from;
    this.#from = 0;
    this.#end = rest;
    return this.bytes.subarray(rest, rest + this.#chunk);
  }

  /** Reads the records that are whole, now that `count` bytes were written to the room. */
  take(count: number): void {
    this.#end += count;
    this.#checkBytes();
    this.#readRecords();
  }

  /** Nothing more comes: what is left is the last record. */
  finish(): void {
    this.#final = true;
    if (this.#checked < this.#end) this.#suspect = true;
    this.#readRecords();
    if (this.#width > 0 || this.stopped) return;
    this.#tell(null, 'report-empty', 'The file is empty: not even a header line is there. Export the report again.');
  }

  placeOfCell(cell: number): Place {
    return placeOf(this.bytes, this.#from, this.#origins[cell] as number, this.line);
  }

  #checkBytes(): void {
    const to = this.#end - unfinishedBytes(this.bytes, this.#checked, this.#end);
    const piece = Buffer.from(this.bytes.buffer, this.#checked, to - this.#checked);
    if (!isUtf8(piece) || piece.includes(0)) this.#suspect = true;
    this.#checked = to;
  }

  #readRecords(): void {
    if (!this.#begun && !this.#skipByteOrderMark()) return;
    this.bytes[this.#end] = LF;
    while (this.#from < this.#end && !this.stopped) {
      const whole = this.#readRecord();
      if ((whole ? this.#next : this.#end) - this.#from > MAX_RECORD) return this.#refuseLength();
      if (!whole) return;
      this.#tellRecord();
      if (this.#listener.full) this.stopped = true;
      this.line += this.#inner + 1;
      this.#from = this.#next;
    }
  }

  /** False while the first three bytes are not there. */
  #skipByteOrderMark(): boolean {
    if (this.#end < 3 && !this.#final) return false;
    const [a, b, c] = this.bytes;
    if (this.#end >= 3 && a === 0xef && b === 0xbb && c === 0xbf) this.#from = 3;
    this.#begun = true;
    return true;
  }

  /** Finds the cells of the record at `#from`; false where its end is not there yet. */
  #readRecord(): boolean {
    const bytes = this.bytes;
    let at = this.#from;
    this.count = 0;
    this.#inner = 0;
    this.#fault = null;
    this.#scratch = this.#end + 1;
    for (;;) {
      at = bytes[at] === QUOTE ? this.#readQuoted(at) : this.#readPlain(at);
      if (at < 0) return false;
      if (bytes[at] === COMMA) {
        at++;
        continue;
      }
      if (bytes[at] === CR) at++;
      if (at >= this.#end && !this.#final) return false;
      this.#next = Math.min(at + 1, this.#end);
      return true;
    }
  }

  /** Reads a cell without quotes; returns where its delimiter is, or -1 where that is not there yet. */
  #readPlain(start: number): number {
    const bytes = this.bytes;
    let at = start;
    for (;;) {
      let byte = bytes[at] as number;
      while (byte > COMMA || (byte !== COMMA && byte !== LF && byte !== CR && byte !== QUOTE))
        byte = bytes[++at] as number;
      if (byte === CR && !this.#isLineEnd(at)) {
        if (at + 1 === this.#end && !this.#final) return -1;
        this.#mark(
          at++,
          'report-line-ending',
          'A carriage return stands without a line feed. End lines with CRLF or LF.',
        );
        continue;
      }
      if (byte !== QUOTE) break;
      this.#mark(
        at++,
        'report-quote-misplaced',
        'A quote stands inside a cell that is not quoted. Quote the whole cell and double the quote.',
      );
    }
    this.#addCell(start, start, at);
    return at;
  }

  #isLineEnd(at: number): boolean {
    return this.bytes[at + 1] === LF && at + 1 < this.#end;
  }

  /** Reads a quoted cell; returns where its delimiter is, or -1 where that is not there yet. */
  #readQuoted(start: number): number {
    const bytes = this.bytes;
    let at = start + 1;
    let doubled = false;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE) break;
        doubled = true;
        at++;
      } else if (byte === LF) {
        if (at >= this.#end) return this.#unclosed(start);
        this.#inner++;
      }
      at++;
    }
    if (doubled) this.#addUndoubled(start, at);
    else this.#addCell(start, start + 1, at);
    return this.#behindQuote(at + 1);
  }

  #unclosed(start: number): number {
    if (!this.#final) return -1;
    this.#mark(start, 'report-quote-unclosed', 'The quote that begins here is never closed. Close it.');
    return this.#end;
  }

  /** What follows a closing quote must be the end of the cell; faulty text is passed over. */
  #behindQuote(start: number): number {
    const bytes = this.bytes;
    let at = start;
    if (bytes[at] === CR && at + 1 === this.#end && !this.#final) return -1;
    if (bytes[at] === COMMA || bytes[at] === LF || (bytes[at] === CR && this.#isLineEnd(at))) return at;
    this.#mark(at, 'report-quote-trailing', 'Text stands behind a closing quote. Double quotes inside a quoted cell.');
    while (bytes[at] !== COMMA && bytes[at] !== LF) at++;
    return at;
  }

  #addUndoubled(origin: number, end: number): void {
    const bytes = this.bytes;
    const start = this.#scratch;
    let to = start;
    for (let at = origin + 1; at < end; at++) {
      if (bytes[at] === QUOTE) at++;
      bytes[to++] = bytes[at] as number;
    }
    this.#scratch = to;
    this.#addCell(origin, start, to);
  }

  #addCell(origin: number, start: number, end: number): void {
    const cell = this.count++;
    if (cell === this.starts.length) this.#growCells();
    this.#origins[cell] = origin;
    this.starts[cell] = start;
    this.ends[cell] = end;
  }

  #growCells(): void {
    const grown = (cells: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(cells.length * 2);
      larger.set(cells);
      return larger;
    };
    this.#origins = grown(this.#origins);
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
  }

  #mark(at: number, code: string, message: string): void {
    this.#fault ??= { at, code, message };
  }

  /** Hands on the record at hand, or what is wrong with it. Blank lines are passed over. */
  #tellRecord(): void {
    const bad = this.#suspect ? badByte(this.bytes, this.#from, this.#next) : -1;
    if (bad >= 0) this.#refuseByte(bad);
    else if (this.#fault !== null) this.#tell(this.#fault.at, this.#fault.code, this.#fault.message);
    else if (this.count === 1 && this.#origins[0] === this.ends[0]) return;
    else if (this.#width > 0) this.#tellRow();
    else {
      this.#width = this.count;
      this.#listener.header(this);
    }
    if (this.#width === 0) this.stopped = true;
  }

  #tellRow(): void {
    const width = this.#width;
    if (this.count === width) return this.#listener.row(this);
    const cells = `The header has ${width} ${width === 1 ? 'cell' : 'cells'}, this record has ${this.count}.`;
    if (this.count > width)
      this.#tell(this.#origins[width] as number, 'report-cells-extra', `${cells} Quote a cell that holds a comma.`);
    else this.#tell(this.#endOfRecord(), 'report-cells-missing', `${cells} Add the cells that are missing.`);
  }

  #endOfRecord(): number {
    let end = this.#next;
    if (end > this.#from && this.bytes[end - 1] === LF) end--;
    if (end > this.#from && this.bytes[end - 1] === CR) end--;
    return end;
  }

  #refuseByte(at: number): void {
    if (this.bytes[at] === 0)
      this.#tell(at, 'report-nul', 'A NUL byte stands here: this is not a text file. Save it as CSV UTF-8.');
    else this.#tell(at, 'report-not-utf8', 'This byte is not UTF-8. Save the file as CSV UTF-8.');
  }

  #refuseLength(): void {
    this.#tell(
      this.#from,
      'report-record-too-long',
      'The record that begins here is longer than 1 MiB. Look for a quote that is not closed.',
    );
    this.stopped = true;
  }

  #tell(at: number | null, code: string, message: string): void {
    const place = at === null ? { line: null, column: null } : placeOf(this.bytes, this.#from, at, this.line);
    this.#listener.problem({ ...place, code, message });
  }
}
