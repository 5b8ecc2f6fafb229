import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { beginJournal, Journal, JournalError, readJournal } from '../../../src/ledger/run/journal.ts';
import { readRunState } from '../../../src/ledger/run/state.ts';
import { quickDisk } from '../../worlds/apply-world.ts';

const AT = '2026-11-24T09:00:00Z';

async function withJournal(check: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  const path = join(folder, 'journal.ndjson');
  try {
    const planId = `sha256:${'0'.repeat(64)}`;
    await writeFile(
      path,
      beginJournal({
        type: 'run',
        at: AT,
        format: 'mfactl.journal/v1',
        run: 'r',
        planId,
        changes: 2,
        actor: 'a',
        approvers: [],
        host: 'h',
        pid: 1,
        tool: 't',
      }),
    );
    const { end } = await readRunState(path);
    const journal = await Journal.open(path, end, quickDisk);
    const accounts = [{ id: null, address: 'jo.example@nhs.net' }];
    await journal.append(
      {
        type: 'intent',
        at: AT,
        chunk: 1,
        organisation: 'X26',
        action: 'enable',
        direction: 'tighten',
        accounts,
        methods: null,
      },
      true,
    );
    const outcomes = accounts.map((account) => ({
      account,
      outcome: 'applied' as const,
      reason: null,
      evidence: 'answer' as const,
      problem: null,
    }));
    await journal.append({ type: 'outcomes', at: AT, chunk: 1, outcomes }, true);
    await journal.close();
    await check(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function typesOf(path: string): Promise<string[]> {
  const types: string[] = [];
  for await (const { line } of readJournal(path)) types.push(line.type);
  return types;
}

test('a journal reads back as it was written', () =>
  withJournal(async (path) => {
    assert.deepEqual(await typesOf(path), ['run', 'intent', 'outcomes']);
    const { progress } = await readRunState(path);
    assert.deepEqual([progress.chunk, [...progress.settled], [...progress.sent]], [1, ['jo.example@nhs.net'], []]);
  }));

test('cut at any byte of its last line, that line is dropped and the journal goes on behind the one before', () =>
  withJournal(async (path) => {
    const whole = await readFile(path);
    const start = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let length = start; length < whole.length; length++) {
      await writeFile(path, whole);
      await truncate(path, length);
      const { end, progress } = await readRunState(path);
      assert.deepEqual([end.length, [...progress.sent]], [start, ['jo.example@nhs.net']], `cut at ${length}`);
      const journal = await Journal.open(path, end, quickDisk);
      await journal.append({ type: 'aborted', at: AT, says: 'stopped' }, true);
      await journal.close();
      assert.deepEqual(await typesOf(path), ['run', 'intent', 'aborted']);
    }
  }));

test('changed at any byte before its end, the journal cannot be trusted', () =>
  withJournal(async (path) => {
    const whole = await readFile(path);
    for (let at = 0; at < whole.length - 1; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 1;
      await writeFile(path, changed);
      await assert.rejects(readRunState(path), JournalError, `changed at ${at}`);
    }
  }));

test('a line that was left out, doubled or moved is seen', () =>
  withJournal(async (path) => {
    const [run, intent, outcomes] = (await readFile(path, 'utf8')).split('\n') as [string, string, string];
    for (const lines of [
      [run, outcomes],
      [intent, outcomes],
      [run, intent, intent],
      [run, run],
      [run, outcomes, intent],
      [],
    ]) {
      await writeFile(path, lines.map((line) => `${line}\n`).join(''));
      await assert.rejects(readRunState(path), JournalError);
    }
  }));

test('after a write that failed nothing more is written', () =>
  withJournal(async (path) => {
    const { end } = await readRunState(path);
    let full = true;
    const journal = await Journal.open(path, end, {
      ...quickDisk,
      async append(file, text) {
        if (full) {
          await file.appendFile(text.slice(0, 10));
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
        }
        await quickDisk.append(file, text);
      },
    });
    await assert.rejects(
      journal.append({ type: 'aborted', at: AT, says: '' }, true),
      /cannot write the journal: ENOSPC/,
    );
    full = false;
    await assert.rejects(journal.append({ type: 'aborted', at: AT, says: '' }, true), JournalError);
    await journal.close();
    assert.deepEqual(await typesOf(path), ['run', 'intent', 'outcomes']);
  }));
