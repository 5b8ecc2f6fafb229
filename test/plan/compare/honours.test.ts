import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Dishonour, dishonours, type StreamedPlan } from '../../../src/plan/compare/honours.ts';
import type { PlanChange, PlanChunk, PlanState } from '../../../src/generated/plan.ts';

type Cause = PlanChange['cause'];
interface Change {
  readonly direction: PlanChange['direction'];
  readonly cause: Cause;
  readonly address: string;
  readonly id?: string;
  readonly organisation?: string;
  readonly after?: PlanState;
}

const OFF: PlanState = { level: 'disabled', status: 'Admin Disabled' };
const ON: PlanState = { level: 'standard', status: 'Admin Enabled' };

const loosen = (name: string, cause: Cause, more: Partial<Change> = {}): Change => ({
  direction: 'loosen',
  cause,
  address: `${name}.example@nhs.net`,
  ...more,
});
const tighten = (count: number, cause: Cause, organisation = 'X26'): Change[] =>
  Array.from({ length: count }, (_, i) => ({
    direction: 'tighten',
    cause,
    address: `t${i}.example@nhs.net`,
    organisation,
  }));

async function* chunksOf(changes: readonly Change[]): AsyncGenerator<PlanChunk> {
  for (const [
    i,
    { direction, cause, address, id = null, organisation = 'X26', after = direction === 'loosen' ? OFF : ON },
  ] of changes.entries()) {
    const before = direction === 'loosen' ? ON : OFF;
    const change: PlanChange = {
      account: { id, address },
      unit: '',
      cause,
      direction,
      validUntil: null,
      before,
      after,
      because: [],
    };
    const action = direction === 'loosen' ? 'disable' : 'enable';
    yield {
      type: 'chunk',
      id: i + 1,
      organisation,
      action,
      to: after.level as 'disabled',
      withheld: null,
      changes: [change],
    };
  }
}

function plan(changes: readonly Change[], digest = 'sha256:one', undoes: string | null = null): StreamedPlan {
  return { header: { policy: { digest, commit: null, dirty: false }, undoes }, chunks: chunksOf(changes) };
}

interface Case {
  readonly name: string;
  readonly forecast: readonly Change[];
  readonly plan: readonly Change[];
  readonly broken: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'nothing was forecast and nothing is done', forecast: [], plan: [], broken: [] },
  {
    name: 'a loosening that was forecast',
    forecast: [loosen('a', 'policy')],
    plan: [loosen('a', 'policy')],
    broken: [],
  },
  {
    name: 'a loosening that was forecast and is no longer needed',
    forecast: [loosen('a', 'policy')],
    plan: [],
    broken: [],
  },
  {
    name: 'a loosening that was forecast for another cause',
    forecast: [loosen('a', 'drift')],
    plan: [loosen('a', 'policy')],
    broken: [],
  },
  {
    name: 'a loosening that nobody saw',
    forecast: [loosen('a', 'policy')],
    plan: [loosen('a', 'policy'), loosen('b', 'policy')],
    broken: ['loosening X26 1'],
  },
  {
    name: 'a loosening that ends at another level',
    forecast: [loosen('a', 'policy', { after: { level: 'named-locations', status: 'Admin Enabled' } })],
    plan: [loosen('a', 'policy')],
    broken: ['loosening X26 1'],
  },
  {
    name: 'a loosening that ends at another status',
    forecast: [loosen('a', 'policy', { after: { level: 'disabled', status: 'MFA 24 Hour Exception' } })],
    plan: [loosen('a', 'policy')],
    broken: ['loosening X26 1'],
  },
  {
    name: 'a tightening that is now a loosening',
    forecast: [{ ...loosen('a', 'policy'), direction: 'tighten' }],
    plan: [loosen('a', 'policy')],
    broken: ['loosening X26 1'],
  },
  {
    name: 'drift, lapses and leftovers between forecast and plan',
    forecast: [],
    plan: [loosen('a', 'drift'), loosen('b', 'time'), loosen('c', 'pending'), ...tighten(500, 'time')],
    broken: [],
  },
  { name: 'ten tightenings more', forecast: [], plan: tighten(10, 'policy'), broken: [] },
  { name: 'eleven tightenings more', forecast: [], plan: tighten(11, 'policy'), broken: ['tightening X26 0 11 10'] },
  { name: '2 % more of a great many', forecast: tighten(1000, 'policy'), plan: tighten(1020, 'policy'), broken: [] },
  {
    name: 'more than 2 % more',
    forecast: tighten(1000, 'policy'),
    plan: tighten(1021, 'policy'),
    broken: ['tightening X26 1000 1021 20'],
  },
  {
    name: 'tightenings that were forecast as drift do not count as seen',
    forecast: tighten(11, 'drift'),
    plan: tighten(11, 'policy'),
    broken: ['tightening X26 0 11 10'],
  },
  {
    name: 'tightenings that were forecast for another organisation',
    forecast: tighten(11, 'policy', 'X27'),
    plan: tighten(11, 'policy'),
    broken: ['tightening X26 0 11 10'],
  },
  { name: 'fewer tightenings', forecast: tighten(500, 'policy'), plan: tighten(3, 'policy'), broken: [] },
  {
    name: 'an account that was renamed is known by its id',
    forecast: [loosen('old', 'policy', { id: '1' })],
    plan: [loosen('new', 'policy', { id: '1' })],
    broken: [],
  },
  {
    name: 'a forecast without ids knows the address',
    forecast: [loosen('a', 'policy')],
    plan: [loosen('a', 'policy', { id: '1' })],
    broken: [],
  },
  {
    name: 'an address that another account has by now',
    forecast: [loosen('a', 'policy', { id: '1' })],
    plan: [loosen('a', 'policy', { id: '2' })],
    broken: ['loosening X26 1'],
  },
  {
    name: 'several organisations, each with its reasons, in the order of their codes',
    forecast: [],
    plan: [
      loosen('z', 'policy', { organisation: 'X9Z' }),
      ...tighten(11, 'policy', 'X27'),
      loosen('a', 'policy'),
      loosen('b', 'policy'),
    ],
    broken: ['loosening X26 2', 'loosening X9Z 1', 'tightening X27 0 11 10'],
  },
];

function brief(reason: Dishonour): string {
  if (reason.reason === 'loosening') return `loosening ${reason.organisation} ${reason.accounts.length}`;
  if (reason.reason === 'tightening')
    return `tightening ${reason.organisation} ${reason.forecast} ${reason.plan} ${reason.allowed}`;
  return `${reason.reason} ${reason.forecast} ${reason.plan}`;
}

suite('whether a plan honours its forecast', () => {
  for (const { name, forecast, plan: made, broken } of CASES) {
    test(`${broken.length === 0 ? 'kept' : 'broken'}: ${name}`, async () => {
      assert.deepEqual((await dishonours(plan(forecast), plan(made))).map(brief), broken);
    });
  }

  test('broken: other policies, whatever they do', async () => {
    assert.deepEqual((await dishonours(plan([]), plan([], 'sha256:two'))).map(brief), [
      'policies sha256:one sha256:two',
    ]);
  });

  test('broken: a plan that takes a run back, which no cause would tell', async () => {
    const undo = plan([loosen('a', 'drift')], 'sha256:one', 'run-1');
    assert.deepEqual((await dishonours(plan([]), undo)).map(brief), ['undo null run-1']);
  });
});
