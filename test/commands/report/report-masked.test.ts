/** With masks, no address leaves in any report: of accounts, of entries, of who approved and who asked. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { DatabaseSync } from '../../../src/directory/sandbox/sqlite.ts';
import { exampleRound } from '../../example/reports.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { run } from '../../../src/cli.ts';
import { testIo } from '../../worlds/io.ts';

const SETTINGS = 'privacy: { addresses: mask, maskKey: KEY }\n';

suite('Reports with masks', () => {
  let folder: string;
  let addresses: Set<string>;
  let first: Map<string, string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
    await exampleRound(folder, { settings: SETTINGS, env: { KEY: 'one long random text' } });
    addresses = new Set([...accounts(folder), ...(await policyAddresses(folder))]);
    first = await reports();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** What each file holds, without the folds of long calendar lines. */
  async function reports(): Promise<Map<string, string>> {
    const latest = join(folder, 'reports', 'latest');
    const names = (await readdir(latest)).sort();
    const read = async (name: string) =>
      [name, (await readFile(join(latest, name), 'utf8')).replaceAll('\r\n ', '')] as const;
    return new Map(await Promise.all(names.map(read)));
  }

  async function reportWith(key: string): Promise<{ files: Map<string, string>; written: string }> {
    const io = testIo(folder, REFERENCE, { KEY: key });
    assert.equal(await run(['report', '--json'], io), 0, io.written.err);
    return { files: await reports(), written: io.written.out + io.written.err };
  }

  test('name no address, nor the part of one before the @', async () => {
    assert.ok(addresses.size > 1400);
    for (const person of ['jo.example@nhs.net', 'la.example@nhs.net', 'lead.example@nhs.net'])
      assert.ok(addresses.has(person), person);
    const { written } = await reportWith('one long random text');
    const texts = new Map([...first, ['the output', written]]);
    assert.ok(texts.size >= 6);
    for (const [name, text] of texts) {
      const folded = text.toLowerCase().replace(/&#64;|%40|\\u0040/g, '@');
      assert.match(folded, /account-[0-9a-f]{16}/, name);
      for (const address of addresses) {
        assert.ok(!folded.includes(address), `${name} shows an address`);
        const local = address.split('@')[0] as string;
        if (/[.\d]/.test(local)) assert.ok(!folded.includes(local), `${name} shows the name in an address`);
      }
    }
  });

  test('have the same masks as long as the key is the same, and others with another key', async () => {
    const again = await reportWith('one long random text');
    assert.deepEqual([...again.files], [...first]);
    const other = await reportWith('another long random text');
    const masks = (files: Map<string, string>): Set<string> =>
      new Set([...files.values()].flatMap((text) => text.match(/account-[0-9a-f]{16}/g) ?? []));
    const [ours, theirs] = [masks(first), masks(other.files)];
    assert.ok(ours.size > 1400);
    assert.equal(theirs.size, ours.size);
    assert.equal([...theirs].filter((mask) => ours.has(mask)).length, 0);
  });
});

function accounts(folder: string): string[] {
  const database = new DatabaseSync(join(folder, '.mfactl', 'sandbox.sqlite'), { readOnly: true });
  try {
    return database
      .prepare('SELECT address FROM accounts')
      .all()
      .map(({ address }) => String(address).toLowerCase());
  } finally {
    database.close();
  }
}

async function policyAddresses(folder: string): Promise<string[]> {
  const files = (await readdir(join(folder, 'policies'), { recursive: true })).filter((name) => /\.ya?ml$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, 'policies', name), 'utf8')));
  return texts.flatMap((text) => text.toLowerCase().match(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g) ?? []);
}
