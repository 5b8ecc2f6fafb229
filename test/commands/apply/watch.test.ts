import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../../../src/cli.ts';
import { EndOfCommand } from '../../../src/session/io.ts';
import { watch } from '../../../src/commands/apply/watch.ts';
import type { Instant } from '../../../src/model/account.ts';
import { formatInstant } from '../../../src/model/time.ts';
import { pushedTo } from '../../proof/git.ts';
import { testIo } from '../../worlds/io.ts';
import { loadRows, type Row, tenant, type TenantFolder, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LAUNCHER = fileURLToPath(new URL('../../../bin/mfactl.js', import.meta.url));

const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' }, reconciler: 'watch' },
  'policies/tenant.yaml': tenant(),
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
  },
};
const ROWS: Row[] = [
  { address: 'jo.example@nhs.net', organisation: 'X26', reported: 'MFA 24 Hour Exception' },
  { address: 'calm.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' },
];

const exceptionUntil = (expiresAt: Instant): object => ({
  kind: 'Exceptions',
  organisation: 'X26',
  exceptions: [
    {
      user: 'jo.example@nhs.net',
      type: 'short-term',
      startsAt: formatInstant(expiresAt - 12 * HOUR),
      expiresAt: formatInstant(expiresAt),
      reason: 'phone-lost',
    },
  ],
});

interface Line {
  readonly at: string;
  readonly reason: string;
  readonly lateBy: number;
  readonly exit: number;
  readonly run: string | null;
  readonly counts: Record<string, number> | null;
  readonly messages: string[];
  readonly next: string;
}

interface Turned {
  /** Called after each sleep; may change files, or put the clock elsewhere by what it returns. */
  readonly slept?: (time: Instant) => Promise<Instant | undefined> | undefined;
  readonly until: Instant;
}

/** Watches with a clock that is turned, until an instant. */
async function watchUntil(
  folder: TenantFolder,
  { slept, until }: Turned,
): Promise<{ code: number; lines: Line[]; err: string }> {
  let time = NOW;
  const controller = new AbortController();
  const io = { ...testIo(folder.path, NOW), now: () => time, signal: controller.signal };
  const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    time = (await slept?.(time)) ?? time + milliseconds;
    if (time >= until) controller.abort(new EndOfCommand('stopped by the test'));
    signal.throwIfAborted();
  };
  const code = await watch(io, { cron: '7,22,37,52 * * * *', json: true }, sleep);
  return {
    code,
    lines: io.written.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
    err: io.written.err,
  };
}

const brief = ({ at, reason, counts }: Line): string => `${at.slice(11, 19)} ${reason} ${counts?.['applied'] ?? 0}`;

