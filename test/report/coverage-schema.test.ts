import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CoverageReport } from '../../src/generated/coverage.ts';
import { readSchema, schemaCompiler } from '../../src/machine/schemas.ts';
import { coverageJson, coverageReport } from '../../src/report/figures/coverage.ts';
import { maskAddresses } from '../../src/report/markup/mask.ts';
import { userDaysOf } from '../../src/report/figures/past.ts';
import type { ReportData } from '../../src/report/figures/report-data.ts';
import { DAY } from '../../src/model/time.ts';
import { REFERENCE } from '../example/tenant.ts';
import { reportData } from './data.ts';

const validate = schemaCompiler({ allErrors: true }).compile<CoverageReport>(readSchema('coverage'));

/** The report of some data, which must be as its schema has it. */
function valid(data: ReportData): CoverageReport {
  const report: unknown = JSON.parse(coverageJson(coverageReport(data)));
  assert.ok(validate(report), JSON.stringify(validate.errors));
  return report;
}

const past: ReportData['past'] = {
  ledger: { seq: 1, head: `1:sha256:${'0'.repeat(64)}` },
  exposure: {
    window: { from: REFERENCE - DAY, to: REFERENCE },
    sums: {
      total: 1n,
      byOrganisation: new Map([['X1A', 1n]]),
      byUnit: [{ organisation: 'X1A', unit: '', time: 1n }],
      byApprover: new Map<string | null, bigint>([
        [null, 1n],
        ['lead.example@nhs.net', BigInt(DAY)],
      ]),
    },
  },
  trend: { every: 'run', points: [{ at: REFERENCE - DAY, run: 'r', seq: 1, enforced: 0, unknown: 1 }] },
};

suite('coverage.json', () => {
  test('is as its schema has it: without accounts, with all kinds of them, with a past, and with masks', () => {
    const accounts = [
      { reported: '', membership: null, methods: null },
      { reported: 'MFA Long Term Exception', membership: null },
      { organisation: '', roles: ['Local Admin'], methods: ['SMS'] },
      { address: 'jo.example@nhs.net' },
      { organisation: 'X26', unit: 'Corporate' },
    ];
    valid(reportData([]));
    valid(reportData(accounts));
    const { exposure, ledger } = valid(reportData(accounts, { past, mask: maskAddresses('a key') }));
    assert.equal(ledger?.seq, 1);
    assert.equal(exposure?.userDays, 0.1);
    assert.doesNotMatch(
      coverageJson(coverageReport(reportData(accounts, { past, mask: maskAddresses('a key') }))),
      /@/,
    );
  });

  test('refuses what the schema does not name, so that a new figure is described', () => {
    const report = valid(reportData([]));
    assert.equal(validate({ ...report, more: 1 }), false);
    assert.equal(validate({ ...report, total: { ...report.total, more: 1 } }), false);
  });

  test('has no exposure before the first run, and says why', () => {
    const { exposure, missing, ledger, trend } = valid(reportData([{}]));
    assert.equal(exposure, null);
    assert.equal(ledger, null);
    assert.match(missing.exposure ?? '', /no ledger yet/);
    assert.deepEqual(
      trend.points.map(({ at, run }) => [at, run]),
      [['2026-11-24T09:00:00Z', null]],
    );
  });

  test('says of every section how it is made', () => {
    for (const says of Object.values(valid(reportData([])).made)) assert.match(says, /^([A-Za-z][^.]+\. ?)+$/);
  });

  test('leaves out counts of 0 in organisations, and never shares', () => {
    const [organisation] = valid(reportData([{ organisation: 'X5T', status: 'Deleted' }])).organisations;
    assert.deepEqual(organisation, {
      code: 'X5T',
      name: null,
      managed: { accounts: 0, levels: {}, registered: {} },
      unmanaged: { accounts: 1, levels: { standard: 1 }, registered: { yes: 1 } },
      enforcedPercent: null,
      registeredPercent: null,
      exceptions: {},
      pending: 0,
      statuses: { 'Admin Enabled': 1 },
    });
  });

  test('tells 20 texts that it does not know, and all others as one', () => {
    const accounts = Array.from({ length: 30 }, (_, i) => ({ reported: `Odd ${i % 25}`, membership: null }));
    const { statuses, organisations } = valid(reportData(accounts));
    const unknown = statuses.filter(({ known, accounts: count }) => !known && count > 0);
    assert.equal(unknown.length, 21);
    assert.deepEqual(unknown.at(-1), { name: '(other texts)', accounts: 5, known: false, guidance: null });
    assert.equal(organisations[0]?.statuses['(other texts)'], 5);
    assert.equal(
      unknown.reduce((sum, { accounts: count }) => sum + count, 0),
      30,
    );
  });

  test('links to guidance at web addresses alone', () => {
    const guidance = new Map([
      ['admin enabled', 'https://support.example.nhs.net/on'],
      ['SMS', 'javascript:alert(1)'],
    ]);
    const { statuses, methods } = valid(reportData([], { guidance }));
    assert.equal(statuses.find(({ name }) => name === 'Admin Enabled')?.guidance, 'https://support.example.nhs.net/on');
    assert.equal(methods.find(({ name }) => name === 'SMS')?.guidance, null);
  });

  test('rounds user-days up, whatever their size', () => {
    assert.equal(userDaysOf(0n), 0);
    assert.equal(userDaysOf(1n), 0.1);
    assert.equal(userDaysOf(BigInt(DAY)), 1);
    assert.equal(userDaysOf(BigInt(DAY) + 1n), 1.1);
    assert.equal(userDaysOf(BigInt(DAY) * 180_000_000n), 180_000_000);
  });
});
