import { ok } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account, Action, Level } from '../../src/model/account.ts';
import type { AccountKey, DirectoryReader, WriteRequest } from '../../src/directory/port.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

/** A request of X26; each account ends with the status that the portal shows for the level, or its own on re-enrol. */
export function requestOf(action: Action, to: Level | null, accounts: readonly Account[]): WriteRequest {
  const status = to === 'disabled' ? 'Admin Disabled' : 'Admin Enabled';
  return {
    organisation: 'X26',
    action,
    to,
    items: accounts.map((each) => ({
      account: keyOf(each),
      after: to === null ? { level: 'standard', status: each.reported } : { level: to, status },
    })),
  };
}

function keyOf({ id, address }: Account): AccountKey {
  return { id, address };
}

/** The snapshot of a directory that can be read; fails the test otherwise. */
export async function snapshotOf(reader: DirectoryReader): Promise<Snapshot> {
  const checked = await reader.read(running());
  ok(checked.ok, JSON.stringify(checked.diagnostics));
  return checked.value;
}

/** A signal that nobody aborts. */
export function running(): AbortSignal {
  return new AbortController().signal;
}

/** A signal that was aborted before. */
export function stopped(): AbortSignal {
  return AbortSignal.abort();
}

/** Runs a test in a temporary folder, which is removed afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
