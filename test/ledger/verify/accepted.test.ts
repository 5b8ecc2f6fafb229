import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerAccept } from '../../../src/generated/ledger.ts';
import { appendLine } from '../../../src/ledger/append.ts';
import { verifyLedger } from '../../../src/ledger/verify/verify.ts';
import { formatInstant } from '../../../src/model/time.ts';
import { quickDisk, type World } from '../../worlds/apply-world.ts';
import { applyOne, verify, withRuns } from '../booked-runs.ts';
import { forgeRun } from '../forged.ts';
import { resealLedger } from '../resealed.ts';

type Accepts = LedgerAccept['accepts'];

function accept(world: World, accepts: Accepts, commit: string | null = null): Promise<void> {
  const at = formatInstant(world.clock.time);
  const line = { type: 'accept', at, actor: 'lead', approvers: [], reason: 'a reason', commit, accepts } as const;
  return appendLine(world.reports, { ...line, approvers: [] }, quickDisk);
}

const DAY = 86_400_000;

test('what somebody accepts must be something that an earlier line can have', () =>
  withRuns(async (world) => {
    const impossible: readonly (readonly [Accepts, string | null])[] = [
      [[{ kind: 'clock', seq: 4 }], null],
      [[{ kind: 'clock', seq: 9 }], null],
      // The runs are in no commit.
      [[{ kind: 'commit', seq: 1 }], null],
      [[{ kind: 'clock', seq: 1 }], 'a'.repeat(40)],
    ];
    for (const [accepts, commit] of impossible) {
      await accept(world, accepts, commit);
      const { problems, acceptable } = await verify(world);
      assert.match(problems.join(), /ledger\.ndjson:4: this line accepts something that no line before it can have/);
      assert.deepEqual(acceptable, []);
      await resealLedger(world, (line, i) => (i === 3 ? null : line));
    }
    await accept(world, [{ kind: 'clock', seq: 3 }]);
    assert.deepEqual((await verify(world)).problems, []);
  }));

test('a line that accepts another one excuses nothing of the line in front of it', () =>
  withRuns(async (world) => {
    const said = async () => (await verify(world)).problems.map((problem) => problem.split(';')[0]);
    world.clock.time += 3 * DAY;
    await applyOne(world, 9, 'ahead');
    world.clock.time -= DAY;
    await accept(world, [{ kind: 'clock', seq: 4 }]);
    assert.deepEqual(await said(), []);
    await resealLedger(world, (line, i) => (i === 4 ? { ...line, accepts: [{ kind: 'clock', seq: 3 }] } : line));
    assert.deepEqual(await said(), ['ledger.ndjson:5: this line ends before the line in front of it']);
  }));

test('the clock is only compared with the last line, and 5 minutes are no difference', () =>
  withRuns(async (world) => {
    const at = async (now: number) => (await verifyLedger(world.reports, { heads: [], commits: null, now })).problems;
    const end = world.clock.time;
    assert.deepEqual(await at(end - 300_000), []);
    assert.match((await at(end - 300_001)).join(), /ledger\.ndjson:3: this line ends at .*, but the clock says/);
  }));

test('a commit that was accepted is told with its line; the commit that takes its place is checked too', () =>
  withRuns(async (world) => {
    const [old, tip] = ['a'.repeat(40), 'b'.repeat(40)];
    await forgeRun(world, 'two', {
      plan: ([header, ...chunks]) => [
        { ...header, policy: { ...(header?.['policy'] as object), commit: old } },
        ...chunks,
      ],
    });
    const merged = new Set([tip]);
    const commits = {
      branch: 'main of origin',
      standingOf: async (commit: string): Promise<'merged' | 'unmerged'> =>
        merged.has(commit) ? 'merged' : 'unmerged',
    };
    const look = () => verifyLedger(world.reports, { heads: [], commits });
    assert.deepEqual((await look()).acceptable, [{ kind: 'commit', seq: 2 }]);
    await accept(world, [{ kind: 'commit', seq: 2 }], tip);
    const { ok, accepted } = await look();
    assert.ok(ok);
    assert.deepEqual(accepted, [
      {
        seq: 4,
        at: formatInstant(world.clock.time),
        actor: 'lead',
        approvers: [],
        reason: 'a reason',
        problems: [
          `ledger.ndjson:2: the policy commit ${old} is not on main of origin: it was never merged, or somebody rewrote the branch`,
        ],
      },
    ]);
    merged.clear();
    assert.deepEqual((await look()).acceptable, [{ kind: 'commit', seq: 4 }]);
  }));
