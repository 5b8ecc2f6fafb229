/** Every figure of coverage.json is what SQL counts in the sandbox of the example's round. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Database } from '../../src/directory/sandbox/sqlite.ts';
import type { CoverageReport, Facts, SparseFacts } from '../../src/generated/coverage.ts';
import { exampleRound } from '../example/reports.ts';
import { REFERENCE } from '../example/tenant.ts';
import { openExample } from './example-sql.ts';
import { approvedSql, exposureSql, trendSql } from './exposure-sql.ts';

type Row = Record<string, string | number | null>;

const DAY = 86_400_000;
const IN_TIME = `starts <= ${REFERENCE} AND ${REFERENCE} < expires`;

suite('coverage.json equals counts by SQL', () => {
  let folder: string;
  let database: Database;
  let report: CoverageReport;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
    await exampleRound(folder);
    database = await openExample(folder);
    report = JSON.parse(await readFile(join(folder, 'reports', 'latest', 'coverage.json'), 'utf8')) as CoverageReport;
  });
  after(async () => {
    database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const all = (sql: string): Row[] =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }) as Row);
  const count = (sql: string): number => Number(Object.values(all(sql)[0] ?? {})[0]);

  function checkFacts(facts: Facts | SparseFacts, where: string): void {
    assert.equal(facts.accounts, count(`SELECT count(*) FROM tenant WHERE ${where}`), where);
    for (const level of ['standard', 'named-locations', 'disabled', 'unknown'] as const) {
      const expected = count(`SELECT count(*) FROM tenant WHERE ${where} AND level = '${level}'`);
      assert.equal(facts.levels[level] ?? 0, expected, `${where}, ${level}`);
    }
    for (const registered of ['yes', 'no', 'unknown'] as const) {
      const expected = count(`SELECT count(*) FROM tenant WHERE ${where} AND registered = '${registered}'`);
      assert.equal(facts.registered[registered] ?? 0, expected, `${where}, registered ${registered}`);
    }
  }

  const shareOf = (holds: string, where: string): number | null =>
    all(
      `SELECT CASE count(*) WHEN 0 THEN NULL ELSE (sum(${holds}) * 1000 / count(*)) / 10.0 END AS s FROM tenant WHERE ${where}`,
    )[0]?.['s'] as number | null;

  test('of the tenant: levels, registration, exceptions and shares', () => {
    const { total } = report;
    assert.equal(total.accounts, count('SELECT count(*) FROM accounts'));
    assert.ok(total.accounts > 1000);
    checkFacts(total.managed, 'managed');
    checkFacts(total.unmanaged, 'NOT managed');
    assert.ok(total.managed.levels.unknown > 0, 'the example has managed accounts of unknown level');
    assert.equal(total.enforcedPercent, shareOf("level IN ('standard', 'named-locations')", 'managed'));
    assert.equal(total.registeredPercent, shareOf("registered = 'yes'", 'managed'));
    for (const type of ['short-term', 'long-term'] as const)
      assert.equal(
        total.exceptions[type],
        count(`SELECT count(*) FROM current WHERE ${IN_TIME} AND refused IS NULL AND type = '${type}'`),
      );
    assert.equal(
      total.exceptions.refused,
      count(`SELECT count(*) FROM current WHERE ${IN_TIME} AND refused IS NOT NULL`),
    );
    assert.equal(total.exceptions.unrecorded, count('SELECT count(*) FROM unrecorded'));
    assert.equal(report.exceptions.unrecorded, total.exceptions.unrecorded);
    assert.ok(Object.values(total.exceptions).every((number) => number > 0));
    assert.deepEqual(
      [total.pending, ...Object.values(report.pendingByAction)],
      [0, 0, 0, 0, 0, 0, 0],
      'an apply has just run',
    );
  });

  test('of each organisation', () => {
    const codes = all('SELECT DISTINCT organisation AS code FROM tenant ORDER BY 1').map(({ code }) => code);
    assert.deepEqual(
      report.organisations.map(({ code }) => code),
      codes,
    );
    for (const { code, managed, unmanaged, exceptions, statuses, ...rest } of report.organisations) {
      const here = `organisation = '${code}'`;
      checkFacts(managed, `${here} AND managed`);
      checkFacts(unmanaged, `${here} AND NOT managed`);
      assert.equal(rest.enforcedPercent, shareOf("level IN ('standard', 'named-locations')", `${here} AND managed`));
      assert.equal(rest.registeredPercent, shareOf("registered = 'yes'", `${here} AND managed`));
      const accepted = count(`SELECT count(*) FROM current WHERE ${here} AND ${IN_TIME} AND refused IS NULL`);
      assert.equal((exceptions['short-term'] ?? 0) + (exceptions['long-term'] ?? 0), accepted, code);
      assert.equal(exceptions.unrecorded ?? 0, count(`SELECT count(*) FROM unrecorded WHERE ${here}`));
      for (const [name, accounts] of Object.entries(statuses))
        assert.equal(
          accounts,
          count(`SELECT count(*) FROM tenant WHERE ${here} AND lower(reported) = lower('${name}')`),
        );
      const sum = Object.values(statuses).reduce((so, accounts) => so + accounts, 0);
      assert.equal(sum, managed.accounts + unmanaged.accounts);
    }
  });

  test('of statuses and authentication types', () => {
    for (const { name, accounts } of report.statuses)
      assert.equal(accounts, count(`SELECT count(*) FROM tenant WHERE lower(reported) = lower('${name}')`), name);
    for (const { name, accounts } of report.methods) {
      const has = `EXISTS (SELECT 1 FROM json_each(methods) WHERE lower(value) = lower('${name}'))`;
      assert.equal(accounts, count(`SELECT count(*) FROM tenant WHERE ${has}`), name);
    }
    assert.equal(
      report.statuses.reduce((sum, { accounts }) => sum + accounts, 0),
      report.total.accounts,
    );
  });

  test('of exceptions by reason, age and state, and of those that lapse', () => {
    const { byReason, byAge, register } = report.exceptions;
    const reasons = `SELECT type, reason, sum(refused IS NULL) AS active, sum(refused IS NOT NULL) AS refused FROM current
      WHERE ${IN_TIME} GROUP BY type, reason ORDER BY type DESC, reason`;
    assert.deepEqual(byReason, all(reasons));
    for (const { fromDays, toDays, active } of byAge) {
      const age = `${REFERENCE} - starts >= ${fromDays * DAY} AND ${REFERENCE} - starts < ${(toDays ?? 1e6) * DAY}`;
      assert.equal(active, count(`SELECT count(*) FROM current WHERE ${IN_TIME} AND refused IS NULL AND ${age}`));
    }
    assert.deepEqual(register, {
      coming: count(`SELECT count(*) FROM entries WHERE starts > ${REFERENCE}`),
      active: count(`SELECT count(*) FROM current WHERE ${IN_TIME} AND refused IS NULL`),
      refused: count(`SELECT count(*) FROM current WHERE ${IN_TIME} AND refused IS NOT NULL`),
      idle: 0,
      lapsed: count(`SELECT count(*) FROM entries WHERE expires <= ${REFERENCE}`),
      unrecorded: count('SELECT count(*) FROM unrecorded'),
    });
    const soon = `SELECT user AS account, organisation, unit, type, reason, expires FROM current
      WHERE ${IN_TIME} AND refused IS NULL AND expires <= ${REFERENCE + 30 * DAY} ORDER BY expires, user`;
    const listed = report.lapsing.listed.map(({ expiresAt, reviewDue, ...rest }) => {
      const expires = Date.parse(expiresAt);
      assert.equal(
        reviewDue === null ? null : Date.parse(reviewDue),
        rest.type === 'long-term' ? expires - 14 * DAY : null,
      );
      return { ...rest, expires };
    });
    assert.deepEqual(listed, all(soon));
    assert.equal(report.lapsing.total, listed.length);
  });

  test('of rollout and of weak methods', () => {
    const waves = `SELECT organisation, wave, count(*) AS accounts, sum(registered = 'yes') AS yes, sum(registered = 'no') AS no,
      sum(registered = 'unknown') AS unknown, sum(level IN ('standard', 'named-locations')) AS enforced
      FROM tenant WHERE managed AND wave IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`;
    const told = report.rollout.map(({ organisation, wave, accounts, registered, enforced, starts, started }) => {
      assert.equal(started, starts !== null && Date.parse(starts) <= REFERENCE);
      return { organisation, wave: wave ?? '(none)', accounts, ...registered, enforced };
    });
    const byName = (a: { organisation: string; wave: string }, b: typeof a): number =>
      `${a.organisation} ${a.wave}` < `${b.organisation} ${b.wave}` ? -1 : 1;
    assert.deepEqual(told.sort(byName), (all(waves) as typeof told).sort(byName));
    const weak = `SELECT DISTINCT t.address AS account, t.organisation FROM tenant t JOIN held h ON h.address = t.address
      JOIN json_each(t.methods) m WHERE t.managed AND h.category = 'admin'
      AND lower(m.value) NOT IN ('phoneappnotification', 'phoneappotp', 'softwareotp') ORDER BY 1`;
    assert.deepEqual(
      report.weakMethods.listed.map(({ account, organisation }) => ({ account, organisation })),
      all(weak),
    );
    assert.ok(report.weakMethods.total > 0);
  });

  test('of exposure and trend, from the receipts', () => {
    const { exposure, trend } = report;
    assert.ok(exposure !== null);
    const window = { from: REFERENCE - 9 * DAY, to: REFERENCE };
    assert.deepEqual([Date.parse(exposure.from), Date.parse(exposure.to)], [window.from, window.to]);
    assert.equal(exposure.userDays, all(exposureSql(window, "''"))[0]?.['days']);
    const byOrganisation = exposure.byOrganisation.map(({ organisation, userDays }) => ({
      name: organisation,
      days: userDays,
    }));
    assert.deepEqual(byOrganisation, all(exposureSql(window, 'organisation')));
    const units = exposure.byUnit.map(({ organisation, unit, userDays }) => ({
      name: `${organisation} ${unit}`.toLowerCase(),
      days: userDays,
    }));
    assert.deepEqual(
      new Set(units.map((each) => JSON.stringify(each))),
      new Set(all(exposureSql(window, "lower(organisation || ' ' || unit)")).map((each) => JSON.stringify(each))),
    );
    const approved = exposure.byApprover.filter(({ approver }) => approver !== null);
    assert.ok(approved.length > 1);
    assert.deepEqual(
      approved.map(({ approver, userDays }) => ({ name: approver, days: userDays })),
      all(approvedSql(window)),
    );
    const runs = trend.points.filter(({ run }) => run !== null);
    assert.deepEqual(
      runs.map(({ seq, managed, enforced, unknown }) => ({ seq, managed, enforced, unknown })),
      [1, 2, 3].map((seq) => all(trendSql(seq))[0]),
    );
    const { at, managed, enforced } = trend.points.at(-1) as (typeof trend.points)[number];
    const now = count("SELECT count(*) FROM tenant WHERE managed AND level IN ('standard', 'named-locations')");
    assert.deepEqual(
      { at: Date.parse(at), managed, enforced },
      { at: REFERENCE, managed: report.total.managed.accounts, enforced: now },
    );
  });
});
