import { formatInstant, parseDuration } from '../../model/time.ts';
import { addStepSummary } from '../../github/summary.ts';
import { withGithub } from '../../session/github.ts';
import { EXIT, type Io, Stop } from '../../session/io.ts';

interface CiReconciledOptions {
  readonly workflow: string;
  readonly maxAge: string;
}

/** Alarms where the last reconcile that succeeded is too long ago: GitHub may delay schedules, or stop them. */
export async function ciReconciled(io: Io, { workflow, maxAge }: CiReconciledOptions): Promise<number> {
  const longest = parseDuration(maxAge);
  if (longest === null) throw new Stop('--max-age takes an ISO 8601 duration such as PT1H.');
  if (!/^[\w.-]+\.ya?ml$/.test(workflow))
    throw new Stop('--workflow takes the name of a workflow file such as reconcile.yml.');
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
