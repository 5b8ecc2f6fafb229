/** Forged plans: files whose digest, fingerprint and counts were made anew after something was changed in them. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, test } from 'node:test';
import type { PlanChunk, PlanHeader } from '../../../src/generated/plan.ts';
import { checkPlanFile } from '../../../src/plan/file/check.ts';
import { withWorld } from '../../worlds/apply-world.ts';
import { resealPlan } from '../../worlds/forge.ts';
import { account, address } from '../../worlds/memory-directory.ts';
import { planOf } from '../../worlds/plans.ts';
import { apply } from '../../worlds/runs.ts';

/** Writes a plan as somebody would who can change the file: counts, fingerprint and digest are made to fit again. */
const forge = (file: string, edit: (chunks: PlanChunk[], header: PlanHeader) => void): Promise<void> =>
  resealPlan(file, (chunks, header) => {
    recount(header, chunks);
    edit(chunks, header);
  });

function recount({ counts }: PlanHeader, chunks: readonly PlanChunk[]): void {
  const own = { byAction: {}, byDirection: {}, byOrganisation: {} };
  const add = (map: Record<string, number>, key: string): void => void (map[key] = (map[key] ?? 0) + 1);
  for (const { action, organisation, changes } of chunks)
    for (const { direction } of changes) {
      add(own.byAction, action);
      add(own.byDirection, direction);
      add(own.byOrganisation, organisation);
    }
  Object.assign(counts, own);
}

const codesOf = async (file: string): Promise<string[]> =>
  (await checkPlanFile(file)).diagnostics.map(({ code }) => code);

const SPECS = [
  { action: 'restore', accounts: [address(0)] },
  { action: 'enable', accounts: [address(1), address(2)] },
  { action: 'disable', from: 'standard', to: 'disabled', accounts: [address(3)] },
] as const;

/** What somebody may claim of a chunk that is not so. */
const EDITS: Readonly<Record<string, (chunk: PlanChunk) => void>> = {
  'another action': (chunk) => Object.assign(chunk, { action: chunk.action === 'enable' ? 'restore' : 'enable' }),
  'another target': (chunk) => Object.assign(chunk, { to: chunk.to === 'disabled' ? 'standard' : 'disabled' }),
  'another direction': (chunk) => {
    for (const change of chunk.changes)
      Object.assign(change, { direction: change.direction === 'tighten' ? 'loosen' : 'tighten' });
  },
  'that a lower level tightens': (chunk) => lower(chunk),
};

function lower(chunk: PlanChunk): void {
  Object.assign(chunk, { action: 'enable', to: 'disabled' });
  for (const change of chunk.changes)
    Object.assign(change, {
      direction: 'tighten',
      before: { level: 'standard', status: 'Admin Enabled' },
      after: { level: 'disabled', status: 'Admin Disabled' },
    });
}

describe('A plan that was changed and sealed anew', () => {
  for (const [what, edit] of Object.entries(EDITS)) {
    test(`is refused where it claims ${what}`, () =>
      withWorld(async (world) => {
        for (const at of SPECS.keys()) {
          await planOf(world.plan, SPECS);
          await forge(world.plan, (chunks, header) => {
            edit(chunks[at] as PlanChunk);
            recount(header, chunks);
          });
          assert.deepEqual(await codesOf(world.plan), ['plan-contradiction'], `${what} in chunk ${at + 1}`);
        }
      }));
  }

  test('switches nobody off: the account keeps its level, and apply ends with 4', () =>
    withWorld(async (world) => {
      world.directory.add(account(address(3), 'standard'));
      await planOf(world.plan, [{ action: 'switch', from: 'named-locations', accounts: [address(3)] }]);
      await forge(world.plan, (chunks, header) => {
        lower(chunks[0] as PlanChunk);
        recount(header, chunks);
      });
      const { exit, messages } = await apply(world);
      assert.equal(exit, 4);
      assert.match(messages.join('\n'), /contradicts itself/);
      assert.equal(world.directory.requests.length, 0, 'nothing was sent');
    }));

  test('is refused where a count of its header is not that of its changes', () =>
    withWorld(async (world) => {
      for (const key of ['byAction', 'byDirection', 'byOrganisation'] as const) {
        await planOf(world.plan, SPECS);
        await forge(
          world.plan,
          (_, header) => void Object.assign(header.counts[key], { tighten: 9, enable: 9, X26: 9 }),
        );
        assert.deepEqual(await codesOf(world.plan), ['plan-counts'], key);
      }
    }));

  test('is sound where nothing but sentences was changed', () =>
    withWorld(async (world) => {
      await planOf(world.plan, SPECS);
      await forge(world.plan, (chunks) => {
        for (const { changes } of chunks)
          for (const change of changes)
            Object.assign(change, { because: [{ step: 'base', policy: null, says: 'Any.' }] });
      });
      assert.deepEqual(await codesOf(world.plan), []);
    }));

  test('never lowers a level under the name of tightening: states, action, target and direction drawn at random', () =>
    withWorld(async (world) => {
      await planOf(world.plan, SPECS);
      const text = await readFile(world.plan, 'utf8');
      const file = join(world.reports, '..', 'forged.ndjson');
      const LEVELS = ['disabled', 'named-locations', 'standard'];
      const level = fc.constantFrom(...LEVELS);
      const action = fc.constantFrom('restore', 'enable', 'switch', 'except', 'disable', 're-enrol');
      const status = fc.constantFrom('Admin Enabled', 'Admin Disabled', 'MFA Long Term Exception', '');
      const direction = fc.constantFrom('tighten', 'loosen');
      let sound = 0;
      await fc.assert(
        fc.asyncProperty(level, level, action, status, status, direction, async (from, to, name, was, is, called) => {
          await writeFile(file, text);
          await forge(file, (chunks, header) => {
            const chunk = chunks[0] as PlanChunk;
            Object.assign(chunk, { action: name, to: name === 're-enrol' ? null : to });
            for (const change of chunk.changes)
              Object.assign(change, {
                direction: called,
                before: { level: from, status: was },
                after: { level: to, status: is },
              });
            recount(header, chunks);
          });
          if (!(await checkPlanFile(file)).ok) return;
          sound++;
          const isLower = LEVELS.indexOf(to) < LEVELS.indexOf(from);
          assert.equal(called, isLower ? 'loosen' : 'tighten', `${name} from ${from} to ${to}`);
        }),
        { numRuns: 400, seed: 20261127, endOnFailure: true },
      );
      assert.ok(sound > 5, `only ${sound} plans were sound`);
    }));
});
