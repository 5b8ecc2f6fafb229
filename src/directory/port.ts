import type { Checked } from '../model/diagnostic.ts';
import type { Account, Action, Instant, Level, State } from '../model/account.ts';
import type { Population } from '../snapshot/population.ts';

export type DirectoryKind = 'sandbox' | 'report' | 'graph';

/** What plans call the portal: there is one. */
export const PORTAL = 'portal';

/** The completeness certificate of one source: what was read, and what the source itself claims to hold. */
export interface SourceRead {
  readonly name: string;
  readonly pages: number | null;
  readonly rows: number;
  /** The source's own total, where it tells one. */
  readonly claimed: number | null;
}

/** Something about the source that people should see in the plan, such as rows that stand in one file alone. */
export interface SourceFinding {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly says: string;
}

/** The actual state of the whole directory at one instant. */
export interface Snapshot {
  readonly kind: DirectoryKind;
  /** A sandbox's id, or the names of the report files. */
  readonly name: string;
  /** `sha256:` and 64 hexadecimal digits over what was read. */
  readonly digest: string;
  readonly observedAt: Instant;
  /** Reported statuses stand for roles and compromise (report and sandbox). */
  readonly statusEvidence: boolean;
  readonly sources: readonly SourceRead[];
  readonly findings: readonly SourceFinding[];
  readonly population: Population;
}

/** An account as a plan names it. */
export interface AccountKey {
  readonly id: string | null;
  /** Folded. */
  readonly address: string;
}

/** Share of the work that is done, 0 to 1. */
export type OnProgress = (share: number) => void;

/** Planning gets a reader alone, so a dry run can not write. */
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
