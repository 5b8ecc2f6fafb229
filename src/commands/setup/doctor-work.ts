/** Checks of what runs leave behind: ledger, lock and schedule. */
import { hostname } from 'node:os';
import { type LockRecord, lockName } from '../../apply/lock/lock.ts';
import { readFileLock } from '../../apply/lock/file.ts';
import { isGone, machineProcesses } from '../../machine/process-life.ts';
import type { Ledger } from '../../ledger/read.ts';
import { nextInstant } from '../../decide/turning-points.ts';
import type { Policies } from '../../model/policies.ts';
import { DAY, HOUR, elapsed, formatInstant } from '../../model/time.ts';
import type { PlanTarget } from '../../generated/plan.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { type Check, ok, problem, stopped, warning } from './doctor-check.ts';
import type { Io } from '../../session/io.ts';
import { lockFolder, readPast } from '../../session/ledger.ts';
import { counted } from '../../report/markup/numbers.ts';

/** Lapses are noticed within this time where a schedule of 15 minutes is kept. */
const LATE = 20 * 60_000;
/** Even a run with nothing to do is told of once a day. */
const SILENT = DAY + HOUR;

/** Whether the ledger holds, and whether a run waits to be finished. */
export async function checkLedger(
  io: Io,
  settings: ResolvedSettings,
): Promise<{ check: Check; ledger: Ledger | null }> {
  try {
    const { ledger } = await readPast(settings, io.now());
    const [open] = ledger.openRuns;
    if (open !== undefined) {
      return {
        check: warning(
          'ledger',
          `${counted(ledger.openRuns.length, 'run')} not ended: ${ledger.openRuns.join(', ')}`,
          `Finish it with "mfactl apply --resume ${open}"; the next apply does so too.`,
        ),
        ledger,
      };
    }
    const { lines, head, pending } = ledger;
    const left = pending.values().size === 0 ? '' : `, ${counted(pending.values().size, 'change')} not made yet`;
    return {
      check: ok(
        'ledger',
        head === null
          ? 'empty: nothing has been applied yet'
          : `${counted(lines.length, 'line')}, all hashes match${left}`,
      ),
      ledger,
    };
  } catch (error) {
    return {
      check: stopped(
        'ledger',
        error,
        'Compare it with the copy on its branch, and with the head that CI printed. Never start a new ledger.',
      ),
      ledger: null,
    };
  }
}

/** Who holds the lock of the target. */
export async function checkLock(settings: ResolvedSettings, target: PlanTarget): Promise<Check> {
  if (target === null) return ok('lock', 'no target, no lock');
  try {
    const holder = await holderOf(settings, lockName(target));
    if (holder === null) return ok('lock', 'free');
    if (holder === 'unreadable')
      return problem(
        'lock',
        'held, but the name of its owner cannot be read',
        'Make sure that no apply runs, then remove it.',
      );
    const held = `held by ${holder.owner} on ${holder.host} since ${holder.since}`;
    if (holder.host === hostname() && (await isGone(holder, machineProcesses)))
      return warning('lock', `${held}; that process has ended`, 'Nothing to do: the next apply takes the lock over.');
    return warning(
      'lock',
      held,
      `Wait for that apply to end. Only if you are certain that it has ended: "mfactl apply --take-over ${holder.id}".`,
    );
  } catch (error) {
    return problem(
      'lock',
      `it cannot be read: ${(error as Error).message}`,
      'Check that this machine can reach the folder or the remote of the repository.',
    );
  }
}

async function holderOf(settings: ResolvedSettings, name: string): Promise<LockRecord | 'unreadable' | null> {
  const { apply, git, root } = settings;
  if (apply.lock === 'file') return readFileLock(lockFolder(settings), name);
  const { readGitLock } = await import('../../apply/lock/git-ref.ts');
  return readGitLock({ clone: root, remote: git.remote, name });
}

/** Whether something that the policies wanted by now has not been looked at. */
export function checkSchedule(io: Io, { reconciler }: ResolvedSettings, policies: Policies, { last }: Ledger): Check {
  const advice =
    reconciler === 'watch'
      ? 'Check that "mfactl watch" runs on one machine.'
      : 'Check whether the schedule of the workflow is switched on, and start the workflow by hand.';
  if (last === null)
    return warning(
      'schedule',
      'nothing has been applied yet',
      'Make a plan with "mfactl plan --out plan.ndjson", and apply it.',
    );
  const age = io.now() - Date.parse(last.end);
  const due = nextInstant(policies, Date.parse(last.asOf));
  const lastRun = `the last run ended ${elapsed(age)} ago`;
  if (age > SILENT) return problem('schedule', `${lastRun}; there should be at least one run a day`, advice);
  if (due !== null && io.now() - due > LATE) {
    return warning(
      'schedule',
      `${lastRun}; an exception, wave or until made a change due at ${formatInstant(due)}, ${elapsed(io.now() - due)} ago`,
      `If this affects no account, do nothing. Otherwise: ${advice}`,
    );
  }
  return ok(
    'schedule',
    `${lastRun}; ${due === null ? 'no exception, wave or until makes a change due' : `an exception, wave or until makes a change due at ${formatInstant(due)}`}`,
  );
}
