/** Going on with a ledger whose clock ran ahead, or whose policy commits were rewritten; damage is never accepted. */
import assert from 'node:assert/strict';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { LedgerAccept } from '../../../src/generated/ledger.ts';
import { git } from '../../proof/git.ts';
import { organisation, type Repository, repositoryAt, succeed } from '../../worlds/repository.ts';
import { applied, io, runOf, START } from './applied-clone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function ledgerOf({ reports }: Repository): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(reports, 'ledger.ndjson'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A ledger whose third line was written with the clock two days ahead. */
async function ahead(t: TestContext, config: Readonly<Record<string, unknown>> = {}): Promise<Repository> {
  const { clone } = await applied(t, config);
  await clone.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Third name' }));
  await runOf(clone, 'Third', 'third', { now: () => START + 2 * DAY });
  return clone;
}

/** Commits the two changes of a clone anew, as one, and puts that in place of the protected branch. */
async function rewrite(clone: Repository): Promise<string> {
  await git(clone.path, 'checkout', '--quiet', '--orphan', 'rewritten');
  await git(clone.path, 'commit', '--quiet', '-m', 'All of it');
  await git(clone.path, 'branch', '--quiet', '--move', '--force', 'rewritten', 'main');
  await git(clone.path, 'push', '--quiet', '--force', 'origin', 'main');
  return git(clone.path, 'rev-parse', 'HEAD');
}

async function planAndApply(clone: Repository, at: number): Promise<{ code: number | null; err: string }> {
  await succeed(clone, ['plan', '--out', 'plan.ndjson'], { now: () => at });
  return clone.here(['apply', 'plan.ndjson'], { now: () => at });
}

test('a ledger whose clock ran ahead is named by verify, stops apply, and is gone on with by --accept', async (t) => {
  const clone = await ahead(t);
  const before = await clone.here(['verify'], io);
  assert.equal(before.code, 1);
  assert.match(
    before.out,
    /ledger\.ndjson:3: this line ends at 2026-11-26T06:00:00Z, but the clock says 2026-11-24T06:00:00Z; correct the clock; .*mfactl verify --accept REASON/,
  );
  assert.equal((await planAndApply(clone, START + HOUR)).code, 4);
  const accepted = await clone.here(['verify', '--accept', 'the clock of host-1 was two days ahead'], {
    now: () => START + HOUR,
  });
  assert.equal(accepted.code, 0, accepted.err + accepted.out);
  const says =
    /Line 4: accepted at 2026-11-24T07:00:00Z by \S+: the clock of host-1 was two days ahead\n.*Nothing is damaged: 4 lines/s;
  assert.match(accepted.out, says);
  const { seq: _, previous: __, actor: ___, ...line } = (await ledgerOf(clone)).at(-1) as unknown as LedgerAccept;
  assert.deepEqual(line, {
    type: 'accept',
    at: '2026-11-24T07:00:00Z',
    approvers: [],
    reason: 'the clock of host-1 was two days ahead',
    commit: null,
    accepts: [{ kind: 'clock', seq: 3 }],
  });
  await clone.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Fourth name' }));
  await runOf(clone, 'Fourth', 'fourth', { now: () => START + 2 * HOUR });
  const after = await clone.here(['verify'], { now: () => START + 2 * HOUR });
  assert.equal(after.code, 0, after.out);
  assert.match(after.out, /Line 4: accepted .*Nothing is damaged: 5 lines/s);
});

test('times that run back after what was accepted are named as before', async (t) => {
  const clone = await ahead(t);
  await succeed(clone, ['verify', '--accept', 'two days ahead'], { now: () => START + HOUR });
  const { code, out } = await clone.here(['verify'], io);
  assert.equal(code, 1);
  assert.match(
    out,
    /ledger\.ndjson:4: this line ends at 2026-11-24T07:00:00Z, but the clock says 2026-11-24T06:00:00Z/,
  );
  assert.equal((await planAndApply(clone, START)).code, 4);
});

test('a history that was rewritten for a good reason is gone on with, and from then on no policies that lack it', async (t) => {
  const { clone, first, second } = await applied(t);
  const rewritten = await rewrite(clone);
  assert.equal((await planAndApply(clone, START)).code, 4);
  const accepted = await clone.here(['verify', '--accept', 'an address was removed from the history'], io);
  assert.equal(accepted.code, 0, accepted.err + accepted.out);
  assert.match(accepted.out, new RegExp(`the policy commit ${first} is not on main of origin`));
  assert.match(accepted.out, new RegExp(`the policy commit ${second} is not on main of origin`));
  const line = (await ledgerOf(clone)).at(-1) as unknown as LedgerAccept;
  assert.equal(line.commit, rewritten);
  assert.deepEqual(line.accepts, [
    { kind: 'commit', seq: 1 },
    { kind: 'commit', seq: 2 },
  ]);
  await clone.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Third name' }));
  await runOf(clone, 'Third', 'third');
  assert.equal((await clone.here(['verify'], io)).code, 0);
  await git(clone.path, 'push', '--quiet', '--force', 'origin', `${second}:main`);
  await git(clone.path, 'reset', '--quiet', '--hard', second);
  const older = await planAndApply(clone, START);
  assert.equal(older.code, 4);
  assert.match(older.err, /do not contain those that were applied last/);
});

test('until something else is applied, policies must contain the branch as it was accepted', async (t) => {
  const { clone, second } = await applied(t);
  await rewrite(clone);
  await succeed(clone, ['verify', '--accept', 'rewritten'], io);
  await git(clone.path, 'push', '--quiet', '--force', 'origin', `${second}:main`);
  await git(clone.path, 'reset', '--quiet', '--hard', second);
  const { code, err } = await planAndApply(clone, START);
  assert.equal(code, 4);
  assert.match(err, /do not contain those that were applied last/);
  assert.match(
    (await clone.here(['verify'], io)).out,
    /ledger\.ndjson:3: the policy commit \w+ is not on main of origin/,
  );
});

