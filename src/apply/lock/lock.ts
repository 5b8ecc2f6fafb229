/** One apply at a time for a directory: what every kind of lock has in common. */

/** Who holds a lock. */
export interface LockRecord {
  readonly id: string;
  /** A person; in CI the run's id and attempt. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  /** When the process started, as the machine tells it; null where it does not. */
  readonly started: string | null;
  /** RFC 3339. */
  readonly since: string;
}

/** A lock that this process holds. */
export interface Lock {
  readonly id: string;
  /** Whether it is still ours. A lock that cannot be read is not. */
  isHeld(): Promise<boolean>;
  /** Gives it back; where it is no longer ours, nothing happens. */
  release(): Promise<void>;
}

/** A lock, or why it could not be had. */
export type Acquired =
  | { readonly ok: true; readonly lock: Lock; readonly tookOver: LockRecord | null }
  | { readonly ok: false; readonly holder: LockRecord | null; readonly says: string };

/** The name of the lock of a directory, safe in file names and git refs. Names that differ in signs alone share a lock. */
export function lockName(directory: { readonly kind: string; readonly name: string }): string {
  const plain = `${directory.kind}-${directory.name}`.toLowerCase();
  const safe = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return `lock-${safe}`;
}

/** A record as its one line of JSON. */
export function lockText(record: LockRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** The record that a text holds, or null where it is none. */
export function parseLock(text: string): LockRecord | null {
  try {
    const record = JSON.parse(text) as LockRecord;
    const whole =
      /^[0-9a-z-]{8,64}$/.test(record.id) &&
      [record.owner, record.host, record.since].every((value) => typeof value === 'string') &&
      Number.isInteger(record.pid) &&
      (record.started === null || typeof record.started === 'string');
    return whole ? record : null;
  } catch {
    return null;
  }
}

/** Says who holds a lock, and what to do. */
export function heldBy(record: LockRecord): Acquired {
  const says =
    `locked by ${record.owner} on ${record.host} since ${record.since}; ` +
    `wait for that apply to end; if you are certain that it no longer runs, use --take-over ${record.id}`;
  return { ok: false, holder: record, says };
}

/** Takes two locks as one: both, or neither. The target has one, and the ledger another: two targets may share a ledger. */
export async function acquireBoth(first: () => Promise<Acquired>, second: () => Promise<Acquired>): Promise<Acquired> {
  const outer = await first();
  if (!outer.ok) return outer;
  const inner = await second().catch(async (error: unknown) => {
    await outer.lock.release();
    throw error;
  });
  if (inner.ok) return { ok: true, lock: bothOf(outer.lock, inner.lock), tookOver: outer.tookOver ?? inner.tookOver };
  await outer.lock.release();
  return inner;
}

function bothOf(outer: Lock, inner: Lock): Lock {
  return {
    id: outer.id,
    isHeld: async () => (await inner.isHeld()) && (await outer.isHeld()),
    async release() {
      try {
        await inner.release();
      } finally {
        await outer.release();
      }
    },
  };
}
