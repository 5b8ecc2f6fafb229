/** A process that takes the lock many times; while it holds it, it must be alone. */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { acquireFileLock } from '../../../src/apply/lock/file.ts';
import { machineProcesses } from '../../../src/machine/process-life.ts';

const [folder = 'nothing', way = 'live'] = process.argv.slice(2);

async function once(i: number): Promise<void> {
  const record = {
    id: `child-${process.pid}-${i}`,
    owner: 'child',
    host: 'host-1',
    pid: process.pid,
    started: await machineProcesses.startOf(process.pid),
    since: '2026-11-24T09:00:00Z',
  };
  const acquired = await acquireFileLock({ folder, name: 'lock', record, takeOver: null, life: machineProcesses });
  if (!acquired.ok) {
    await setTimeout(2);
    return once(i);
  }
  const sign = join(folder, 'held', 'alone');
  // Whoever was killed while it held the lock has left its sign.
  if (acquired.tookOver !== null && (await stat(sign).catch(() => null)) !== null) await rmdir(sign);
  await mkdir(sign);
  if (way === 'die' && i === 5) process.kill(process.pid, 'SIGKILL');
  await setTimeout(1);
  await rmdir(sign);
  return acquired.lock.release();
}

if (folder !== 'nothing') for (let i = 0; i < 25; i++) await once(i);