test('damage is never accepted, whatever else is wrong, and nothing is written', async (t) => {
  const clone = await ahead(t);
  const damages: readonly (readonly [string, (text: string) => string])[] = [
    ['runs/first/receipt.json', (text) => text.replace('"exit":0', '"exit":3')],
    ['runs/first/journal.ndjson', (text) => text.replace('"exit":0', '"exit":3')],
    ['population.ndjson', (text) => `${text}\n`],
    ['stray.txt', () => 'x'],
  ];
  for (const [file, damage] of damages) {
    const path = join(clone.reports, file);
    const before = await readFile(path, 'utf8').catch(() => null);
    await writeFile(path, damage(before ?? ''));
    const { code, err } = await clone.here(['verify', '--accept', 'I know better'], io);
    assert.equal(code, 1, file);
    assert.match(err, /Nothing was accepted/, file);
    assert.equal((await ledgerOf(clone)).length, 3);
    if (before !== null) await writeFile(path, before);
  }
});

test('a head that differs is never accepted', async (t) => {
  const clone = await ahead(t);
  const argv = ['verify', '--accept', 'whatever', '--head', `3:${'0'.repeat(64)}`];
  const { code, err } = await clone.here(argv, io);
  assert.equal(code, 1);
  assert.match(err, /Something is damaged, and damage cannot be accepted:\n.*not the one of the head that you kept/);
});

test('where all holds, and without a reason, nothing is accepted', async (t) => {
  const { clone } = await applied(t);
  const whole = await clone.here(['verify', '--accept', 'just in case'], io);
  assert.deepEqual([whole.code, (await ledgerOf(clone)).length], [1, 2]);
  assert.match(whole.err, /The ledger holds: there is nothing to accept/);
  for (const reason of ['', '  ', 'two\nlines']) {
    const { code, err } = await clone.here(['verify', '--accept', reason], io);
    assert.equal(code, 1);
    assert.match(err, /--accept takes a reason in words/);
  }
});

test('an apply that holds the lock is waited for, not overtaken', async (t) => {
  const clone = await ahead(t);
  const lock = await clone.here(['doctor', '--json'], io);
  assert.match(lock.out, /"name":"lock","state":"ok"/);
  const held = join(clone.path, '.mfactl', 'ledger-lock-reports');
  await appendFile(
    held,
    '{"id":"1","owner":"jo","host":"elsewhere","pid":1,"started":null,"since":"2026-11-24T05:00:00Z"}',
  );
  const { code, err } = await clone.here(['verify', '--accept', 'two days ahead'], io);
  assert.equal(code, 5, err);
  assert.equal((await ledgerOf(clone)).length, 3);
});

test('in CI it names those who approved, and is published on the branch of the ledger like a run', async (t) => {
  const clone = await ahead(t, { ledger: { branch: 'mfactl-ledger' }, apply: { lock: 'git' } });
  const env = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '7',
    GITHUB_ACTOR: 'lead',
    MFACTL_APPROVERS: 'sam, kim',
  };
  const { code, out, err } = await clone.here(['verify', '--accept', 'two days ahead'], { ...io, env });
  assert.equal(code, 0, err + out);
  assert.match(out, /Line 4: accepted at \S+ by lead run 7 attempt 1, approved by sam, kim: two days ahead/);
  const fresh = repositoryAt(join(clone.path, '.mfactl', 'fresh'));
  await git(clone.path, 'clone', '--quiet', join(clone.path, '.mfactl', 'remote.git'), fresh.path);
  const { out: there } = await fresh.here(['verify'], io);
  assert.match(there, /Line 4: accepted at \S+ by lead.*Nothing is damaged: 4 lines/s);
});

test('a line that another machine adds at the same moment is kept, and nothing is accepted without being told', async (t) => {
  const clone = await ahead(t, { ledger: { branch: 'mfactl-ledger' }, apply: { lock: 'git' } });
  const remote = join(clone.path, '.mfactl', 'remote.git');
  const ref = 'refs/heads/mfactl-ledger';
  const before = await git(remote, 'rev-parse', ref);
  const other = repositoryAt(join(clone.path, '.mfactl', 'other'));
  await git(clone.path, 'clone', '--quiet', remote, other.path);
  await cp(clone.sandbox, other.sandbox);
  await other.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Fourth name' }));
  await runOf(other, 'Fourth', 'fourth', { now: () => START + 2 * DAY });
  const theirs = await git(remote, 'rev-parse', ref);
  await git(remote, 'update-ref', ref, before);
  // Between look and push of the one who accepts, the other machine's line arrives.
  await writeFile(join(remote, 'theirs'), theirs);
  const hook = `#!/bin/sh\nif [ "$1" = ${ref} ] && [ -f theirs ]; then git update-ref $1 $(cat theirs); rm theirs; exit 1; fi\n`;
  await writeFile(join(remote, 'hooks', 'update'), hook, { mode: 0o755 });
  const first = await clone.here(['verify', '--accept', 'two days ahead'], io);
  assert.equal(first.code, 1);
  assert.match(first.err, /Somebody else added to the ledger at the same time; run this again/);
  assert.equal(await git(remote, 'rev-parse', ref), theirs);
  const again = await clone.here(['verify', '--accept', 'two days ahead'], io);
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /Line 5: accepted .*Nothing is damaged: 5 lines/s);
});
