import { Lexer } from 'yaml';

/** One comment of a YAML text. */
export interface Comment {
  /** From `#` to the end of the line, without space at the end. */
  readonly text: string;
  readonly start: number;
  /** Of its `#`, from 0. */
  readonly column: number;
  /** A blank line stands before it, and nothing else on its own line. */
  readonly blankBefore: boolean;
}

/** What the lexer of `yaml` puts before the text of a scalar, in which a `#` is no comment. */
const SCALAR = '\u001f';

/** Every comment of a text, in its order. */
export function commentsOf(text: string): Comment[] {
  const comments: Comment[] = [];
  let offset = 0;
  let inScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('#') && !inScalar) comments.push(commentAt(text, offset, lexeme));
    inScalar = lexeme === SCALAR;
    if (text.startsWith(lexeme, offset)) offset += lexeme.length;
  }
  return comments;
}

function commentAt(text: string, start: number, lexeme: string): Comment {
  return {
    text: lexeme.trimEnd(),
    start,
    column: start - lineStart(text, start),
    blankBefore: blankBefore(text, start),
  };
}

/** Whether what starts at an offset is the first on its line (dashes of a list apart), and the line before is blank. */
export function blankBefore(text: string, offset: number): boolean {
  const start = lineStart(text, offset);
  if (start === 0 || /[^\s-]/.test(text.slice(start, offset))) return false;
  return text.slice(lineStart(text, start - 1), start).trim() === '';
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The comments of a text, each handed out once, so that none is lost and none is printed twice. */
export class CommentQueue {
  readonly #text: string;
  readonly #comments: Comment[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#comments = commentsOf(text);
  }

  /** All that are left before an offset. */
  before(offset: number): Comment[] {
    return this.#takeWhile(({ start }) => start < offset);
  }

  /** Those that come next, before an offset, and are indented at least so far. */
  indented(column: number, offset: number): Comment[] {
    return this.#takeWhile((comment) => comment.start < offset && comment.column >= column);
  }

  /** The next one, where it stands on the line on which `end` is, and before `limit`. */
  onLine(end: number, limit: number): Comment[] {
    const next = this.#comments[this.#next];
    if (
      next === undefined ||
      next.start < end ||
      next.start >= limit ||
      this.#text.slice(end, next.start).includes('\n')
    )
      return [];
    this.#next++;
    return [next];
  }

  /** Whether one is left between two offsets. */
  hasWithin(start: number, end: number): boolean {
    let low = this.#next;
    let high = this.#comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#comments[middle] as Comment).start < start) low = middle + 1;
      else high = middle;
    }
    return (this.#comments[low]?.start ?? end) < end;
  }

  #takeWhile(holds: (comment: Comment) => boolean): Comment[] {
    const from = this.#next;
    while (this.#next < this.#comments.length && holds(this.#comments[this.#next] as Comment)) this.#next++;
    return this.#comments.slice(from, this.#next);
  }
}
