import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertVerified } from '../../worlds/runs.ts';
import { address } from '../../worlds/memory-directory.ts';
import type { World } from '../../worlds/apply-world.ts';
import { verify } from '../booked-runs.ts';
import { type EditOfLines, forgeRun } from '../forged.ts';
import type { Members } from '../resealed.ts';
import { first, loosened, there, withEventfulRuns, withheld } from './eventful-runs.ts';

/** What verify says first, after everything that follows from the edited journal was made again. */
async function foundIn(world: World, journal: EditOfLines): Promise<string> {
  let before: Members[] = [];
  await forgeRun(world, 'eventful', {
    journal: (lines) => {
      before = lines;
      return journal(structuredClone(lines));
    },
  });
  const [problem = 'nothing'] = (await verify(world)).problems;
  await forgeRun(world, 'eventful', { journal: () => before });
  return problem;
}

type Outcome = Members & { account: { address: string } };

const outcomesOf = (line: Members): Outcome[] => (line['type'] === 'outcomes' ? (line['outcomes'] as Outcome[]) : []);
const isOf = (line: Members, name: string): boolean =>
  [...outcomesOf(line), ...((line['accounts'] ?? []) as Members[])].some(
    (one) => (one['account'] as Members | undefined)?.['address'] === name || one['address'] === name,
  );

/** Changes the outcomes of one account. */
const ofAccount =
  (name: string, edit: (outcome: Outcome) => Members[]): EditOfLines =>
  (lines) =>
    lines.flatMap((line) => {
      if (line['type'] !== 'outcomes' || !isOf(line, name)) return [line];
      const outcomes = outcomesOf(line).flatMap((one) => (one.account.address === name ? edit(one) : [one]));
      return outcomes.length === 0 ? [] : [{ ...line, outcomes }];
    });

const every =
  (type: string, edit: (line: Members) => Members): EditOfLines =>
  (lines) =>
    lines.map((line) => (line['type'] === type ? edit(line) : line));

const LIES: readonly (readonly [string, EditOfLines, RegExp])[] = [
  [
    'an outcome for an account that is not in the plan',
    ofAccount(there, (one) => [one, { ...one, account: { id: null, address: address(99) } }]),
    /an outcome for an account that chunk 1 of the plan does not hold/,
  ],
  [
    'an outcome under the id of nobody',
    ofAccount(there, (one) => [{ ...one, account: { id: 'x', address: there } }]),
    /an outcome for an account that chunk 1 of the plan does not hold/,
  ],
  ['a second outcome for one account', ofAccount(there, (one) => [one, one]), /a second outcome for one account/],
  ['no outcome for an account that was not sent', ofAccount(there, () => []), /accounts of chunk 1 have no outcome/],
  [
    'no outcome for an account that was sent last',
    ofAccount(loosened, () => []),
    /accounts that were about to be sent have no outcome/,
  ],
  [
    'an outcome for what a guardrail withheld',
    (lines) =>
      lines.flatMap((line) =>
        line['chunk'] === 3 && line['type'] === 'intent'
          ? [
              {
                type: 'outcomes',
                at: line['at'],
                chunk: 2,
                outcomes: [
                  {
                    account: { id: null, address: withheld },
                    outcome: 'already',
                    reason: null,
                    evidence: 'read',
                    problem: null,
                  },
                ],
              },
              line,
            ]
          : [line],
      ),
    /chunk 2 was withheld by a guardrail/,
  ],
  [
    'a chunk that is not in the plan',
    (lines) => {
      const more = lines.filter((line) => line['chunk'] === 4).map((line) => ({ ...line, chunk: 9 }));
      return lines.toSpliced(-1, 0, ...more);
    },
    /chunk 9 is not in the plan/,
  ],
  [
    'a chunk after a later one',
    (lines) => {
      const late = lines.filter((line) => line['chunk'] === 1);
      return lines.flatMap((line) => (line['type'] === 'closed' ? [...late, line] : line['chunk'] === 1 ? [] : [line]));
    },
    /accounts of chunk 1 have no outcome/,
  ],
  [
    'a line of a chunk that was done, after a later one',
    (lines) => lines.toSpliced(-1, 0, lines.find((line) => line['chunk'] === 1) as Members),
    /the line goes back to chunk 1/,
  ],
  [
    'a success without an intent',
    (lines) => lines.filter((line) => !(line['type'] === 'intent' && isOf(line, loosened))),
    /an account was sent, but no intent stands before/,
  ],
  [
    'an intent for an account that is not in the plan',
    every('intent', (line) => ({ ...line, accounts: [{ id: null, address: address(99) }] })),
    /an intent for an account that chunk 1 of the plan does not hold/,
  ],
  [
    'an intent to do something else',
    every('intent', (line) => ({ ...line, action: 'switch' })),
    /the intent is not to do what chunk 1 of the plan says/,
  ],
  [
    'an intent that claims to tighten',
    every('intent', (line) => ({ ...line, direction: 'tighten' })),
    /the intent is not to do what chunk 4 of the plan says/,
  ],
  [
    'an intent after the outcome',
    (lines) => {
      const intent = lines.find((line) => line['type'] === 'intent' && isOf(line, first)) as Members;
      const at = lines.findLastIndex((line) => line['chunk'] === 1);
      return lines.toSpliced(at + 1, 0, intent);
    },
    /an intent for an account whose outcome was known/,
  ],
  ['a failure without a cause', ofAccount(there, (one) => [{ ...one, outcome: 'failed' }]), /does not have the reason/],
  [
    'a skipped account without a reason',
    ofAccount(there, (one) => [{ ...one, outcome: 'skipped' }]),
    /does not have the reason/,
  ],
  [
    'another exit code',
    every('closed', (line) => ({ ...line, exit: 0 })),
    /the exit code is not the one that the outcomes come to/,
  ],
  [
    'a stop without a cause',
    every('closed', (line) => ({ ...line, stopped: { code: 'moved', says: 'many' }, exit: 4 })),
    /do not say why the run was stopped/,
  ],
  [
    'a failed canary that stopped nothing',
    every('canary', (line) => ({ ...line, ok: false })),
    /do not say why the run was stopped/,
  ],
  [
    'another number of changes',
    every('run', (line) => ({ ...line, changes: 7 })),
    /the first line does not count the changes of the plan/,
  ],
  ['a line behind the end', (lines) => [...lines, lines.at(-1) as Members], /a line stands behind the end of the run/],
  [
    'a second beginning',
    (lines) => lines.toSpliced(1, 0, lines[0] as Members),
    /the line of the run is the first, and no other/,
  ],
];

test('a run that was only made again holds', () =>
  withEventfulRuns(async (world) => {
    await forgeRun(world, 'eventful', {});
    await assertVerified(world);
  }));

test('verify finds a journal that no apply of its plan can have written, though receipt, line and all hashes were made from it', () =>
  withEventfulRuns(async (world) => {
    for (const [says, edit, found] of LIES) {
      const problem = await foundIn(world, edit);
      assert.match(problem, found, says);
      assert.match(problem, /^runs\/eventful\/journal\.ndjson:\d+: /, says);
    }
    await assertVerified(world);
  }));
