import type { Instant } from '../model/account.ts';
import type { Population } from './population.ts';

export type DirectoryKind = 'sandbox' | 'report' | 'graph';

/** Whether the statuses that a directory reports stand for roles and compromise: Graph never shows what the portal granted. */
export function isStatusEvidence(kind: DirectoryKind): boolean {
  return kind !== 'graph';
}

/** The completeness certificate of one source: what was read, and what the source itself claims to hold. */
export interface SourceRead {
  readonly name: string;
  readonly pages: number | null;
  readonly rows: number;
  /** The source's own total, where it gives one. */
  readonly claimed: number | null;
  /** `sha256:` and 64 hexadecimal digits over the bytes of the file; left out where the source is none. */
  readonly sha256?: string;
}

/** Something about the source that people should see in the plan, such as rows that stand in one file alone. */
export interface SourceFinding {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly says: string;
}

/** Accounts that stand in one of the portal's two exports alone. */
export interface OneSided {
  /** In the Mailbox Report alone: how many of each type, as the report writes the type. */
  readonly mailboxOnly: ReadonlyMap<string, number>;
  /** In the MFA Status report alone: nothing tells their type. */
  readonly mfaOnly: number;
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
  /** Null where the directory is not read from two exports. */
  readonly oneSided: OneSided | null;
  readonly population: Population;
}