suite('watch', () => {
  test('refuses where the settings leave reconciling to CI, and says what to do', async (context) => {
    const folder = await tenantFolder(context, { ...FILES, 'mfactl.yaml': { directory: { kind: 'sandbox' } } });
    const { code, err } = await folder.mfactl(NOW, 'watch');
    assert.equal(code, 1);
    assert.match(err, /Set "reconciler: watch" in mfactl\.yaml/);
  });

  test('works at the start, on the schedule, and at the very instant at which an exception lapses', async (context) => {
    const folder = await tenantFolder(context, {
      ...FILES,
      'policies/organisations/X26/exceptions.yaml': exceptionUntil(NOW + 10 * MINUTE),
    });
    await loadRows(folder, NOW, ROWS);
    const { code, lines, err } = await watchUntil(folder, { until: NOW + 23 * MINUTE });
    assert.equal(code, 0, err);
    assert.deepEqual(lines.map(brief), [
      '09:00:00 start 0',
      '09:07:00 schedule 0',
      '09:10:00 policy 1',
      '09:22:00 schedule 0',
    ]);
    assert.deepEqual(
      lines.map(({ next }) => next.slice(11, 19)),
      ['09:07:00', '09:10:00', '09:22:00', '09:37:00'],
    );
    assert.match(err, /was told to stop, and has stopped/);
    assert.equal((await folder.mfactl(NOW + HOUR, 'verify')).code, 0);
  });

  test('a lapse that was slept through is made up for at once, and its lateness told', async (context) => {
    const folder = await tenantFolder(context, {
      ...FILES,
      'policies/organisations/X26/exceptions.yaml': exceptionUntil(NOW + 5 * MINUTE),
    });
    await loadRows(folder, NOW, ROWS);
    let asleep = false;
    const slept = async (time: Instant): Promise<Instant | undefined> => {
      if (asleep) return undefined;
      asleep = true;
      return time + 3 * HOUR;
    };
    const { lines } = await watchUntil(folder, { slept, until: NOW + 3 * HOUR + MINUTE });
    assert.equal(brief(lines[1] as Line), '12:00:00 policy 1');
    assert.equal(lines[1]?.lateBy, 3 * HOUR - 5 * MINUTE);
  });

  test('takes policies up as they are changed, and keeps the last valid ones while they are not', async (context) => {
    const folder = await tenantFolder(context, {
      ...FILES,
      'policies/organisations/X26/exceptions.yaml': exceptionUntil(NOW + 30 * MINUTE),
    });
    await loadRows(folder, NOW, ROWS);
    let edits = 0;
    const slept = async (time: Instant): Promise<undefined> => {
      if (edits === 0)
        await folder.write('policies/organisations/X26/exceptions.yaml', exceptionUntil(NOW + 12 * MINUTE));
      if (edits === 1 && time >= NOW + 8 * MINUTE)
        await folder.write('policies/organisations/X26/exceptions.yaml', 'kind: Exceptions\nexceptions: [');
      if (edits === 0 || time >= NOW + 8 * MINUTE) edits++;
      return undefined;
    };
    const { lines, err } = await watchUntil(folder, { slept, until: NOW + 13 * MINUTE });
    assert.deepEqual(lines.map(brief), ['09:00:00 start 0', '09:07:00 schedule 0', '09:12:00 policy 1']);
    assert.match(err, /goes on with the last valid ones/);
  });

  test('policies with an error that are pushed stop no lapse: the last valid ones stand at the commit they were read at', async (context) => {
    const file = 'policies/organisations/X26/exceptions.yaml';
    const folder = await tenantFolder(context, { ...FILES, [file]: exceptionUntil(NOW + 3 * MINUTE) });
    await folder.write('.gitignore', '.mfactl/\nreports/\n*.csv\n');
    await loadRows(folder, NOW, ROWS);
    const push = await pushedTo(context, folder.path);
    let edits = 0;
    const slept = async (): Promise<undefined> => {
      if (edits++ > 0) return;
      await folder.write(file, 'kind: Exceptions\nexceptions: [');
      await push();
    };
    const { lines } = await watchUntil(folder, { slept, until: NOW + 4 * MINUTE });
    assert.deepEqual(lines.map(brief), ['09:00:00 start 0', '09:03:00 policy 1']);
  });

  test('tries again within a minute where the directory cannot be read, and ends in order', async (context) => {
    const folder = await tenantFolder(context, FILES);
    let loaded = false;
    const slept = async (time: Instant): Promise<undefined> => {
      if (!loaded) await loadRows(folder, time, ROWS);
      loaded = true;
      return undefined;
    };
    const { code, lines } = await watchUntil(folder, { slept, until: NOW + 2 * MINUTE });
    assert.deepEqual(
      lines.map(({ at, reason, exit }) => `${at.slice(11, 19)} ${reason} ${exit}`),
      ['09:00:00 start 1', '09:01:00 again 0'],
    );
    assert.equal(code, 0);
  });

  test('a heartbeat that fails is a warning, and names no more of its address than the host', async (context) => {
    const heartbeatUrl = 'https://127.0.0.1:9/secret-path';
    const folder = await tenantFolder(context, {
      ...FILES,
      'mfactl.yaml': { ...FILES['mfactl.yaml'], ledger: { heartbeatUrl } },
    });
    await loadRows(folder, NOW, ROWS);
    // Real time passes between two looks, or the answer would come when all is over.
    const slept = (): Promise<undefined> => wait(20, undefined);
    const { code, err } = await watchUntil(folder, { slept, until: NOW + 20_000 });
    assert.equal(code, 0);
    assert.match(err, /warning: mfactl cannot reach the heartbeat at 127\.0\.0\.1:9: /);
    assert.doesNotMatch(err, /secret-path/);
  });

  test('a schedule that is none is refused before anything is done', async (context) => {
    const folder = await tenantFolder(context, FILES);
    const io = testIo(folder.path, NOW);
    assert.equal(await run(['watch', '--cron', 'now and then'], io), 1);
    assert.match(io.written.err, /--cron takes an expression such as/);
  });

  test('a real process acts within a second of a lapse, and SIGTERM ends it with 0', {
    timeout: 120_000,
  }, async (context) => {
    const lapse = Math.ceil(Date.now() / 1000) * 1000 + 15_000;
    const folder = await tenantFolder(context, {
      ...FILES,
      'policies/organisations/X26/exceptions.yaml': exceptionUntil(lapse),
    });
    await loadRows(folder, Date.now(), ROWS);
    const child = spawn(process.execPath, [LAUNCHER, 'watch', '--json'], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    context.after(() => child.kill('SIGKILL'));
    let err = '';
    child.stderr.on('data', (text) => (err += text));
    const ended = once(child, 'exit');
    let restoredAt = '';
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line;
      if (line.counts?.['applied'] !== 1) continue;
      restoredAt = line.at;
      child.kill('SIGTERM');
    }
    assert.deepEqual(await ended, [0, null], err);
    assert.match(err, /was told to stop, and has stopped/);
    const late = Date.parse(restoredAt) - lapse;
    assert.ok(late >= 0 && late < 1000, `${late} ms late`);
    const ledger = await readFile(join(folder.path, 'reports', 'ledger.ndjson'), 'utf8');
    assert.match(ledger, /"type":"run"/);
  });
});
