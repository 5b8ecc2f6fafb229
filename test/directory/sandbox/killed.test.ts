import { deepEqual, equal, ok } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadFaults } from '../../../src/directory/sandbox/faults.ts';
import { createSandboxReader } from '../../../src/directory/sandbox/reader.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { accountsOf } from '../../worlds/accounts.ts';
import { inFolder, requestOf, running, snapshotOf } from '../scene.ts';
import { crew } from './child.ts';
import { loaded, makeSandbox, query, readWrites, turnedClock } from './tenant.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

describe('a sandbox whose process is killed', () => {
  it('keeps the former content, all of it, when a load was half done', async () => {
    await inFolder(async (folder) => {
      const former = crew(500);
      const file = await makeSandbox(former, folder);
      loadFaults(file, [{ request: 7, fault: 'refused' }]);
      const reader = createSandboxReader(file, turnedClock().now);
      const before = await snapshotOf(reader);
      await killedAt(start('load', file), 'half');
      ok(existsSync(`${file}-journal`), 'the load had begun to write');
      const after = await snapshotOf(reader);
      deepEqual([after.name, after.digest], [before.name, before.digest]);
      deepEqual(
        query(file, 'SELECT request FROM faults').map(({ request }) => request),
        [7],
      );
      equal(query(file, 'PRAGMA integrity_check')[0]?.['integrity_check'], 'ok');
    });
  });

  it('holds nothing, and can be loaded, when its first load was half done', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'first.sqlite');
      await killedAt(start('load', file), 'half');
      const read = await createSandboxReader(file, turnedClock().now).read(running());
      deepEqual(
        read.diagnostics.map(({ code }) => code),
        ['sandbox-missing'],
      );
      deepEqual(await loaded(file, crew(3)), { id: 'sandbox-1', accounts: 3 });
    });
  });

  it('has each request done whole or not at all, whenever the kill came', async () => {
    await inFolder(async (folder) => {
      for (let round = 0; round < 8; round++) {
        const file = await makeSandbox(crew(50), folder);
        const child = start('switch', file);
        const answered = linesOf(child);
        await nextLine(child);
        await setTimeout(9 * round);
        await kill(child);
        await isWhole(file, Number((await answered).at(-1)));
      }
    });
  });

  it('still counts the requests, and keeps what was done while its answer was on the way', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox(crew(3), folder);
      loadFaults(file, [
        { request: 1, fault: 'slow', latency: 600_000 },
        { request: 2, fault: 'refused' },
      ]);
      const child = start('slow', file);
      while (readWrites(file).length < 3) await setTimeout(20);
      await kill(child);
      const writer = createSandboxWriter(file, turnedClock());
      const refused = await writer
        .write(requestOf('disable', 'disabled', crew(3)), running())
        .catch(({ code }) => code);
      equal(refused, 'refused');
      const again = await writer.write(requestOf('disable', 'disabled', crew(3)), running());
      deepEqual(
        again,
        crew(3).map(() => ({ outcome: 'already' })),
      );
    });
  });
});

describe('a sandbox that two processes write at once', () => {
  it('takes every request of both, one after the other', async () => {
    await inFolder(async (folder) => {
      const both = [...crew(40, 'X26', 'x26'), ...crew(40, 'RR8', 'rr8')];
      const file = await makeSandbox(both, folder);
      const children = ['X26', 'RR8'].map((organisation) => start('disable', file, organisation));
      const outcomes = await Promise.all(children.map(linesOf));
      deepEqual(outcomes.flat(), new Array(80).fill('applied'));
      const writes = readWrites(file);
      deepEqual(
        writes.map(({ request }) => request),
        Array.from({ length: 80 }, (_, i) => i + 1),
      );
      equal(new Set(writes.map(({ address }) => address)).size, 80);
      const { population } = await snapshotOf(createSandboxReader(file, turnedClock().now));
      ok(accountsOf(population).every(({ membership }) => membership === 'none'));
      equal(query(file, 'PRAGMA integrity_check')[0]?.['integrity_check'], 'ok');
    });
  });
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** All lines that a process tells until it ends. */
async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  linesFrom(child).on('line', (line) => lines.push(line));
  await once(child, 'close');
  return lines;
}

async function nextLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(linesFrom(child), 'line')) as [string];
  return line;
}

function linesFrom({ stdout }: ChildProcess): Interface {
  ok(stdout);
  return createInterface(stdout);
}

async function killedAt(child: ChildProcess, line: string): Promise<void> {
  equal(await nextLine(child), line);
  await kill(child);
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  const [, signal] = await ended;
  equal(signal, 'SIGKILL', 'the process was at work until it was killed');
}

/** Every request was logged with all of its 50 accounts, the last one holds, and what was answered was done. */
async function isWhole(file: string, answered: number): Promise<void> {
  const [row] = query(file, 'SELECT requests FROM meta');
  const requests = Number(row?.['requests']);
  ok(requests === answered || requests === answered + 1, `${requests} done, ${answered} answered`);
  equal(readWrites(file).length, requests * 50);
  const { population } = await snapshotOf(createSandboxReader(file, turnedClock().now));
  const levels = new Set(accountsOf(population).map(({ membership }) => membership));
  deepEqual([...levels], [requests % 2 === 1 ? 'named-locations' : 'standard']);
}
