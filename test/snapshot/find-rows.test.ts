import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowFinder } from '../../src/snapshot/find-rows.ts';
import { populationOf } from '../worlds/accounts.ts';
import { account } from '../worlds/build.ts';

const JO = 'jo.example@nhs.net';
const NEW = 'jo.newname@nhs.net';

function rowOf(ids: Readonly<Record<string, string | null>>, id: string | null, address: string): number {
  const accounts = Object.entries(ids).map(([name, own]) => account({ address: name, id: own }));
  return rowFinder(populationOf(accounts))({ id, address });
}

test('an account is found by its id under whatever address it has by now', () => {
  assert.equal(rowOf({ 'al.example@nhs.net': 'A-1', [NEW]: 'B-2' }, 'b-2', JO), 1);
  assert.equal(rowOf({ [JO]: 'C-3', [NEW]: 'B-2' }, 'B-2', JO), 1);
  assert.equal(rowOf({ [JO]: null, [NEW]: 'B-2' }, 'B-2', JO), 1);
});

test('an address that belongs to somebody else by now is not theirs', () => {
  assert.equal(rowOf({ [JO]: 'C-3' }, 'B-2', JO), -1);
});

test('an account is found by its address where either side tells no id', () => {
  assert.equal(rowOf({ [JO]: 'B-2' }, null, JO), 0);
  assert.equal(rowOf({ [JO]: null }, 'B-2', JO), 0);
  assert.equal(rowOf({ [JO]: null, [NEW]: 'C-3' }, 'B-2', JO), 0);
  assert.equal(rowOf({ [NEW]: 'C-3' }, null, JO), -1);
});

test('ids are found the same where only those of the accounts that will be asked for are indexed', () => {
  const population = populationOf([
    account({ address: JO, id: 'C-3' }),
    account({ address: NEW, id: 'B-2' }),
    account({ address: 'al.example@nhs.net', id: null }),
  ]);
  const asked = [
    { id: 'b-2', address: JO },
    { id: 'D-4', address: 'al.example@nhs.net' },
    { id: null, address: JO },
  ];
  assert.deepEqual(asked.map(rowFinder(population, asked)), [1, 2, 0]);
});
