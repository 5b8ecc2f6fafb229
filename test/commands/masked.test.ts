import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { run } from '../../src/cli.ts';
import { testIo } from './io.ts';
import { loadRows, type Row, tenant, tenantFolder } from './tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const KEY = { MFACTL_MASK_KEY: 'a long random text for the tests alone' };

const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' }, privacy: { addresses: 'mask' } },
  'policies/tenant.yaml': tenant({ guardrails: { lockout: 5000, maxChanges: 9000 } }),
  'policies/organisations/X26/organisation.yaml': { kind: 'Organisation', code: 'X26', name: 'Example Teaching Hospitals' },
};

/** Enough accounts that a plan file is longer than one block of a stream; some have addresses where none belong. */
const ROWS: Row[] = Array.from({ length: 1500 }, (_, i) => ({
  address: i === 0 ? "o'example@nhs.net" : `person.number${i}@nhs.net`,
  organisation: 'X26',
  reported: i % 2 === 0 ? 'Admin Disabled' : 'Admin Enabled',
  unit: i === 2 ? 'Team of boss.example@nhs.net' : 'Wards',
  roles: i === 4 ? 'Deputy of chief.example@nhs.net' : '',
}));

suite('Where addresses are to be masked', () => {
  test('no command tells an address, whatever it is asked and wherever the address stands', async (context) => {
    const folder = await tenantFolder(context, FILES);
    const mfactl = async (...argv: string[]) => {
      const io = testIo(folder.path, NOW, KEY);
      const code = await run(argv, io);
      return { code, told: io.written.out + io.written.err };
    };
    const open = await tenantFolder(context, { ...FILES, 'mfactl.yaml': { directory: { kind: 'sandbox', file: `${folder.path}/.mfactl/sandbox.sqlite` } } });
    assert.equal((await loadRows(open, NOW, ROWS)).code, 0);

    const commands = [
      ['plan', '--out', 'plan.ndjson'],
      ['plan', '--json'],
      ['plan', '--format', 'markdown'],
      ['show', 'plan.ndjson'],
      ['show', 'plan.ndjson', '--json'],
      ['show', 'plan.ndjson', '--format', 'markdown'],
      ['explain', "o'example@nhs.net"],
      ['explain', 'person.number2@nhs.net'],
      ['explain', 'person.number4@nhs.net'],
      ['explain', 'nobody.example@nhs.net'],
      ['explain', '--all', '--json'],
      ['drift', '--propose'],
      ['apply', 'plan.ndjson', '--json'],
      ['report', '--json'],
      ['verify'],
      ['doctor'],
    ];
    for (const argv of commands) {
      const { told } = await mfactl(...argv);
      assert.notEqual(told, '', argv.join(' '));
      assert.doesNotMatch(told, /@nhs\.net|person\.number/, argv.join(' '));
    }
  });

  test('one account has one mask in every output', async (context) => {
    const folder = await tenantFolder(context, FILES);
    const io = testIo(folder.path, NOW, KEY);
    const open = await tenantFolder(context, { ...FILES, 'mfactl.yaml': { directory: { kind: 'sandbox', file: `${folder.path}/.mfactl/sandbox.sqlite` } } });
    await loadRows(open, NOW, ROWS.slice(0, 1));
    await run(['explain', "o'example@nhs.net"], io);
    await run(['plan', '--json'], io);
    await run(['plan'], io);
    const masks = new Set([...io.written.out.matchAll(/account-[0-9a-f]+/g)].map(([mask]) => mask));
    assert.equal(masks.size, 1);
    assert.doesNotMatch(io.written.out, /o'/);
  });
});
