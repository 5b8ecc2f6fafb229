import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Account, Action, Level } from '../../../src/model/account.ts';
import { type DirectoryWriter, RequestError } from '../../../src/directory/port.ts';
import { createSandboxReader } from '../../../src/directory/sandbox/reader.ts';
import { DatabaseSync } from '../../../src/directory/sandbox/sqlite.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { account } from '../../worlds/accounts.ts';
import { inFolder, requestOf, running } from '../scene.ts';
import { crew } from './child.ts';
import { makeSandbox, NOON, query, readWrites, sessionsRevokedAt, turnedClock } from './tenant.ts';

const JO = account({ address: 'jo.example@nhs.net', id: 'jo', membership: 'none', reported: 'MFA 24 Hour Exception' });
const SAM = account({ address: 'sam.example@nhs.net', id: 'sam' });

describe('a write to the sandbox', () => {
  it('sets the reported status that the change ends with', async () => {
    await withSandbox([JO, SAM], async ({ writer, read }) => {
      const request = requestOf('restore', 'standard', [JO]);
      const after = { level: 'standard', status: 'MFA Enforced Admin Role' } as const;
      await writer.write({ ...request, items: [{ account: JO, after }] }, running());
      deepEqual(await read(JO), { ...JO, membership: 'standard', reported: 'MFA Enforced Admin Role' });
    });
  });

  it('is done already only where level and status are both there', async () => {
    const same = account({ address: 'same@nhs.net', reported: ' admin enabled ' });
    const otherStatus = account({ address: 'status@nhs.net', reported: 'User Enabled' });
    const notTold = account({ address: 'untold@nhs.net', membership: null });
    await withSandbox([same, otherStatus, notTold], async ({ writer, read }) => {
      const results = await writer.write(requestOf('enable', 'standard', [same, otherStatus, notTold]), running());
      deepEqual(
        results.map(({ outcome }) => outcome),
        ['already', 'applied', 'applied'],
      );
      equal((await read(notTold))?.membership, 'standard');
    });
  });

  it('fails an account of another organisation alone', async () => {
    const foreign = account({ address: 'foreign@nhs.net', organisation: 'RR8' });
    await withSandbox([SAM, foreign], async ({ writer, read }) => {
      const [first, second] = await writer.write(requestOf('disable', 'disabled', [foreign, SAM]), running());
      ok(first?.outcome === 'failed' && first.code === 'other-organisation' && !first.retryable);
      equal(second?.outcome, 'applied');
      deepEqual(await read(foreign), foreign);
    });
  });

  it('takes the code of the organisation in any case', async () => {
    await withSandbox([SAM], async ({ writer }) => {
      const request = { ...requestOf('disable', 'disabled', [SAM]), organisation: ' x26' };
      deepEqual(await writer.write(request, running()), [{ outcome: 'applied' }]);
    });
  });

  const unfit: [string, Action, Level | null, Level][] = [
    ['mixed-levels', 'disable', 'disabled', 'standard'],
    ['wrong-level', 'enable', null, 'standard'],
    ['wrong-level', 're-enrol', 'standard', 'standard'],
  ];
  for (const [code, action, to, level] of unfit) {
    it(`is refused whole (${code}) on ${action} to ${to} of an account that should end at ${level}`, async () => {
      await withSandbox([SAM], async ({ writer, file }) => {
        const items = [{ account: SAM, after: { level, status: 'Admin Enabled' } }];
        await rejects(writer.write({ organisation: 'X26', action, to, items }, running()), hasCode(code, false));
        deepEqual(readWrites(file), []);
      });
    });
  }

  it('takes 50 accounts at once', async () => {
    const fifty = crew(50);
    await withSandbox(fifty, async ({ writer, file }) => {
      await writer.write(requestOf('disable', 'disabled', fifty), running());
      equal(readWrites(file).length, 50);
    });
  });

  it('re-enrols an account whose methods are unknown', async () => {
    const unknown = account({ address: 'unknown@nhs.net', methods: null });
    await withSandbox([unknown], async ({ writer, read, file }) => {
      deepEqual(await writer.write(requestOf('re-enrol', null, [unknown]), running()), [{ outcome: 'applied' }]);
      deepEqual(await read(unknown), { ...unknown, methods: [] });
      equal(sessionsRevokedAt(file, unknown.address), NOON);
    });
  });

  const compromised = { membership: 'none', compromised: true } as const;
  const sessions: [string, Account, Action, Level, number | null][] = [
    ['a restore', JO, 'restore', 'standard', NOON],
    ['the raise of a compromised account', { ...SAM, ...compromised }, 'enable', 'standard', NOON],
    [
      'the raise of one that is reported compromised',
      { ...SAM, membership: 'named-locations', reported: 'MFA Enforced Compromised' },
      'switch',
      'standard',
      NOON,
    ],
    ['the raise of any other', { ...SAM, membership: 'none' }, 'enable', 'standard', null],
    ['the disablement of a compromised account', { ...SAM, compromised: true }, 'disable', 'disabled', null],
  ];
  for (const [what, given, action, to, expected] of sessions) {
    it(`${expected === null ? 'keeps' : 'revokes'} the sessions after ${what}`, async () => {
      await withSandbox([given], async ({ writer, file }) => {
        deepEqual(await writer.write(requestOf(action, to, [given]), running()), [{ outcome: 'applied' }]);
        equal(sessionsRevokedAt(file, given.address), expected);
      });
    });
  }

  it('keeps the time of an earlier revocation', async () => {
    await withSandbox([JO], async ({ writer, file }) => {
      await writer.write(requestOf('restore', 'standard', [JO]), running());
      await writer.write(requestOf('disable', 'disabled', [JO]), running());
      equal(sessionsRevokedAt(file, JO.address), NOON);
    });
  });

  it('is logged with its number for each account that was really changed', async () => {
    await withSandbox([JO, SAM], async ({ writer, file }) => {
      await writer.write(requestOf('enable', 'standard', [JO, SAM]), running());
      await writer.write(requestOf('disable', 'disabled', [SAM]), running());
      deepEqual(readWrites(file), [
        { request: 1, action: 'enable', address: JO.address, at: NOON },
        { request: 2, action: 'disable', address: SAM.address, at: NOON },
      ]);
    });
  });

  it('finds a renamed account by its id, and of two with one id that of the address', async () => {
    const twin = account({ address: 'a.twin@nhs.net', id: 'sam' });
    await withSandbox([twin, SAM, JO], async ({ writer, file }) => {
      const items = [
        { account: { id: 'sam', address: SAM.address }, after: { level: 'disabled', status: 'Admin Disabled' } },
        {
          account: { id: 'jo', address: 'jo.formerly@nhs.net' },
          after: { level: 'disabled', status: 'Admin Disabled' },
        },
      ] as const;
      await writer.write({ organisation: 'X26', action: 'disable', to: 'disabled', items }, running());
      deepEqual(
        readWrites(file).map(({ address }) => address),
        [SAM.address, JO.address],
      );
    });
  });
});

