/** What an unlucky admin meets: each line of defence here could be taken out without another test noticing. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { PlanChunk } from '../../src/generated/plan.ts';
import { RequestError } from '../../src/directory/port.ts';
import { reEnrolmentDue } from '../../src/decide/re-enrolment.ts';
import { planUndo } from '../../src/ledger/undo.ts';
import { formatInstant } from '../../src/model/time.ts';
import { checkPlanFile } from '../../src/plan/file/check.ts';
import { writePlan } from '../../src/plan/file/write.ts';
import { repositoryOf, withWorld, type World } from '../worlds/apply-world.ts';
import { account as decided, context, NOON, policies, reEnrolment } from '../worlds/build.ts';
import { resealPlan } from '../worlds/forge.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { chunk, NOW, planOf } from '../worlds/plans.ts';
import { apply, outcomeOf, resume } from '../worlds/runs.ts';

const [a, b, c] = [address(0), address(1), address(2)];
const RE_ENROL = { action: 're-enrol' as const, to: null, from: 'standard' as const, accounts: [a] };

test('a re-enrolment that lapses while it waits for a throttled request is not sent', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'standard'));
    await planOf(world.plan, [{ ...RE_ENROL, over: { validUntil: formatInstant(NOW + 300_000) } }]);
    world.directory.fault = (_, number) => {
      if (number === 1) throw new RequestError('later', { code: 'throttled', retryable: true, retryAfter: 600_000 });
      return null;
    };
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, a)).reason, 'lapsed');
    assert.deepEqual(world.directory.accounts.get(a)?.methods, ['PhoneAppOTP']);
  }));

test('a re-enrolment that was done under the address alone is done, also for a plan that knows the id', () => {
  const asked = policies({ reEnrolments: [reEnrolment({ user: 'jo.example@nhs.net' })] });
  const jo = decided({ address: 'jo.example@nhs.net', id: 'ID-1', methods: ['PhoneAppOTP'] });
  const done = (name: string) => context({ reEnrolledAt: new Map([[name, NOON]]) });
  assert.notEqual(reEnrolmentDue(jo, asked, context()), null);
  assert.equal(reEnrolmentDue(jo, asked, done('jo.example@nhs.net')), null);
  assert.equal(reEnrolmentDue(jo, asked, done('id-1')), null);
});

test('a plan of an older commit stays refused after a run that was made outside of git', () =>
  withWorld(async (world) => {
    world.directory.add(...[a, b, c].map((name) => account(name, 'disabled')));
    const at = (commit: string | null) => ({ policy: { digest: `sha256:${'1'.repeat(64)}`, commit, dirty: false } });
    const run = async (name: string, commit: string | null, accounts: string[]): Promise<number> => {
      world.plan = join(world.folder, `${name}.ndjson`);
      world.run = name;
      await planOf(world.plan, [{ accounts }], at(commit));
      return (await apply(world)).exit;
    };
    world.rules = { ...world.rules, repository: repositoryOf((ancestor, commit) => ancestor <= commit) };
    assert.equal(await run('newer', 'b'.repeat(40), [a]), 0);
    world.rules = { ...world.rules, repository: null };
    assert.equal(await run('outside', null, [c]), 0);
    world.rules = { ...world.rules, repository: repositoryOf((ancestor, commit) => ancestor <= commit) };
    assert.equal(await run('older', 'a'.repeat(40), [b]), 4);
    assert.equal(world.directory.writes.get(b), undefined);
  }));

test('a directory that answers for fewer accounts than it was asked for is never read as if they were in order', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    await planOf(world.plan, [{ accounts: [a, b] }]);
    const { reader } = world.outside;
    world.outside = {
      ...world.outside,
      reader: { ...reader, readAccounts: async (keys, signal) => (await reader.readAccounts(keys, signal)).slice(1) },
    };
    const { run } = await apply(world);
    for (const name of [a, b]) assert.equal((await outcomeOf(world, run, name)).outcome, 'failed', name);
    assert.equal(world.directory.requests.length, 0);
  }));

test('an open run whose plan file was exchanged for another sound one does nothing, and says so', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    await planOf(world.plan, [{ accounts: [a] }]);
    world.run = 'open';
    world.stop.abort();
    assert.equal((await apply(world)).exit, 6);
    world.stop = new AbortController();
    const file = join(world.reports, 'runs', 'open', 'plan.ndjson');
    await resealPlan(
      file,
      (chunks) => void Object.assign((chunks[0] as PlanChunk).changes[0]?.account ?? {}, { address: b }),
    );
    assert.ok((await checkPlanFile(file)).ok);
    const { exit, messages } = await resume(world, 'open');
    assert.equal(exit, 1);
    assert.match(messages.join('\n'), /is not the plan that the run began with/);
    assert.equal(world.directory.requests.length, 0);
  }));

test('an undo takes back a run of more than 500 changes, the last one too', () =>
  withWorld(async (world) => {
    const names = Array.from({ length: 1203 }, (_, i) => address(i));
    world.directory.add(...names.map((name) => account(name, 'disabled')));
    world.run = 'large';
    const specs = Array.from({ length: 25 }, (_, i) => ({ accounts: names.slice(i * 50, i * 50 + 50) }));
    await planOf(world.plan, specs);
    assert.equal((await apply(world)).counts?.applied, 1203);
    const deps = { ...world.outside, isProtected: async (all: readonly unknown[]) => all.map(() => false) };
    const { changes, notUndone } = await planUndo(world.reports, 'large', deps, world.stop.signal);
    assert.deepEqual([changes.length, notUndone.length], [1203, 0]);
    assert.deepEqual(new Set(changes.map((change) => change.account.address)), new Set(names));
  }));

describe('A plan file with the right digest is refused', () => {
  const codes = async (world: World): Promise<string[]> =>
    (await checkPlanFile(world.plan)).diagnostics.map(({ code }) => code);

  test('where the fingerprint is not that of its changes', () =>
    withWorld(async (world) => {
      const { digest: _, ...header } = await planOf(world.plan, [{ accounts: [a] }]);
      await writePlan(world.plan, { ...header, fingerprint: `sha256:${'0'.repeat(64)}` }, [
        chunk(1, { accounts: [a] }),
      ]);
      assert.deepEqual(await codes(world), ['plan-fingerprint']);
      assert.equal((await apply(world)).exit, 4);
    }));

  test('where a count of its header is not that of its changes', () =>
    withWorld(async (world) => {
      await planOf(world.plan, [{ accounts: [a, b] }]);
      await resealPlan(world.plan, (_, { counts }) => void Object.assign(counts, { changes: 1 }));
      assert.notDeepEqual(await codes(world), []);
      assert.equal((await apply(world)).exit, 4);
    }));

  test('where a chunk holds 51 changes', () =>
    withWorld(async (world) => {
      const names = Array.from({ length: 51 }, (_, i) => address(i));
      await planOf(world.plan, [{ accounts: names }]);
      assert.notDeepEqual(await codes(world), []);
      assert.equal((await apply(world)).exit, 4);
      await planOf(world.plan, [{ accounts: names.slice(1) }]);
      assert.deepEqual(await codes(world), []);
    }));
});
