/** What every writer does, as far as a portal that only people can use allows it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ACTIONS, type Level } from '../../src/model/account.ts';
import { RequestError } from '../../src/directory/port.ts';
import { createPortalWriter } from '../../src/directory/portal.ts';
import { account } from '../worlds/accounts.ts';
import { requestOf, running, stopped } from './scene.ts';

const writer = createPortalWriter();
const crew = ['a', 'b', 'c'].map((name) => account({ address: `${name}@nhs.net`, id: name }));
const TO: Readonly<Record<(typeof ACTIONS)[number], Level | null>> = {
  restore: 'standard',
  enable: 'standard',
  switch: 'named-locations',
  're-enrol': null,
  except: 'disabled',
  disable: 'disabled',
};

suite('The portal as a writer', () => {
  test('takes 50 accounts in a request, and one on re-enrol', () => {
    for (const action of ACTIONS) assert.equal(writer.limit(action), action === 're-enrol' ? 1 : 50);
  });

  test('hands every account over, each time it is asked', async () => {
    for (const action of ACTIONS) {
      const request = requestOf(action, TO[action], crew.slice(0, writer.limit(action)));
      for (let time = 0; time < 2; time++) {
        const results = await writer.write(request, running());
        assert.deepEqual(
          results,
          request.items.map(() => ({ outcome: 'handed-over' })),
        );
      }
    }
  });

  test('refuses a request over the limit, or of mixed levels, for good', async () => {
    const isFinal = (error: unknown): boolean => error instanceof RequestError && !error.retryable && !error.uncertain;
    for (const action of ACTIONS) {
      const many = Array.from({ length: writer.limit(action) + 1 }, (_, i) => crew[i % 3] as (typeof crew)[0]);
      await assert.rejects(writer.write(requestOf(action, TO[action], many), running()), isFinal);
    }
    const mixed = { ...requestOf('enable', 'standard', crew), to: 'named-locations' as const };
    await assert.rejects(writer.write(mixed, running()), isFinal);
  });

  test('hands nothing over once it is told to stop', async () => {
    await assert.rejects(writer.write(requestOf('disable', 'disabled', crew), stopped()));
  });

  test('fails an address that would be several ones, or none, once it is pasted', async () => {
    const unfit = [
      'a@nhs.net;victim@nhs.net',
      'a@nhs.net,b@nhs.net',
      'a@nhs.net\nvictim@nhs.net',
      'a b@nhs.net',
      'a\u202e@nhs.net',
    ];
    const accounts = [...unfit, "o'hara.example@nhs.net"].map((address) => account({ address }));
    const results = await writer.write(requestOf('enable', 'standard', accounts), running());
    assert.deepEqual(
      results.map((result) => (result.outcome === 'failed' ? result.code : result.outcome)),
      [...unfit.map(() => 'unfit-address'), 'handed-over'],
    );
  });
});
