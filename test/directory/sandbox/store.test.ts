import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Checked } from '../../../src/model/diagnostic.ts';
import { loadFaults } from '../../../src/directory/sandbox/faults.ts';
import { loadSandbox } from '../../../src/directory/sandbox/load.ts';
import { createSandboxReader } from '../../../src/directory/sandbox/reader.ts';
import { DatabaseSync } from '../../../src/directory/sandbox/sqlite.ts';
import { SandboxFileError } from '../../../src/directory/sandbox/store.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { account, populationOf } from '../../worlds/accounts.ts';
import { inFolder, running } from '../scene.ts';
import { loaded, makeSandbox, query, snapshotWith, turnedClock } from './tenant.ts';

const JO = account({ address: 'jo.example@nhs.net' });

describe('the file of a sandbox', () => {
  it('is made with its folder and an id that is handed in', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, '.mfactl', 'new', 'sandbox.sqlite');
      deepEqual(await loaded(file, [JO]), { id: 'sandbox-1', accounts: 1 });
      equal(createSandboxWriter(file, turnedClock()).name, 'sandbox-1');
    });
  });

  it('keeps its id when other content is loaded', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([JO], folder);
      const snapshot = snapshotWith(populationOf([]));
      const again = await loadSandbox(file, snapshot, () => 'sandbox-2', running());
      deepEqual(again, { ok: true, value: { id: 'sandbox-1', accounts: 0 }, diagnostics: [] });
    });
  });

  it('is one file between transactions', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([JO], folder);
      equal(query(file, 'PRAGMA journal_mode')[0]?.['journal_mode'], 'delete');
    });
  });

  it('is missed by everybody who does not load, and not made by the way', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'none.sqlite');
      await eachRefuses(file, 'sandbox-missing');
      ok(!existsSync(file));
    });
  });

  it('is missed where it is empty, and filled by a load', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'empty.sqlite');
      await writeFile(file, '');
      await eachRefuses(file, 'sandbox-missing');
      equal((await loaded(file, [JO])).accounts, 1);
    });
  });

  it('is left as it is, byte for byte, where it is a database of something else', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'other.sqlite');
      const other = new DatabaseSync(file);
      other.exec(
        'PRAGMA journal_mode = WAL; PRAGMA user_version = 1; CREATE TABLE meta (id TEXT); INSERT INTO meta VALUES (1)',
      );
      other.close();
      await allRefuse(file, 'sandbox-foreign');
    });
  });

  it('is left as it is where it is no database at all', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'report.csv');
      await writeFile(file, 'EmailAddress,MFAStatus\n'.repeat(100));
      await allRefuse(file, 'sandbox-foreign');
    });
  });

  it('is left as it is where a newer mfactl made it', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([JO], folder);
      query(file, 'PRAGMA user_version = 2');
      await allRefuse(file, 'sandbox-newer');
    });
  });

  it('cannot be a folder', async () => {
    await inFolder(async (folder) => {
      await eachRefuses(folder, 'sandbox-unusable');
      isRefused(await loadSandbox(folder, snapshotWith(populationOf([])), () => 'x', running()), 'sandbox-unusable');
    });
  });

  it('cannot lie below a file', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'taken'), 'text');
      const snapshot = snapshotWith(populationOf([JO]));
      isRefused(
        await loadSandbox(join(folder, 'taken', 'x.sqlite'), snapshot, () => 'x', running()),
        'sandbox-unusable',
      );
    });
  });

  it('is not waited for without end while another process holds it', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([JO], folder);
      const other = new DatabaseSync(file);
      other.exec('BEGIN EXCLUSIVE');
      await eachRefuses(file, 'sandbox-locked');
      isRefused(await loadSandbox(file, snapshotWith(populationOf([])), () => 'x', running()), 'sandbox-locked');
      other.close();
      equal(createSandboxWriter(file, turnedClock()).name, 'sandbox-1');
    });
  });

  it('is opened without a word on stderr, and other warnings still come', () => {
    const store = new URL('../../../src/directory/sandbox/sqlite.ts', import.meta.url).href;
    const script = `const { DatabaseSync } = await import(${JSON.stringify(store)});
      new DatabaseSync(':memory:').close();
      process.emitWarning('this one is heard');`;
    const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    equal(status, 0, stderr);
    match(stderr, /this one is heard/);
    ok(!stderr.includes('ExperimentalWarning'), stderr);
  });
});

/** Reader, writer and faults refuse the file, and so does a load; the bytes stay. */
async function allRefuse(file: string, code: string): Promise<void> {
  const before = await readFile(file);
  await eachRefuses(file, code);
  isRefused(await loadSandbox(file, snapshotWith(populationOf([JO])), () => 'x', running()), code);
  deepEqual(await readFile(file), before);
}

async function eachRefuses(file: string, code: string): Promise<void> {
  isRefused(await createSandboxReader(file, turnedClock().now).read(running()), code);
  isRefused(loadFaults(file, []), code);
  throws(
    () => createSandboxWriter(file, turnedClock()),
    (error) => error instanceof SandboxFileError && error.diagnostic.code === code && error.message.startsWith(file),
  );
}

function isRefused(checked: Checked<unknown>, code: string): void {
  ok(!checked.ok);
  deepEqual(
    checked.diagnostics.map((diagnostic) => diagnostic.code),
    [code],
  );
}
