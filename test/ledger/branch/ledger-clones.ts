/** Clones of one bare repository whose ledger is a branch, and applies in them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ApplyResult } from '../../../src/apply/needs.ts';
import { readLedger } from '../../../src/ledger/read.ts';
import { fetchLedger } from '../../../src/ledger/branch/branch.ts';
import { bringTogether, publishLedger, type Publishing } from '../../../src/ledger/branch/publish.ts';
import { verifyLedger } from '../../../src/ledger/verify/verify.ts';
import type { BranchFolder } from '../../../src/ledger/branch/checkout.ts';
import { commitAll, git } from '../../proof/git.ts';
import { account, address } from '../../worlds/memory-directory.ts';
import { NOW, planOf } from '../../worlds/plans.ts';
import { createWorld, quickDisk, type World } from '../../worlds/apply-world.ts';

export interface Remote {
  readonly path: string;
  /** Another clone, with the place of its ledger. */
  clone(): Promise<BranchFolder>;
}

export async function remote(t: TestContext): Promise<Remote> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'remote.git');
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main', path);
  await git(folder, 'clone', '--quiet', path, 'first');
  await writeFile(join(folder, 'first/policy.yaml'), 'mfa: standard\n');
  await commitAll(join(folder, 'first'), 'Policies');
  await git(join(folder, 'first'), 'push', '--quiet', 'origin', 'HEAD:main');
  let clones = 0;
  return {
    path,
    async clone() {
      const root = join(folder, `clone-${++clones}`);
      await git(folder, 'clone', '--quiet', path, root);
      return { root, remote: 'origin', branch: 'mfactl-ledger', folder: join(root, '.mfactl/ledger') };
    },
  };
}

/** An apply in a clone, with a directory of its own; it raises some accounts. */
export async function worldIn(
  t: TestContext,
  place: BranchFolder,
  first: number,
  partSize = 45_000_000,
): Promise<World & { publishing: Publishing }> {
  const world = await createWorld();
  t.after(() => rm(world.folder, { recursive: true, force: true }));
  const names = [address(first), address(first + 1)];
  world.directory.add(...names.map((name) => account(name, 'disabled')));
  await planOf(world.plan, [{ accounts: names }]);
  const publishing: Publishing = {
    place,
    disk: quickDisk,
    clock: world.clock,
    partSize,
    stop: world.stop.signal,
    late: new AbortController().signal,
  };
  world.run = `run-${first}`;
  world.books = {
    ...world.books,
    ledgerFolder: place.folder,
    partSize,
    publish: () => publishLedger(publishing),
  };
  const { acquireLock } = world.locking;
  world.locking = {
    ...world.locking,
    async acquireLock(record, takeOver) {
      const acquired = await acquireLock(record, takeOver);
      await bringTogether(publishing);
      return acquired;
    },
  };
  return Object.assign(world, { publishing });
}

/** The ledger as a fresh clone finds it, with the runs of its lines. */
export async function runsOnRemote({ clone }: Remote, head: string | null = null): Promise<string[]> {
  const place = await clone();
  await fetchLedger(place);
  assert.deepEqual(
    (await verifyLedger(place.folder, { heads: head === null ? [] : [head], commits: null })).problems,
    [],
  );
  return (await readLedger(place.folder, NOW)).lines.flatMap((line) => (line.type === 'run' ? [line.run] : []));
}

export function assertDone(result: ApplyResult): void {
  assert.equal(result.exit, 0, result.messages.join());
}
