import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sampleOf } from '../../src/history/audit.ts';
import { readExampleReports } from '../example/population.ts';
import { seededRandom } from '../example/random.ts';

async function exampleAccounts(): Promise<{ address: string }[]> {
  const { size, addresses } = await readExampleReports();
  return Array.from({ length: size }, (_, row) => ({ address: addresses.at(row) }));
}

const GOLDEN = [
  'ali.example690@nhs.net',
  'uma.example324@nhs.net',
  'nia.example172@nhs.net',
  'zoe.example296@nhs.net',
  'ravi.example1089@nhs.net',
];

const names = (picked: readonly { address: string }[]): string[] => picked.map(({ address }) => address);

test('seed 1 picks the same accounts of the example tenant on every machine, in whatever order they come', async () => {
  const accounts = await exampleAccounts();
  assert.deepEqual(names(sampleOf(accounts, 5, '1')), GOLDEN);
  for (const seed of [1, 2, 3])
    assert.deepEqual(names(sampleOf(seededRandom(seed).shuffled(accounts), 5, '1')), GOLDEN);
});

test('the keys are SHA-256 over seed, NUL and folded address, the smallest first, as anybody can work out', async () => {
  const accounts = await exampleAccounts();
  const key = (address: string): string => createHash('sha256').update(`audit 7\0${address}`).digest('hex');
  const sorted = names(accounts).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  assert.deepEqual(names(sampleOf(accounts, 25, 'audit 7')), sorted.slice(0, 25));
  assert.deepEqual(names(sampleOf([{ address: ' JO.Example@nhs.net ' }], 1, '1')), [' JO.Example@nhs.net ']);
});

test('a sample grows without losing anybody, and holds all where there are not so many', async () => {
  const accounts = await exampleAccounts();
  assert.deepEqual(names(sampleOf(accounts, 40, '1')).slice(0, 5), GOLDEN);
  assert.equal(sampleOf(accounts, accounts.length + 10, '1').length, accounts.length);
  assert.notDeepEqual(names(sampleOf(accounts, 5, '2')), GOLDEN);
});
