import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { suite, test } from 'node:test';
import { decide } from '../../../src/decide/decide.ts';
import type { Population } from '../../../src/snapshot/population.ts';
import { fold } from '../../../src/model/text.ts';
import { DAY } from '../../../src/model/time.ts';
import { createExportReader } from '../../../src/directory/exports/reader.ts';
import { enforced, percentage, percentShare } from '../../../src/report/figures/three-facts.ts';
import { accountsOf } from '../../worlds/accounts.ts';
import { contextAt, REFERENCE } from '../../example/tenant.ts';
import { dataOf, policies, reportData, summaryOf } from '../data.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/example/', import.meta.url));

async function examplePopulation(): Promise<Population> {
  const reader = createExportReader({
    mailboxReport: `${FIXTURES}Mailbox Report.csv`,
    mfaStatusReport: `${FIXTURES}MFAStatusReport.csv`,
    observedAt: REFERENCE,
    columns: {},
    displayName: (file) => file,
    inCi: false,
    isTracked: () => Promise.resolve(false),
    timezone: () => null,
  });
  const read = await reader.read(AbortSignal.timeout(60_000));
  assert.ok(read.ok, 'the example reports can be read');
  return read.value.population;
}

suite('The figures of the example tenant', async () => {
  const population = await examplePopulation();
  const { figures } = dataOf(population);
  const decided = accountsOf(population).map((account) => ({
    account,
    decision: decide(account, policies, contextAt(REFERENCE)),
  }));
  const count = (holds: (each: (typeof decided)[number]) => boolean): number => decided.filter(holds).length;

  test('agree with a plain recount of enforcement and registration', () => {
    assert.ok(decided.length > 1000);
    for (const part of ['managed', 'unmanaged'] as const) {
      const inPart = ({ decision }: (typeof decided)[number]): boolean => decision.managed === (part === 'managed');
      assert.equal(
        figures.total[part].accounts,
        count((each) => inPart(each)),
      );
      for (const level of ['standard', 'named-locations', 'disabled', 'unknown'] as const) {
        const expected = count((each) => inPart(each) && each.decision.actual.level === level);
        assert.equal(figures.total[part].levels[level], expected, `${part} ${level}`);
      }
      const { registered } = figures.total[part];
      assert.equal(
        registered.yes,
        count((each) => inPart(each) && each.account.methods !== null && each.account.methods.length > 0),
      );
      assert.equal(
        registered.no,
        count((each) => inPart(each) && each.account.methods?.length === 0),
      );
      assert.equal(
        registered.unknown,
        count((each) => inPart(each) && each.account.methods === null),
      );
    }
  });

  test('agree with a plain recount of exceptions, lapses and changes', () => {
    const { exceptions } = figures.total;
    const accepted = (type: string): number =>
      count(({ decision: { exception } }) => exception?.refused === null && exception.entry.type === type);
    assert.equal(exceptions['short-term'], accepted('short-term'));
    assert.equal(exceptions['long-term'], accepted('long-term'));
    assert.equal(
      exceptions.refused,
      count(({ decision: { exception } }) => exception !== null && exception.refused !== null),
    );
    assert.equal(
      exceptions.unrecorded,
      count(({ decision }) => decision.unrecorded),
    );
    assert.ok(Object.values(exceptions).every((number) => number > 0));
    const soon = ({ decision: { exception } }: (typeof decided)[number]): boolean =>
      exception?.refused === null && exception.entry.expiresAt <= REFERENCE + 30 * DAY;
    assert.equal(figures.lapsing.length, count(soon));
    assert.ok(figures.lapsing.length > 0);
    for (const action of ['restore', 'enable', 'switch', 'except', 'disable'] as const) {
      assert.equal(
        figures.pendingByAction[action],
        count(({ decision }) => decision.action === action),
        action,
      );
    }
    assert.equal(
      figures.pendingByAction['re-enrol'],
      count(({ decision }) => decision.reEnrol !== null),
    );
  });

  test('agree with a plain recount by organisation, status and authentication type', () => {
    const total = figures.organisations.reduce(
      (sum, { managed, unmanaged }) => sum + managed.accounts + unmanaged.accounts,
      0,
    );
    assert.equal(total, decided.length);
    for (const { code, managed, pending } of figures.organisations) {
      const here = (each: (typeof decided)[number]): boolean => each.account.organisation === code;
      assert.equal(
        managed.accounts,
        count((each) => here(each) && each.decision.managed),
        code,
      );
      const changes =
        count((each) => here(each) && each.decision.action !== 'none') +
        count((each) => here(each) && each.decision.reEnrol !== null);
      assert.equal(pending, changes, code);
    }
    for (const [status, accounts] of figures.statuses) {
      assert.equal(
        accounts,
        count(({ account }) => fold(account.reported) === fold(status)),
        status,
      );
    }
    for (const [method, accounts] of figures.methods) {
      assert.equal(
        accounts,
        count(({ account }) => account.methods?.some((each) => fold(each) === fold(method)) === true),
        method,
      );
    }
  });
});

suite('Coverage', () => {
  test('never counts an account whose level is unknown as compliant', () => {
    const blank = { reported: '', membership: null } as const;
    const data = reportData([
      blank,
      blank,
      { reported: 'Enabling…', membership: null },
      { reported: 'Admin Enabled', membership: null },
    ]);
    const { managed } = data.figures.total;
    assert.equal(managed.levels.unknown, 3);
    assert.equal(enforced(managed), 1);
    assert.match(summaryOf(data), /MFA is enforced on 25\.0 % of 4 managed accounts/);
  });

  test('keeps methods that are not told apart from none', () => {
    const { registered } = reportData([{ methods: null }, { methods: [] }, { methods: ['SMS'] }]).figures.total.managed;
    assert.deepEqual(registered, { yes: 1, no: 1, unknown: 1 });
  });

  test('is rounded down, so that 100 per cent means all, and is nothing of nothing', () => {
    assert.equal(percentShare(99_999, 100_000), 99.9);
    assert.equal(percentShare(7, 7), 100);
    assert.equal(percentShare(29, 100), 29);
    assert.equal(percentage(0, 0), '–');
  });
});
