import { createReadStream } from 'node:fs';

/** One line of a file, as its bytes stand there. */
export interface ByteLine {
  /** The bytes, the line feed left out. */
  readonly bytes: Buffer;
  /** False for a last line that no line feed ends. */
  readonly ended: boolean;
}

const LINE_FEED = 10;

/** The lines of a file as a stream; a file that ends with a line feed has no empty last line. */
export async function* readByteLines(path: string): AsyncGenerator<ByteLine> {
  yield* splitByteLines(createReadStream(path, { highWaterMark: 1 << 18 }));
}

/** The lines of a stream of bytes. */
export async function* splitByteLines(stream: AsyncIterable<Buffer>): AsyncGenerator<ByteLine> {
  let pieces: Buffer[] = [];
  for await (const block of stream) {
    let start = 0;
    for (let at = block.indexOf(LINE_FEED); at !== -1; at = block.indexOf(LINE_FEED, start)) {
      pieces.push(block.subarray(start, at));
      yield { bytes: pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), ended: true };
      pieces = [];
      start = at + 1;
    }
    if (start < block.length) pieces.push(block.subarray(start));
  }
  if (pieces.length > 0) yield { bytes: Buffer.concat(pieces), ended: false };
}
