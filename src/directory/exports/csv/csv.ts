import type { CsvFault, CsvListener, CsvRecord } from './record.ts';
import { type Dialect, PLAIN } from './dialect.ts';
import { FAULTS, MAX_RECORD, areBlank, faultOfByte, faultOfWidth, namedWidth, undouble, withRoom } from './record.ts';
import { type TextPlace, TextCheck, endOfLine, hasByteOrderMark, placeInBytes } from './place.ts';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * A strict reader of CSV as RFC 4180 has it (double quotes, CRLF or LF; commas, or what the dialect says), over bytes of
 * UTF-8 that come in pieces. It makes no string and no object a record. Blank records, and blank cells beyond the header,
 * are passed over. A record with a fault is told and left out, and reading goes on behind it.
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
  readonly #separator: number;
  readonly #headerLine: number;
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
  /** Cells of the header, and those up to its last name: a row has as many as one of them, or between. */
  #width = 0;
  #named = 0;
  #begun = false;
  #final = false;
  readonly #text = new TextCheck();
  #fault: CsvFault | null = null;
  #faultAt = 0;

  /** `chunk` is the largest piece, in bytes. */
  constructor(listener: CsvListener, chunk: number, { separator, headerLine }: Dialect = PLAIN) {
    this.#listener = listener;
    this.#chunk = chunk;
    this.#separator = separator;
    this.#headerLine = headerLine;
    this.bytes = new Uint8Array(2 * (MAX_RECORD + chunk + 1));
  }

  /** Where the next piece is to be written. */
  room(): Uint8Array {
    const rest = this.#end - this.#from;
    this.bytes.copyWithin(0, this.#from, this.#end);
    this.#text.moved(this.#from);
    this.#from = 0;
    this.#end = rest;
    return this.bytes.subarray(rest, rest + this.#chunk);
  }

  /** Reads the records that are whole, now that `count` bytes were written to the room. */
  take(count: number): void {
    this.#end += count;
    this.#text.check(this.bytes, this.#end);
    this.#readRecords();
  }

  /** Nothing more comes: what is left is the last record. */
  finish(): void {
    this.#final = true;
    this.#text.finish(this.#end);
    this.#readRecords();
    if (this.#width > 0 || this.stopped) return;
    this.#listener.problem({ line: null, column: null, ...FAULTS.empty });
  }

  placeOfCell(cell: number): TextPlace {
    return placeInBytes(this.bytes, this.#from, this.#origins[cell] as number, this.line);
  }

  #readRecords(): void {
    if (!this.#begun && !this.#skipByteOrderMark()) return;
    this.bytes[this.#end] = LF;
    while (this.#from < this.#end && !this.stopped) {
      const whole = this.#readRecord();
      if ((whole ? this.#next : this.#end) - this.#from > MAX_RECORD) {
        this.#tell(this.#from, FAULTS.recordTooLong);
        this.stopped = true;
        return;
      }
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
    if (this.#end >= 3 && hasByteOrderMark(this.bytes)) this.#from = 3;
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
      if (bytes[at] === this.#separator) {
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
    const separator = this.#separator;
    // No byte that ends a cell is greater.
    const greatest = Math.max(separator, QUOTE);
    let at = start;
    for (;;) {
      let byte = bytes[at] as number;
      while (byte > greatest || (byte !== separator && byte !== LF && byte !== CR && byte !== QUOTE))
        byte = bytes[++at] as number;
      if (byte === CR && !this.#isLineEnd(at)) {
        if (at + 1 === this.#end && !this.#final) return -1;
        this.#mark(at++, FAULTS.lineEnding);
        continue;
      }
      if (byte !== QUOTE) break;
      this.#mark(at++, FAULTS.quoteMisplaced);
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
    this.#mark(start, FAULTS.quoteUnclosed);
    return this.#end;
  }

  /** What follows a closing quote must be the end of the cell; faulty text is passed over. */
  #behindQuote(start: number): number {
    const bytes = this.bytes;
    const separator = this.#separator;
    let at = start;
    if (bytes[at] === CR && at + 1 === this.#end && !this.#final) return -1;
    if (bytes[at] === separator || bytes[at] === LF || (bytes[at] === CR && this.#isLineEnd(at))) return at;
    this.#mark(at, FAULTS.quoteTrailing);
    while (bytes[at] !== separator && bytes[at] !== LF) at++;
    return at;
  }

  #addUndoubled(origin: number, end: number): void {
    const start = this.#scratch;
    this.#scratch = undouble(this.bytes, origin + 1, end, start);
    this.#addCell(origin, start, this.#scratch);
  }

  #addCell(origin: number, start: number, end: number): void {
    const cell = this.count++;
    if (cell === this.starts.length) {
      [this.#origins, this.starts, this.ends] = withRoom(this.#origins, this.starts, this.ends);
    }
    this.#origins[cell] = origin;
    this.starts[cell] = start;
    this.ends[cell] = end;
  }

  #mark(at: number, fault: CsvFault): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    this.#faultAt = at;
  }

  /** Hands on the record at hand, or what is wrong with it. What stands above the header is passed over. */
  #tellRecord(): void {
    if (this.#width === 0 && this.line < this.#headerLine) return;
    const bad = this.#text.badByteIn(this.bytes, this.#from, this.#next);
    if (bad >= 0) this.#tell(bad, faultOfByte(this.bytes[bad]));
    else if (this.#fault !== null) this.#tell(this.#faultAt, this.#fault);
    else if (areBlank(this, 0)) return;
    else if (this.#width > 0) this.#tellRow();
    else {
      this.#width = this.count;
      this.#named = namedWidth(this);
      this.#listener.header(this);
    }
    if (this.#width === 0) this.stopped = true;
  }

  #tellRow(): void {
    const width = this.#width;
    if (this.count === width || (this.count >= this.#named && areBlank(this, width))) return this.#listener.row(this);
    const extra = this.#origins[width] as number;
    const at = this.count > width ? extra : endOfLine(this.bytes, this.#from, this.#next);
    this.#tell(at, faultOfWidth(width, this.count, this.#final && this.bytes[this.#next - 1] !== LF));
  }

  #tell(at: number, fault: CsvFault): void {
    this.#listener.problem({ ...placeInBytes(this.bytes, this.#from, at, this.line), ...fault });
  }
}
