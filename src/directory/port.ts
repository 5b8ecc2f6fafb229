import type { Checked } from '../model/diagnostic.ts';
import type { Account, Action, Level, State } from '../model/account.ts';
import type { DirectoryKind, Snapshot } from '../snapshot/snapshot.ts';

/** What plans call the portal: there is one. */
export const PORTAL = 'portal';

/** An account as a plan names it. */
export interface AccountKey {
  readonly id: string | null;
  /** Folded. */
  readonly address: string;
}

/** Share of the work that is done, 0 to 1. */
export type OnProgress = (share: number) => void;

/** Planning gets a reader alone, so a dry run cannot write. */
export interface DirectoryReader {
  readonly kind: DirectoryKind;
  /** Everything. Bad input comes back as diagnostics; a directory that fails throws. */
  read(signal: AbortSignal, onProgress?: OnProgress): Promise<Checked<Snapshot>>;
  /** Some accounts afresh, in the order of the keys; null where one is gone. By id where the key has one, else by address. */
  readAccounts(keys: readonly AccountKey[], signal: AbortSignal): Promise<(Account | null)[]>;
}

/** Changes of one organisation, one action and one target level: 50 accounts at most. */
export interface WriteRequest {
  readonly organisation: string;
  readonly action: Action;
  /** Null for re-enrol. */
  readonly to: Level | null;
  readonly items: readonly { readonly account: AccountKey; readonly after: State }[];
}

/** What became of one account of a request. */
export type WriteResult =
  | { readonly outcome: 'applied' | 'already' | 'handed-over' }
  | { readonly outcome: 'failed'; readonly code: string; readonly retryable: boolean; readonly says: string };

export interface DirectoryWriter {
  readonly kind: 'sandbox' | 'portal' | 'graph';
  /** What a plan's directory must be for this target: a sandbox's id. */
  readonly name: string;
  /** Accounts that one request may hold for this action (1 to 50). */
  limit(action: Action): number;
  /** One result an account, in their order. A request that fails as a whole throws a RequestError. */
  write(request: WriteRequest, signal: AbortSignal): Promise<WriteResult[]>;
}

/** A request that failed as a whole: no account has a result of its own. */
export class RequestError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** Milliseconds that the directory asks to wait, or null. */
  readonly retryAfter: number | null;
  /** Whether the request may have taken effect all the same, as after a timeout. */
  readonly uncertain: boolean;

  constructor(
    says: string,
    facts: { code: string; retryable: boolean; retryAfter?: number | null; uncertain?: boolean },
  ) {
    super(says);
    this.name = 'RequestError';
    this.code = facts.code;
    this.retryable = facts.retryable;
    this.retryAfter = facts.retryAfter ?? null;
    this.uncertain = facts.uncertain ?? false;
  }
}

/** An error of a directory as a RequestError. Of any other error nobody knows whether the request took effect. */
export function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const says = error instanceof Error ? error.message : String(error);
  return new RequestError(says, { code: 'unexpected', retryable: false, uncertain: true });
}