describe('a write to a sandbox file that cannot take it', () => {
  it('may be tried again while another process holds the file', async () => {
    await withSandbox([SAM], async ({ writer, file }) => {
      // The one lets others read, the other does not even let them open the file.
      for (const kind of ['IMMEDIATE', 'EXCLUSIVE']) {
        const other = new DatabaseSync(file);
        other.exec(`BEGIN ${kind}`);
        await rejects(writer.write(requestOf('disable', 'disabled', [SAM]), running()), hasCode('locked', true));
        other.close();
      }
      deepEqual(await writer.write(requestOf('disable', 'disabled', [SAM]), running()), [{ outcome: 'applied' }]);
    });
  });

  it('is refused where the file is another sandbox than at the beginning', async () => {
    await withSandbox([SAM], async ({ writer, file }) => {
      query(file, "UPDATE meta SET id = 'sandbox-2'");
      await rejects(
        writer.write(requestOf('disable', 'disabled', [SAM]), running()),
        hasCode('sandbox-replaced', false),
      );
      deepEqual(readWrites(file), []);
    });
  });

  it('is refused where the file is gone, and makes no new one', async () => {
    await withSandbox([SAM], async ({ writer, file }) => {
      await rm(file);
      await rejects(
        writer.write(requestOf('disable', 'disabled', [SAM]), running()),
        hasCode('sandbox-missing', false),
      );
    });
  });

  it('leaves nothing of the request where the storage fails in its midst', async () => {
    await withSandbox([JO, SAM], async ({ writer, file, read }) => {
      query(
        file,
        "CREATE TRIGGER full BEFORE UPDATE ON accounts WHEN old.id = 'sam' BEGIN SELECT raise(ABORT, 'no room'); END",
      );
      await rejects(
        writer.write(requestOf('enable', 'named-locations', [JO, SAM]), running()),
        hasCode('storage', false),
      );
      deepEqual(await read(JO), JO);
      deepEqual(readWrites(file), []);
    });
  });
});

interface Scene {
  readonly writer: DirectoryWriter;
  readonly file: string;
  read(account: Account): Promise<Account | null>;
}

async function withSandbox(accounts: readonly Account[], test: (scene: Scene) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const file = await makeSandbox(accounts, folder);
    const clock = turnedClock();
    const reader = createSandboxReader(file, clock.now);
    const read = async ({ address }: Account): Promise<Account | null> => {
      const [found] = await reader.readAccounts([{ id: null, address }], running());
      return found ?? null;
    };
    await test({ writer: createSandboxWriter(file, clock), file, read });
  });
}

function hasCode(code: string, retryable: boolean): (error: unknown) => boolean {
  return (error) => {
    ok(error instanceof RequestError);
    deepEqual([error.code, error.retryable], [code, retryable]);
    return true;
  };
}
