import { ok } from 'node:assert/strict';
import { join } from 'node:path';
import type { Account, Action, Instant } from '../../../src/model/account.ts';
import type { Population } from '../../../src/snapshot/population.ts';
import type { Clock } from '../../../src/machine/clock.ts';
import { type LoadedSandbox, loadSandbox } from '../../../src/directory/sandbox/load.ts';
import { DatabaseSync } from '../../../src/directory/sandbox/sqlite.ts';
import { populationOf } from '../../worlds/accounts.ts';
import { running } from '../scene.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';

export const NOON: Instant = Date.UTC(2026, 10, 24, 12);

/** A clock that tests turn: waiting turns it, and no time passes. */
export function turnedClock(): Clock & { turn(milliseconds: number): void } {
  let instant = NOON;
  return {
    now: () => instant,
    turn(milliseconds) {
      instant += milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      instant += milliseconds;
    },
  };
}

/** A snapshot as the report reader would give it. */
export function snapshotWith(population: Population): Snapshot {
  return {
    kind: 'report',
    name: 'Mailbox Report.csv',
    digest: `sha256:${'0'.repeat(64)}`,
    observedAt: NOON,
    statusEvidence: true,
    sources: [],
    findings: [],
    oneSided: null,
    population,
  };
}

/** Loads accounts into `tenant.sqlite` in a folder; a new file has the id `sandbox-1`. Returns the path. */
export async function makeSandbox(accounts: readonly Account[], folder: string): Promise<string> {
  const file = join(folder, 'tenant.sqlite');
  await loaded(file, accounts);
  return file;
}

export async function loaded(file: string, accounts: readonly Account[]): Promise<LoadedSandbox> {
  const checked = await loadSandbox(file, snapshotWith(populationOf(accounts)), () => 'sandbox-1', running());
  ok(checked.ok, JSON.stringify(checked.diagnostics));
  return checked.value;
}

/** One account that was really written. */
export interface LoggedWrite {
  readonly request: number;
  readonly action: Action;
  readonly address: string;
  readonly at: Instant;
}

/** The log of a sandbox, oldest first: what was really written, and so whether an account was written twice. */
export function readWrites(file: string): LoggedWrite[] {
  return query(file, 'SELECT request, action, address, at FROM writes ORDER BY number').map((row) => ({
    request: Number(row['request']),
    action: row['action'] as Action,
    address: String(row['address']),
    at: Number(row['at']),
  }));
}

/** When the sessions of an account were last revoked, or null. */
export function sessionsRevokedAt(file: string, address: string): Instant | null {
  const [row] = query(file, 'SELECT sessions_revoked_at AS at FROM accounts WHERE address = ?', address);
  ok(row !== undefined, `no account ${address}`);
  return row['at'] === null ? null : Number(row['at']);
}

export function query(file: string, sql: string, ...values: string[]): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { timeout: 2000 });
  try {
    return database.prepare(sql).all(...values);
  } finally {
    database.close();
  }
}
