import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { APPLY } from './broken.ts';
import { lockFiles, mixedTenant, withFaults } from './mixed-tenant.ts';
import { type Repository, succeed } from '../worlds/repository.ts';
import { moveAccount } from './traces.ts';

const { copyFor } = mixedTenant();

suite('The lock is given back', () => {
  const endings: readonly [number, string, (copy: Repository) => Promise<readonly string[]>][] = [
    [0, 'all is done', (copy) => onlyOf(copy, 'X26')],
    [3, 'something was withheld', () => Promise.resolve(APPLY)],
    [
      4,
      'too much has moved',
      async (copy) => {
        for (let i = 0; i < 6; i++) moveAccount(copy, `x26-${i}.example@nhs.net`, 'named-locations', 'Admin Enabled');
        return APPLY;
      },
    ],
    [
      4,
      'the plan was applied before',
      async (copy) => {
        await succeed(copy, APPLY, {}, 3);
        return ['apply', 'plan.ndjson'];
      },
    ],
    [
      6,
      'something failed',
      async (copy) => {
        await withFaults(
          copy,
          [1, 2, 3, 4].map((request) => ({ request, fault: 'refused' })),
        );
        return APPLY;
      },
    ],
    [
      1,
      'the ledger cannot be read',
      async (copy) => {
        await copy.write('reports/ledger.ndjson', 'no ledger\n');
        return APPLY;
      },
    ],
  ];
  for (const [code, why, prepare] of endings) {
    test(`when an apply ends with ${code} because ${why}`, async (t) => {
      const copy = await copyFor(t);
      const ran = await copy.mfactl(await prepare(copy));
      assert.equal(ran.code, code, ran.out + ran.err);
      assert.deepEqual(await lockFiles(copy), []);
    });
  }
});

/** An apply of the changes of one organisation. */
async function onlyOf(copy: Repository, code: string): Promise<readonly string[]> {
  await succeed(copy, ['plan', '--organisation', code, '--out', 'part.ndjson']);
  return ['apply', 'part.ndjson'];
}
