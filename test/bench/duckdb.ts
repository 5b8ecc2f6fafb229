/** Answers with DuckDB which accounts of a synthetic tenant change, to what, and tells the time it took. Run as a process of its own. */
import { readFileSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Policies } from '../../src/model/policies.ts';
import { policiesIn, reportsIn } from './data.ts';
import { registerPolicies } from './duckdb-policies.ts';
import { changesQuery } from './duckdb-query.ts';
import { cpuSince } from './mfactl.ts';
import type { ReportPaths } from './report-files.ts';
import { NOW } from './tenant.ts';

/** Milliseconds. */
export interface DuckdbTimes {
  /** The CSV files read and joined, nothing decided. */
  readonly join: number;
  /** The whole answer, written to a file. */
  readonly answer: number;
  /** The work of all threads for the answer. */
  readonly cpu: number;
}

/** Writes address, action and target of each account that changes to a CSV file. The policies are tables before the clock starts. */
export async function answerWithDuckdb(reports: ReportPaths, policies: Policies, file: string): Promise<DuckdbTimes> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET threads = 2');
  await registerPolicies(connection, policies, NOW);
  const query = changesQuery(reports, policies);
  const before = process.cpuUsage();
  const answer = await timed(connection, `COPY (${query.answer}) TO '${sqlText(file)}' (HEADER false)`);
  const cpu = cpuSince(before);
  const join = await timed(connection, query.joinAlone);
  connection.closeSync();
  instance.closeSync();
  return { answer, join, cpu };
}

async function timed(connection: DuckDBConnection, sql: string): Promise<number> {
  const start = performance.now();
  await connection.run(sql);
  return performance.now() - start;
}

function sqlText(text: string): string {
  return text.replaceAll("'", "''");
}

/** The lines of an answer: address, action, target level. */
export function answerIn(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

if (import.meta.main) {
  const [folder = '', file = ''] = process.argv.slice(2);
  const times = await answerWithDuckdb(reportsIn(folder), policiesIn(folder), file);
  process.stdout.write(JSON.stringify({ ...times, peak: process.resourceUsage().maxRSS * 1024 }));
}
