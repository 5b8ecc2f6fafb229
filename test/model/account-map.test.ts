import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AccountMap } from '../../src/model/account.ts';

const jo = { id: 'ID-1', address: 'jo.example@nhs.net' };

suite('What is known of an account', () => {
  test('is found by id, whatever its address and the case of the id', () => {
    const known = new AccountMap<string>();
    known.set(jo, 'of jo');
    assert.equal(known.get({ id: 'id-1', address: 'jo.another@nhs.net' }), 'of jo');
  });

  test('is found by address where one side has no id', () => {
    const known = new AccountMap<string>();
    known.set(jo, 'with an id');
    assert.equal(known.get({ ...jo, id: null }), 'with an id');
    const without = new AccountMap<string>();
    without.set({ ...jo, id: null }, 'without');
    assert.equal(without.get(jo), 'without');
  });

  test('is not that of another account that has the address now', () => {
    const known = new AccountMap<string>();
    known.set(jo, 'of jo');
    assert.equal(known.get({ ...jo, id: 'ID-2' }), undefined);
  });

  test('is told apart by what it is about, and each value is told once', () => {
    const known = new AccountMap<string>();
    known.set(jo, 'enabled', 'enable');
    assert.equal(known.get(jo, 'disable'), undefined);
    assert.deepEqual([...known.values()], ['enabled']);
    known.set({ ...jo, id: null }, 'told without an id', 'enable');
    assert.deepEqual(known.all(jo, 'enable'), ['enabled', 'told without an id']);
  });
});
