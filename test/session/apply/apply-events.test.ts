import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { noCounts } from '../../../src/ledger/run/outcome.ts';
import { maskAddresses, showAddresses } from '../../../src/report/markup/mask.ts';
import { testIo } from '../../worlds/io.ts';
import { eventTeller } from '../../../src/session/apply/world.ts';

const chunk = (id: number, applied: number) =>
  ({ type: 'chunk', run: 'r1', chunk: id, counts: { ...noCounts(), applied } }) as const;

suite('Events of an apply', () => {
  test('show how much is done in all, afresh for each run, and never more than all', () => {
    const shown: number[] = [];
    const tell = eventTeller({
      io: testIo('/', 0),
      mask: showAddresses,
      json: false,
      onProgress: (share) => void shown.push(share),
      changes: 4,
    });
    for (const event of [chunk(1, 4), chunk(2, 4), { type: 'run', run: 'r2', resumed: false } as const]) tell(event);
    for (const event of [chunk(1, 1), chunk(1, 2), chunk(2, 1)]) tell(event);
    assert.deepEqual(shown, [1, 1, 0.25, 0.75, 1]);
  });

  for (const json of [false, true]) {
    test(`hide addresses that a directory names while it is waited for, ${json ? 'as JSON' : 'for people'}`, () => {
      const io = testIo('/', 0);
      const telling = { io, mask: maskAddresses('a long key'), json, onProgress: () => undefined, changes: 0 };
      eventTeller(telling)({ type: 'waiting', run: 'r1', milliseconds: 1000, says: 'jo.example@nhs.net is busy' });
      const told = io.written.out + io.written.err;
      assert.match(told, /account-[0-9a-f]{16} is busy/);
      assert.doesNotMatch(told, /@/);
    });
  }
});
