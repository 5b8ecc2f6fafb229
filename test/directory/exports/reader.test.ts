import { deepEqual, equal, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { running, snapshotOf, stopped } from '../scene.ts';
import { codesOf, MFA } from './picks.ts';
import { lines, OBSERVED, readerOf, withReports } from './reports.ts';

describe('when the reports were made', () => {
  const mailbox = lines('EmailAddress', 'jo@nhs.net');

  it('is what the settings say', async () => {
    await withReports(mailbox, MFA, async (folder) => {
      equal((await snapshotOf(readerOf(folder, { inCi: true, isTracked: async () => true }))).observedAt, OBSERVED);
    });
  });

  it('is the time of change of the older file otherwise', async () => {
    await withReports(mailbox, MFA, async (folder) => {
      await utimes(join(folder, 'mfa.csv'), 1_790_000_000, 1_790_000_000);
      equal((await snapshotOf(readerOf(folder, { observedAt: null }))).observedAt, 1_790_000_000_000);
    });
  });

  it('must be set in CI, and for files in git', async () => {
    await withReports(mailbox, MFA, async (folder) => {
      deepEqual(await codesOf(folder, { observedAt: null, inCi: true }), ['mailbox.csv report-observed-at']);
      const isTracked = async (file: string) => file.endsWith('mfa.csv');
      deepEqual(await codesOf(folder, { observedAt: null, isTracked }), ['mailbox.csv report-observed-at']);
    });
  });
});

describe('the certificate', () => {
  it('names each file with its rows and a digest over its bytes', async () => {
    const mailbox = lines('EmailAddress', 'jo@nhs.net', 'al@nhs.net');
    await withReports(mailbox, MFA, async (folder) => {
      const { name, sources, statusEvidence } = await snapshotOf(readerOf(folder));
      const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
      equal(name, 'mailbox.csv, mfa.csv');
      equal(statusEvidence, true);
      deepEqual(sources, [
        { name: 'mailbox.csv', pages: null, rows: 2, claimed: null, sha256: sha256(mailbox) },
        { name: 'mfa.csv', pages: null, rows: 1, claimed: null, sha256: sha256(MFA) },
      ]);
    });
  });

  it('has the same digest where a cell differs that nobody reads, and another one where a value does', async () => {
    const digests: string[] = [];
    for (const row of ['jo@nhs.net,a,Active', 'jo@nhs.net,b,Active', 'jo@nhs.net,a,Deleting', 'al@nhs.net,a,Active']) {
      await withReports(lines('EmailAddress,Note,Status', row), MFA, async (folder) => {
        digests.push((await snapshotOf(readerOf(folder))).digest);
      });
    }
    equal(digests[0], digests[1]);
    equal(new Set(digests).size, 3);
  });
});

describe('some accounts afresh', () => {
  it('are read from the files as they are now', async () => {
    await withReports(lines('EmailAddress,Status', 'jo@nhs.net,Active'), MFA, async (folder) => {
      const reader = readerOf(folder);
      await snapshotOf(reader);
      await writeFile(join(folder, 'mailbox.csv'), lines('EmailAddress,Status', 'jo@nhs.net,Deleting'));
      const [account] = await reader.readAccounts([{ id: null, address: 'jo@nhs.net' }], running());
      equal(account?.status, 'Deleting');
    });
  });

  it('fail where the files cannot be read', async () => {
    await withReports(lines('Mail', 'jo@nhs.net'), MFA, async (folder) => {
      const read = readerOf(folder).readAccounts([{ id: null, address: 'jo@nhs.net' }], running());
      await rejects(read, /mailbox\.csv:1: There is no column "EmailAddress"/);
    });
  });
});

describe('an abort', () => {
  it('ends the reading and leaves the files alone', async () => {
    await withReports(lines('EmailAddress', 'jo@nhs.net'), MFA, async (folder) => {
      const before = await stat(join(folder, 'mfa.csv'));
      await rejects(readerOf(folder).read(stopped()));
      equal((await stat(join(folder, 'mfa.csv'))).mtimeMs, before.mtimeMs);
      equal(await readFile(join(folder, 'mfa.csv'), 'utf8'), MFA);
    });
  });
});
