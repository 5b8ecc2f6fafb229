import { setTimeout as wait } from 'node:timers/promises';
import { askHeartbeat } from '../../session/heartbeat.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { type GlobalOptions, openSettings } from '../../session/workspace.ts';
import { formatInstant, parseDuration } from '../../model/time.ts';
import { addStepSummary } from '../../github/limit.ts';
import { withGithub } from '../../session/github.ts';

const TRIES = 3;
const BETWEEN_TRIES = 2000;

/** Asks for `ledger.heartbeatUrl`, so that who watches it notices when no run does. The path of the URL is a secret. */
export async function ciHeartbeat(io: Io, options: GlobalOptions): Promise<number> {
  const { heartbeatUrl } = openSettings(io, options).ledger;
  if (heartbeatUrl === null) {
    io.err('No heartbeat: ledger.heartbeatUrl is not set in mfactl.yaml.\n');
    return EXIT.done;
  }
  const { host } = new URL(heartbeatUrl);
  let why = '';
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await wait(BETWEEN_TRIES, undefined, { signal: io.signal });
    why = await askHeartbeat(heartbeatUrl, io.signal);
    if (why === '') {
      await io.out(`Heartbeat at ${host}.\n`);
      return EXIT.done;
    }
  }
  throw new EndOfCommand(
    `no heartbeat at ${host}: ${why}. Check ledger.heartbeatUrl, and that this machine may reach it.`,
  );
}

interface CiReconciledOptions {
  readonly workflow: string;
  readonly maxAge: string;
}

/** Alarms where the last reconcile that succeeded is too long ago: GitHub may delay schedules, or stop them. */
export async function ciReconciled(io: Io, { workflow, maxAge }: CiReconciledOptions): Promise<number> {
  const longest = parseDuration(maxAge);
  if (longest === null) throw new EndOfCommand('--max-age takes an ISO 8601 duration such as PT1H.');
  if (!/^[\w.-]+\.ya?ml$/.test(workflow))
    throw new EndOfCommand('--workflow takes the name of a workflow file such as reconcile.yml.');
  const { lastSuccess } = await import('../../github/workflow-runs.ts');
  const last = await withGithub(io, {}, (github) => lastSuccess(github, workflow));
  if (last !== null && io.now() - last.at <= longest) {
    await io.out(`${workflow} last succeeded at ${formatInstant(last.at)}.\n`);
    return EXIT.done;
  }
  const when =
    last === null
      ? 'has never succeeded'
      : `last succeeded at ${formatInstant(last.at)}, over ${maxAge} ago (${last.url})`;
  const says = `${workflow} ${when}: exceptions that have ended may still be in force. Start it by hand, and see whether its schedule is switched off.`;
  await io.out(`::error title=Reconcile is late::${says}\n`);
  await addStepSummary(io.env, `**Reconcile is late.** ${says}`);
  return EXIT.failed;
}
