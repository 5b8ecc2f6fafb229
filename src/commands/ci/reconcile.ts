/** What a workflow that reconciles needs beside plan and apply: the policies to go on with, a heartbeat, an alarm where it is late. */
import { setTimeout as wait } from 'node:timers/promises';
import { askHeartbeat } from '../../session/heartbeat.ts';
import { EXIT, EndOfCommand, type Io } from '../../session/io.ts';
import { type GlobalOptions, openSettings } from '../../session/workspace.ts';
import { formatInstant, parseDuration } from '../../model/time.ts';
import { addStepSummary } from '../../github/limit.ts';
import { withGithub } from '../../session/github.ts';
import { readPast } from '../../session/ledger.ts';
import { policiesAt } from '../../session/policies-at.ts';

const TRIES = 3;
const BETWEEN_TRIES = 2000;

/** Asks for `ledger.heartbeatUrl`, so that who watches it notices when no run does. The path of the URL is a secret. */
export async function ciHeartbeat(io: Io, options: GlobalOptions): Promise<number> {
  const { heartbeatUrl } = openSettings(io, options).ledger;
  if (heartbeatUrl === null) {
    io.err('No heartbeat was sent: ledger.heartbeatUrl is not set in mfactl.yaml.\n');
    return EXIT.done;
  }
  const { host } = new URL(heartbeatUrl);
  let why = '';
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await wait(BETWEEN_TRIES, undefined, { signal: io.signal });
    why = await askHeartbeat(heartbeatUrl, io.signal);
    if (why === '') {
      await io.out(`Heartbeat sent to ${host}.\n`);
      return EXIT.done;
    }
  }
  throw new EndOfCommand(
    `mfactl cannot reach the heartbeat at ${host}: ${why}. Check ledger.heartbeatUrl, and that this machine can reach it.`,
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
  const says = `${workflow} ${when}: exceptions that have ended may still be in force. Start the workflow by hand, and check whether its schedule is switched off.`;
  await io.out(`::error title=Reconcile is late::${says}\n`);
  await addStepSummary(io.env, `**Reconcile is late.** ${says}`);
  return EXIT.failed;
}

/** Prints the commit of the policies that were applied last, as a reconcile goes on with them; nothing before the first run. */
export async function ciLastPolicy(io: Io, options: GlobalOptions): Promise<number> {
  const settings = openSettings(io, options);
  const { last } = (await readPast(settings, io.now())).ledger;
  if (last === null) {
    io.err('Nothing has been applied yet.\n');
    return EXIT.done;
  }
  const { commit, digest } = last.policy;
  if (commit === null)
    throw new EndOfCommand(`run ${last.run} was made from policies that were in no commit; apply a commit first.`);
  const then = await policiesAt(io, settings, commit, 'the ledger', 'applied');
  if (!then.ok || then.value.digest !== digest) {
    throw new EndOfCommand(
      `run ${last.run} was made from ${commit} with local changes, so its policies are in no commit; apply a commit first.`,
    );
  }
  await io.out(`${commit}\n`);
  return EXIT.done;
}
