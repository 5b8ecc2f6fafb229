/** The example tenant: its policies, its reports, and what a plan makes of them. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { decide } from '../src/decide/decide.ts';
import { accountAt, type Population } from '../src/snapshot/population.ts';
import { DAY, HOUR } from '../src/model/time.ts';
import { buildPlan, type Plan } from '../src/plan/plan.ts';
import { loadPolicies, type LoadedPolicies } from '../src/policy/load.ts';
import { daysSinceReference, moveDates, REFERENCE as DEMO_REFERENCE } from '../tools/demo.ts';
import { exampleAccounts } from './example/accounts.ts';
import { COHORTS } from './example/cohorts.ts';
import { exampleReports } from './example/generate.ts';
import { namedAccounts } from './example/named.ts';
import { seededRandom } from './example/random.ts';
import { readExampleReports, REPORTS } from './example/population.ts';
import { contextAt, decideAt, planInput, REFERENCE, ROOT } from './example/tenant.ts';

let loaded: LoadedPolicies;
let population: Population;
before(async () => {
  const checked = loadPolicies(ROOT, 'policies', REFERENCE);
  assert.ok(checked.ok, JSON.stringify(checked.diagnostics, null, 2));
  loaded = checked.value;
  population = await readExampleReports();
});

function rowOf(address: string): number {
  const row = population.addresses.find(address);
  assert.ok(row >= 0, `${address} is not in the reports`);
  return row;
}

const planOf = (policies: LoadedPolicies['policies'], now: number): Plan =>
  buildPlan(planInput(population, policies, now));

describe('The example reports', () => {
  test('the generator writes exactly the bytes that are committed', async () => {
    for (const [name, text] of exampleReports()) {
      assert.ok(
        Buffer.from(text).equals(await readFile(join(REPORTS, name))),
        `${name}: run "node test/example/generate.ts"`,
      );
    }
  });

  test('they hold every account type, account status, MFA status and authentication type, and what is none', () => {
    const { type, status, reported, methods } = population.columns;
    const folded = (values: readonly string[]) => new Set(values.map((value) => value.toLowerCase())).size;
    assert.equal(folded(type.values), 4 + 1, 'four types, and blank');
    assert.equal(folded(status.values), 14 + 1, 'fourteen statuses, and blank');
    assert.equal(folded(reported.values), 11 + 2, 'eleven statuses, blank, and a text that nobody knows');
    assert.equal(folded(methods.values.flatMap((set) => set ?? [])), 9, 'nine distinct names');
    assert.ok(methods.values.some((set) => set === null) && methods.values.some((set) => set?.length === 0));
  });

  test('they have the dirt of real files: a mark, CRLF, other case, quotes, stray spaces, a row twice, rows in one file alone', () => {
    const [mailbox, mfa] = [...exampleReports().values()] as [string, string];
    const addresses = (text: string, column: number) =>
      text.split('\r\n').flatMap((row) => row.replaceAll(/"[^"]*"(?:"[^"]*")*/g, 'quoted').split(',')[column] ?? []);
    const fold = (list: readonly string[]) =>
      new Set(list.map((address) => address.trim().toLowerCase()).filter(Boolean));
    const onlyIn = (these: readonly string[], those: readonly string[]) => {
      const known = fold(those);
      return [...fold(these)].filter((address) => !known.has(address)).length;
    };
    const [left, right] = [addresses(mailbox, 1), addresses(mfa, 0)];
    assert.ok(mailbox.startsWith('\uFEFF') && mailbox.includes('\r\n') && mailbox.includes('"Example, Jo (""JJ"")"'));
    assert.ok(right.some((address) => address !== address.toLowerCase()) && /[a-z] ,/.test(mailbox));
    assert.ok(right.length > new Set(right).size);
    assert.equal(onlyIn(left, right), 14);
    assert.equal(onlyIn(right, left), 9);
  });
});

