/**
 * Whoever can change a plan file can make its counts, fingerprint and digest fit again. Whatever is changed, the file is
 * refused, or nothing is done that the policies and guardrails would not do for the file as it was.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'node:test';
import { decide } from '../../src/decide/decide.ts';
import type { PlanChunk, PlanHeader } from '../../src/generated/plan.ts';
import type { Account, State } from '../../src/model/account.ts';
import type { Decision } from '../../src/model/decision.ts';
import { formatInstant } from '../../src/model/time.ts';
import { checkPlanFile } from '../../src/plan/file/check.ts';
import { verdictsOf } from '../../src/plan/compare/verdicts.ts';
import { buildPlan } from '../../src/plan/plan.ts';
import { createWorld, type World } from '../worlds/apply-world.ts';
import { context, exception, NOON, organisation, policies, reEnrolment, role, units } from '../worlds/build.ts';
import { writeSealed } from '../worlds/forge.ts';
import { account, type MemoryDirectory } from '../worlds/memory-directory.ts';
import { planInput } from '../worlds/plan-of.ts';
import { apply } from '../worlds/runs.ts';
import { counted } from '../worlds/thorough.ts';
import { anEdit, edited, recounted } from './forging.ts';

const POLICIES = policies({
  roles: [role()],
  organisations: [
    organisation('X26', {
      units: units(
        { name: 'Kiosks', level: 'disabled', until: null },
        { name: 'Wards', level: 'named-locations', until: null },
      ),
    }),
    organisation('RA1'),
  ],
  exceptions: [exception({ user: 'exempt@nhs.net', organisation: 'RA1' })],
  reEnrolments: [reEnrolment({ user: 'afresh@nhs.net', organisation: 'RA1' })],
});

/** Some of each action; more of Kiosks are loosened than the limit allows, so those are withheld. */
const ACCOUNTS: readonly Account[] = [
  ...Array.from({ length: 8 }, (_, i) => account(`kiosk${i}@nhs.net`, 'standard', { unit: 'Kiosks' })),
  ...Array.from({ length: 3 }, (_, i) => account(`ward${i}@nhs.net`, 'standard', { unit: 'Wards' })),
  ...Array.from({ length: 4 }, (_, i) => account(`off${i}@nhs.net`, 'disabled', { organisation: 'RA1' })),
  ...Array.from({ length: 12 }, (_, i) => account(`calm${i}@nhs.net`, 'standard', { organisation: 'RA1' })),
  account('admin@nhs.net', 'disabled', { roles: ['Local Admin'], organisation: 'RA1' }),
  account('exempt@nhs.net', 'standard', { organisation: 'RA1' }),
  account('afresh@nhs.net', 'standard', { organisation: 'RA1' }),
  account('lapsed@nhs.net', 'disabled', { organisation: 'RA1', reported: 'MFA 24 Hour Exception' }),
];

const AT = context({ now: NOON });

function planned(accounts: readonly Account[]): { header: Omit<PlanHeader, 'digest'>; chunks: PlanChunk[] } {
  const plan = buildPlan(planInput(accounts, { policies: POLICIES, context: AT, chunkSize: 3 }));
  const at = formatInstant(NOON);
  const header: Omit<PlanHeader, 'digest'> = {
    type: 'header',
    format: 'mfactl.plan/v1',
    tool: 'mfactl/0.1.0',
    policy: { digest: SHA, commit: null, dirty: false },
    directory: { kind: 'sandbox', name: 'sandbox-1', digest: SHA, observedAt: at, complete: { sources: [] } },
    target: { kind: 'sandbox', name: 'sandbox-1' },
    asOf: at,
    madeAt: at,
    scope: null,
    undoes: null,
    counts: plan.counts,
    findings: [...plan.findings],
    guardrails: [...plan.guardrails],
    fingerprint: plan.fingerprint,
  };
  return { header, chunks: [...plan.chunks()] };
}

const SHA = `sha256:${'1'.repeat(64)}`;
const HONEST = planned(ACCOUNTS);

/** A world whose policies decide, with the plan that was reviewed. Its plan is made anew from its accounts. */
async function reviewed(): Promise<World> {
  const world = await createWorld();
  world.clock.time = NOON;
  world.directory.add(...ACCOUNTS);
  world.outside = {
    ...world.outside,
    redecide: async (accounts) => accounts.map((each) => stateOf(decide(each, POLICIES, AT))),
    isProtected: async (accounts) => accounts.map((each) => decide(each, POLICIES, AT).privileged),
  };
  world.planAnew = async ({ plan: { directory } }) => {
    const isSameSnapshot = directory.digest === SHA;
    const said = HONEST.header as PlanHeader;
    return { isSameSnapshot, verdictOf: verdictsOf(HONEST.chunks, isSameSnapshot), said };
  };
  return world;
}

const stateOf = ({ managed, desired }: Decision): State | null => (managed ? desired : null);

const seen = ({ membership, reported, methods }: Account): string => JSON.stringify([membership, reported, methods]);

const ADDRESSES = ACCOUNTS.map(({ address }) => address);
const BEFORE = new Map(ACCOUNTS.map((each) => [each.address, seen(each)]));

/** What each account may be afterwards: as it was, or as the reviewed plan leaves it. */
async function allowed(): Promise<Map<string, Set<string | undefined>>> {
  const world = await reviewed();
  await writeSealed(world.plan, HONEST.header as PlanHeader, HONEST.chunks);
  const { exit } = await apply(world);
  assert.equal(exit, 3);
  const after = states(world.directory);
  await rm(world.folder, { recursive: true });
  return new Map(ADDRESSES.map((address) => [address, new Set([BEFORE.get(address), after.get(address)])]));
}

const states = ({ accounts }: MemoryDirectory): Map<string, string> =>
  new Map([...accounts.values()].map((each) => [each.address, seen(each)]));

test('whatever is changed in a plan and sealed anew, it is refused, or does no more than the plan that was reviewed', async (t) => {
  const may = await allowed();
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'plan.ndjson');
  const outcomes = { refused: 0, applied: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anEdit, { minLength: 1, maxLength: 3 }), fc.boolean(), async (edits, careful) => {
      const { header, chunks } = structuredClone(HONEST);
      for (const edit of edits) edited(edit, header as PlanHeader, chunks, ADDRESSES);
      if (careful) recounted(header as PlanHeader, chunks);
      await writeSealed(file, header as PlanHeader, chunks);
      // What apply looks at first needs no world of its own.
      if (!(await checkPlanFile(file)).ok) {
        outcomes.refused++;
        return;
      }
      const world = await reviewed();
      try {
        world.plan = file;
        const { run, messages } = await apply(world);
        outcomes[run === null ? 'refused' : 'applied']++;
        if (run === null) assert.ok(messages.length > 0);
        for (const [address, state] of states(world.directory))
          assert.ok(may.get(address)?.has(state), `${address} is ${state}`);
      } finally {
        await rm(world.folder, { recursive: true });
      }
    }),
    { numRuns: counted(3_000, 100_000), seed: 20261127, endOnFailure: true },
  );
  assert.ok(
    outcomes.applied > counted(300, 10_000) && outcomes.refused > counted(300, 10_000),
    JSON.stringify(outcomes),
  );
});
