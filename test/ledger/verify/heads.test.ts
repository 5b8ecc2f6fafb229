import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { World } from '../../worlds/apply-world.ts';
import { applyOne, verify, withRuns } from '../booked-runs.ts';
import { resealLedger } from '../resealed.ts';

/** The head of the ledger as it is now. */
async function headOf(world: World): Promise<string> {
  return (await verify(world)).head ?? 'none';
}

/** Heads of three lines, then two more that nobody kept a head of. */
async function withKeptHeads(check: (world: World, heads: readonly string[]) => Promise<void>): Promise<void> {
  await withRuns(async (world) => {
    const heads = [await headOf(world)];
    for (const i of [4, 5]) {
      await applyOne(world, i, `run-${i}`);
      heads.push(await headOf(world));
    }
    await check(world, heads);
  });
}

test('without a head nothing is proven; with heads the lines up to the last of them are', () =>
  withKeptHeads(async (world, heads) => {
    const [three = '', four = '', five = ''] = heads;
    const proven = async (...kept: string[]) => {
      const { ok, provenTo } = await verify(world, ...kept);
      return ok ? provenTo : 'not ok';
    };
    assert.equal(await proven(), null);
    assert.equal(await proven(three), 3);
    assert.equal(await proven(three.replace('sha256:', '')), 3);
    assert.equal(await proven(four, three), 4);
    assert.equal(await proven(five, three, four), 5);
  }));

test('a head that differs names its line, and from which line on somebody rewrote the ledger', () =>
  withKeptHeads(async (world, [three = '', four = '', five = '']) => {
    await resealLedger(world, (line, i) => (i === 3 ? { ...line, actor: 'somebody else' } : line));
    const heads = (problems: readonly string[]) => problems.filter((each) => each.includes('head that you kept'));
    assert.deepEqual(heads((await verify(world, five, three, four)).problems), [
      'ledger.ndjson:4: this line is not the one of the head that you kept: somebody rewrote this line; look at the history of the ledger',
    ]);
    assert.deepEqual(heads((await verify(world, five, three)).problems), [
      'ledger.ndjson:5: this line is not the one of the head that you kept: somebody rewrote a line from 4 to 5; look at the history of the ledger',
    ]);
    assert.deepEqual(heads((await verify(world, four)).problems), [
      'ledger.ndjson:4: this line is not the one of the head that you kept: somebody rewrote a line from 1 to 4; look at the history of the ledger',
    ]);
    assert.equal((await verify(world, three)).provenTo, 3);
  }));

test('a head beyond the end of the ledger names the first line that is missing', () =>
  withKeptHeads(async (world, [three = '']) => {
    const beyond = `7:sha256:${'0'.repeat(64)}`;
    assert.match(
      (await verify(world, beyond, three)).problems.join(),
      /^ledger\.ndjson ends with line 5, but you kept the head of line 7: the lines from 6 on are missing/,
    );
  }));

test('a text that is no head is refused, and the others still count', () =>
  withKeptHeads(async (world, [three = '']) => {
    for (const text of ['nonsense', '', '0:', `0:${'0'.repeat(64)}`, `3:${'0'.repeat(63)}`, `${three} `]) {
      const { problems, provenTo } = await verify(world, text, three);
      assert.match(problems.join(), /does not have the form SEQ:SHA/, text);
      assert.equal(provenTo, 3);
    }
  }));
