import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/directory/port.ts';
import { createSandboxReader } from '../../../src/directory/sandbox/reader.ts';
import { DatabaseSync } from '../../../src/directory/sandbox/sqlite.ts';
import { account } from '../../worlds/accounts.ts';
import { inFolder, running } from '../scene.ts';
import { makeSandbox, query, turnedClock } from './tenant.ts';

const SAM = account({ address: 'sam.example@nhs.net', id: 'sam' });

function isRequestError(code: string, retryable: boolean): (error: unknown) => boolean {
  return (error) => {
    ok(error instanceof RequestError);
    deepEqual([error.code, error.retryable], [code, retryable]);
    return true;
  };
}

describe('a reader of a sandbox', () => {
  it('reads nothing from another sandbox that took the place of the first', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([SAM], folder);
      const reader = createSandboxReader(file, turnedClock().now);
      query(file, "UPDATE meta SET id = 'sandbox-2'");
      await rejects(reader.readAccounts([SAM], running()), isRequestError('sandbox-replaced', false));
      await rejects(reader.read(running()), /replaced by another sandbox/);
    });
  });

  it('may be made before there is a sandbox, and then keeps to the first that it sees', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([SAM], folder);
      await rm(file);
      const reader = createSandboxReader(file, turnedClock().now);
      await rejects(reader.readAccounts([SAM], running()), isRequestError('sandbox-missing', false));
      await makeSandbox([SAM], folder);
      equal((await reader.readAccounts([SAM], running()))[0]?.address, SAM.address);
      query(file, "UPDATE meta SET id = 'sandbox-2'");
      await rejects(reader.readAccounts([SAM], running()), isRequestError('sandbox-replaced', false));
    });
  });

  it('says that it can be asked again where another process holds the file', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox([SAM], folder);
      const reader = createSandboxReader(file, turnedClock().now);
      const other = new DatabaseSync(file);
      try {
        other.exec('BEGIN EXCLUSIVE');
        await rejects(reader.readAccounts([SAM], running()), isRequestError('locked', true));
      } finally {
        other.close();
      }
    });
  });
});