describe('The example policies', () => {
  test('they are valid, with the two warnings that they show on purpose', () => {
    const { diagnostics } = loadPolicies(ROOT, 'policies', REFERENCE);
    assert.deepEqual(diagnostics.map(({ code }) => code).sort(), ['exception-in-hold', 'shared-account-exception']);
  });

  test('every policy test of the example holds', () => {
    assert.ok(loaded.tests.length > 0);
    for (const { test: policyTest, caseOrigins } of loaded.tests) {
      policyTest.accounts.forEach(({ given, expect }, i) => {
        const known = { unit: '', methods: [], reported: '', ...given };
        const decision = decideAt(loaded.policies, known, Date.parse(policyTest.at));
        const { level, status } = decision.desired;
        const accepted = decision.exception?.refused === null ? decision.exception.entry.type : 'none';
        const all = {
          ...decision,
          level,
          status,
          held: decision.held !== null,
          reEnrol: decision.reEnrol !== null,
          exception: accepted,
        };
        const got = Object.fromEntries(Object.keys(expect).map((key) => [key, all[key as keyof typeof expect]]));
        assert.deepEqual(got, expect, caseOrigins[i]);
      });
    }
  });

  test('each group of accounts gets the change that it is there to show', () => {
    const accounts = exampleAccounts(seededRandom(1)).slice(namedAccounts().length);
    const wanted = COHORTS.flatMap(({ count, wants }) => Array.from({ length: count }, () => wants));
    assert.equal(accounts.length, wanted.length);
    accounts.forEach(({ address }, i) => {
      const { action } = decide(accountAt(population, rowOf(address)), loaded.policies, contextAt(REFERENCE));
      assert.equal(action === 'none' ? 'nothing' : action, wanted[i], address);
    });
  });

  test('the plan has changes of every action, and no guardrail withholds one', () => {
    const plan = planOf(loaded.policies, REFERENCE);
    assert.deepEqual(plan.counts.byAction, {
      restore: 8,
      enable: 79,
      switch: 20,
      're-enrol': 7,
      except: 7,
      disable: 5,
    });
    assert.deepEqual(
      plan.guardrails.filter(({ ok }) => !ok),
      [],
    );
    assert.ok([...plan.chunks()].every(({ withheld }) => withheld === null));
    const switched = new Set([...plan.chunks()].flatMap(({ action, to }) => (action === 'switch' ? [to] : [])));
    assert.deepEqual(switched, new Set(['standard', 'named-locations']));
  });
});

describe('The demo', () => {
  test('it moves days and instants by whole days, and nothing else', () => {
    assert.equal(moveDates('a: 2026-02-28T08:00:00Z # RA-26-018', 1), 'a: 2026-03-01T08:00:00Z # RA-26-018');
    assert.equal(moveDates('closed: 2026-10-01', -1), 'closed: 2026-09-30');
    assert.equal(DEMO_REFERENCE, REFERENCE);
    assert.equal(daysSinceReference(REFERENCE + 3 * DAY + 23 * HOUR), 3);
    assert.equal(daysSinceReference(REFERENCE - 1), -1);
  });

  test('it shows the same changes on any day, at any hour', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
    try {
      const { fingerprint } = planOf(loaded.policies, REFERENCE);
      for (const late of [-1, 23 * HOUR + 59 * 60_000, 400 * DAY, 1000 * DAY + 12 * HOUR]) {
        const now = REFERENCE + late;
        await copyMoved(folder, daysSinceReference(now));
        const moved = loadPolicies(folder, 'policies', now);
        assert.ok(moved.ok, JSON.stringify(moved.diagnostics));
        assert.equal(planOf(moved.value.policies, now).fingerprint, fingerprint, `${late} ms later`);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function copyMoved(folder: string, days: number): Promise<void> {
  const policies = join(folder, 'policies');
  await cp(join(ROOT, 'policies'), policies, { recursive: true, force: true });
  for (const name of await readdir(policies, { recursive: true })) {
    if (name.endsWith('.yaml'))
      await writeFile(join(policies, name), moveDates(await readFile(join(policies, name), 'utf8'), days));
  }
}
