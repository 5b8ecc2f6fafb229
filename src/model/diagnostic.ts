/** What is wrong with an input: where, what, and what to do. Bad input is returned, all of it at once, never thrown. */
export interface Diagnostic {
  /** Path as the user knows it: below the policy repository, or as given. */
  readonly file: string;
  /** From 1; null where the file as a whole is meant. */
  readonly line: number | null;
  /** From 1, in characters; null where the line as a whole is meant. */
  readonly column: number | null;
  /** Column behind the last character meant, where one is known. */
  readonly endColumn?: number;
  /** Stable name of the rule, such as `exception-overlap`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One sentence: what is wrong, and what to do. */
  readonly message: string;
}

/** A value, or everything that is wrong with the input that should have given one. Warnings may come with a value. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
