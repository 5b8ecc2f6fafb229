import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLedger } from '../../../src/ledger/read.ts';
import { JournalError } from '../../../src/ledger/run/journal.ts';
import { verify, withRuns } from '../booked-runs.ts';
import { address } from '../../worlds/memory-directory.ts';
import { assertVerified } from '../../worlds/runs.ts';
import type { World } from '../../worlds/apply-world.ts';
import { resealFile, resealJournal, resealLedger } from '../resealed.ts';

async function found(world: World, says: RegExp): Promise<void> {
  assert.match((await verify(world)).problems[0] ?? 'nothing', says);
}

test('a ledger that was only sealed again holds', () =>
  withRuns(async (world) => {
    await resealLedger(world, (line) => line);
    await resealJournal(world, 'two', (line) => line);
    await assertVerified(world);
  }));

test('verify finds a receipt that leaves an account out, or says something else of it, whose hash was made to fit', () =>
  withRuns(async (world) => {
    for (const edit of [
      (text: string) => text.replace(/\n\{.*\n\]/, '\n]'),
      (text: string) => text.replace('"outcome":"applied"', '"outcome":"already"'),
      (text: string) => text.replaceAll(address(1), 'somebody.else@nhs.net'),
      (text: string) => text.replace(/"actor":"[^"]*"/, '"actor":"nobody"'),
    ]) {
      let before = '';
      await resealFile(world, 'two', 'receipt', (text) => {
        before = text;
        const after = edit(text);
        assert.notEqual(after, text);
        return after;
      });
      await found(world, /^runs\/two\/receipt\.json is not the receipt that plan and journal of the run come to/);
      await resealFile(world, 'two', 'receipt', () => before);
      await assertVerified(world);
    }
  }));

test('verify finds a line that says something else than plan and journal of its run, though the chain fits', () =>
  withRuns(async (world) => {
    const lies: Readonly<Record<string, unknown>> = {
      actor: 'nobody',
      approvers: ['lead@example.nhs.net'],
      asOf: '2026-01-01T00:00:00Z',
      changes: 7,
      confirmations: [],
      counts: { applied: 0, already: 1, skipped: 0, withheld: 0, failed: 0, handedOver: 0 },
      end: '2027-01-01T00:00:00Z',
      exit: 3,
      fingerprint: `sha256:${'0'.repeat(64)}`,
      loosened: { X26: 2 },
      partial: true,
      policy: { digest: `sha256:${'1'.repeat(64)}`, commit: 'another' },
      reEnrolled: 1,
      start: '2026-01-01T00:00:00Z',
      uncertain: 1,
      undoes: 'one',
    };
    for (const [member, value] of Object.entries(lies)) {
      let before: unknown;
      await resealLedger(world, (line, i) => {
        if (i !== 2) return line;
        before = line[member];
        return { ...line, [member]: value };
      });
      const { problems } = await verify(world);
      assert.match(problems.join('\n'), new RegExp(`ledger\\.ndjson:3: "${member}" is not what plan and journal`));
      await resealLedger(world, (line, i) => (i === 2 ? { ...line, [member]: before } : line));
      await assertVerified(world);
    }
  }));

test('verify finds a hold that nobody took anything back for', () =>
  withRuns(async (world) => {
    await resealLedger(world, (line, i) =>
      i === 1 ? { type: 'hold', run: 'one', undoes: 'three', at: line['end'], until: '2027-01-01T00:00:00Z' } : line,
    );
    assert.match((await verify(world)).problems.join('\n'), /ledger\.ndjson:2: after an undo, and nowhere else/);
  }));

test('verify finds a run that ends before it starts, and before the run in front of it', () =>
  withRuns(async (world) => {
    await resealJournal(world, 'two', (line) =>
      line['type'] === 'closed' ? { ...line, at: '2026-01-01T00:00:00Z' } : line,
    );
    await resealLedger(world, (line, i) => (i === 1 ? { ...line, end: '2026-01-01T00:00:00Z' } : line));
    const said = (await verify(world)).problems.join('\n');
    assert.match(said, /ledger\.ndjson:2: the run ends before it starts/);
    assert.match(said, /ledger\.ndjson:2: this line ends before the line in front/);
  }));

test('a journal line that does not follow its schema is a ledger that cannot be trusted, and no fault of mfactl', () =>
  withRuns(async (world) => {
    await resealJournal(world, 'three', (line) => (line['type'] === 'outcomes' ? { ...line, outcomes: 1 } : line));
    await found(world, /journal\.ndjson:\d+: this line does not follow schemas\/journal\.schema\.json/);
    await resealLedger(world, (line, i) => (i === 2 ? { ...line, reEnrolled: 1 } : line));
    await assert.rejects(readLedger(world.reports, world.clock.time), JournalError);
  }));
