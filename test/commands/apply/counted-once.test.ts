/** A run that was interrupted counts in the sum of the last 24 hours, and what it has still to do counts once. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sealedJournal } from '../../ledger/forged.ts';
import { at, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import { storedAccounts } from '../../proof/traces.ts';
import { organisation, succeed } from '../../worlds/repository.ts';

test('accounts that a run was about to loosen when it was killed are loosened by it, up to the limit and no further', async (t) => {
  const rows = people(10).map((row, i) => ({ ...row, unit: i < 3 ? 'Kiosks' : '' }));
  const repository = await repositoryFor(
    t,
    {
      'policies/organisations/X26/organisation.yaml': organisation('X26', {
        units: [{ path: 'Kiosks', mfa: 'disabled', reason: 'No phones' }],
      }),
    },
    rows,
  );
  await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(NOW));
  const bytes = await readFile(join(repository.path, 'plan.ndjson'));
  const folder = join(repository.reports, 'runs', 'open');
  await mkdir(folder, { recursive: true });
  await cp(join(repository.path, 'plan.ndjson'), join(folder, 'plan.ndjson'));
  const stamp = '2026-11-24T09:00:00Z';
  const accounts = rows.slice(0, 3).map(({ address }) => ({ id: null, address }));
  const intent = {
    type: 'intent',
    at: stamp,
    chunk: 1,
    organisation: 'X26',
    action: 'disable',
    direction: 'loosen',
    accounts,
    methods: null,
  };
  const journal = sealedJournal([
    {
      type: 'run',
      at: stamp,
      format: 'mfactl.journal/v1',
      run: 'open',
      planId: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      changes: 3,
      actor: 'jo',
      approvers: [],
      host: 'host-1',
      pid: 1,
      tool: 'mfactl/0.1.0',
    },
    intent,
    { type: 'resumed', at: stamp, actor: 'jo', host: 'host-1', pid: 2 },
    // It was killed twice at the same place.
    intent,
  ]);
  await writeFile(join(folder, 'journal.ndjson'), journal);
  const ran = await repository.here(['apply', '--resume', 'open', '--canary', '0'], at(NOW));
  assert.equal(ran.code, 0, ran.err + ran.out);
  const off = [...storedAccounts(repository).values()].filter((row) => row['reported'] === 'Admin Disabled');
  assert.equal(off.length, 3);
  await succeed(repository, ['verify'], at(NOW));
});
