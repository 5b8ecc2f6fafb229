import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { policiesIn, prepare, reportsIn } from './data.ts';
import { answerIn, answerWithDuckdb } from './duckdb.ts';
import { changesIn, planReports } from './mfactl.ts';
import { differences } from './same-answer.ts';

const ACCOUNTS = 3000;

test('mfactl and DuckDB name the same changed accounts with the same action and target', async () => {
  const root = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    const folder = await prepare(root, ACCOUNTS);
    const [planFile, answerFile] = [join(folder, 'plan.ndjson'), join(folder, 'answer.csv')];
    await planReports(reportsIn(folder), policiesIn(folder), planFile);
    await answerWithDuckdb(reportsIn(folder), policiesIn(folder), answerFile);
    const changes = await changesIn(planFile);
    assert.deepEqual(differences(changes, answerIn(answerFile)), []);
    const share = changes.length / ACCOUNTS;
    assert.ok(share > 0.01 && share < 0.1, `${changes.length} of ${ACCOUNTS} accounts change`);
    const actions = new Set(changes.map((line) => line.split(',')[1]));
    assert.deepEqual(actions, new Set(['disable', 'enable', 'except', 'restore', 'switch']));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('two answers differ where one names an account that the other does not, or names it twice, or with another action', () => {
  const ours = ['jo.example@nhs.net,enable,standard', 'sam.example@nhs.net,disable,disabled'];
  assert.deepEqual(differences(ours, ours.toReversed()), []);
  assert.deepEqual(differences(ours, ours.slice(1)), ['only mfactl: jo.example@nhs.net,enable,standard']);
  assert.deepEqual(differences(ours, [...ours, ours[0] as string]), [
    'only mfactl: jo.example@nhs.net,enable,standard',
    'only DuckDB: jo.example@nhs.net,enable,standard',
  ]);
  assert.deepEqual(differences(['jo.example@nhs.net,enable,standard'], ['jo.example@nhs.net,switch,standard']), [
    'only mfactl: jo.example@nhs.net,enable,standard',
    'only DuckDB: jo.example@nhs.net,switch,standard',
  ]);
});
