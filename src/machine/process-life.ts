import { readFile } from 'node:fs/promises';

/** Tells whether a process of this machine still runs. */
export interface ProcessLife {
  /** When a process started, in a form that no later process with its number shares; null where that is not known. */
  startOf(pid: number): Promise<string | null>;
  /** Whether a process has this number now. */
  exists(pid: number): boolean;
}

/** The processes of this machine. Only Linux tells when one started. */
export const machineProcesses: ProcessLife = {
  async startOf(pid) {
    try {
      const [stat, boot] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      ]);
      // The name in brackets may hold spaces; the start is the 20th value behind it.
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return ticks === undefined ? null : `${boot.trim()}:${ticks}`;
    } catch {
      return null;
    }
  },
  exists(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ESRCH';
    }
  },
};

/**
 * Whether the process of a record is gone for certain: its number is not in use, or is used by one that started at
 * another time. Where the machine does not tell, it is taken to be there.
 */
export async function isGone(
  record: { readonly pid: number; readonly started: string | null },
  life: ProcessLife,
): Promise<boolean> {
  if (!life.exists(record.pid)) return true;
  const started = await life.startOf(record.pid);
  return started !== null && record.started !== null && started !== record.started;
}
