import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type Repository, succeed } from '../worlds/repository.ts';
import { moveAccount, requestsOf } from './traces.ts';
import { turnedTenant } from './turned.ts';

const { waits, copyFor } = turnedTenant();

suite('A ledger that cannot be read', () => {
  const broken: readonly [string, (copy: Repository) => Promise<void>][] = [
    ['is no JSON', async (copy) => writeFile(join(copy.reports, 'ledger.ndjson'), 'none\n')],
    ['is empty', async (copy) => writeFile(join(copy.reports, 'ledger.ndjson'), '')],
    ['is gone', async (copy) => rm(join(copy.reports, 'ledger.ndjson'))],
    [
      'is a folder',
      async (copy) => {
        await rm(join(copy.reports, 'ledger.ndjson'));
        await mkdir(join(copy.reports, 'ledger.ndjson'));
      },
    ],
    ['has an unreadable head', async (copy) => writeFile(join(copy.reports, 'ledger.head'), 'none\n')],
    [
      'has a head of nowhere',
      async (copy) => writeFile(join(copy.reports, 'ledger.head'), `7:sha256:${'0'.repeat(64)}\n`),
    ],
    ['has lost pending.ndjson', async (copy) => rm(join(copy.reports, 'pending.ndjson'))],
    ['has lost population.ndjson', async (copy) => rm(join(copy.reports, 'population.ndjson'))],
    ['has an unreadable pending.ndjson', async (copy) => writeFile(join(copy.reports, 'pending.ndjson'), '{}\n')],
    ['has lost the journal of a re-enrolment', async (copy) => rm(join(copy.reports, 'runs/first/journal.ndjson'))],
    [
      'is gone with its head, while runs are there',
      async (copy) => {
        await succeed(copy, ['plan', '--out', 'second.ndjson'], waits.io);
        await succeed(copy, ['apply', 'second.ndjson', '--run', 'second'], waits.io);
        for (const name of ['ledger.ndjson', 'ledger.head']) await rm(join(copy.reports, name));
      },
    ],
  ];
  for (const [how, damage] of broken) {
    test(`because it ${how} is an error of plan and apply, and never "none"`, async (t) => {
      const copy = await copyFor(t);
      await succeed(copy, ['apply', 'plan.ndjson', '--run', 'first'], waits.io);
      moveAccount(copy, 'x26-0.example@nhs.net', 'none', 'Admin Disabled');
      await succeed(copy, ['plan', '--out', 'next.ndjson'], waits.io);
      await damage(copy);
      const sent = requestsOf(copy);
      for (const argv of [['plan'], ['apply', 'next.ndjson'], ['apply', 'plan.ndjson']]) {
        const ran = await copy.here(argv, waits.io);
        assert.equal(ran.code, 1, `${argv.join(' ')}: ${ran.out}${ran.err}`);
        assert.doesNotMatch(ran.err, /a fault in mfactl/, argv.join(' '));
      }
      assert.equal(requestsOf(copy), sent, 'nothing was sent');
      assert.equal((await copy.here(['verify'])).code, 1);
    });
  }
});
