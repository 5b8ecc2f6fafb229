/** Checks of what is read and what is written. */
import type { Policies } from '../../model/policies.ts';
import { DAY, elapsed } from '../../model/time.ts';
import type { PlanTarget } from '../../generated/plan.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { openReader, targetOf } from '../../session/directories.ts';
import { type Check, ok, problem, stopped, warning } from './doctor-check.ts';
import type { Io } from '../../session/io.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { counted } from '../../report/markup/numbers.ts';

/** Whether the directory can be read as a whole, and how old what it says is. Policies null: the default limit. */
export async function checkDirectory(io: Io, settings: ResolvedSettings, policies: Policies | null): Promise<Check> {
  const advice = 'Correct "directory" in mfactl.yaml, or put the file that it names in place.';
  try {
    const read = await (await openReader(io, settings)).read(io.signal);
    if (read.ok) return judge(io, read.value, policies?.tenant.guardrails.staleReport ?? 2 * DAY);
    return problem(
      'directory',
      read.diagnostics.map(({ file, message }) => `${file}: ${message}`)[0] ?? 'it cannot be read',
      advice,
    );
  } catch (error) {
    return stopped('directory', error, advice);
  }
}

function judge(io: Io, { kind, population, observedAt, sources }: Snapshot, oldest: number): Check {
  const age = io.now() - observedAt;
  const what = `${kind}, ${counted(population.size, 'account')}, observed ${elapsed(age)} ago`;
  const cut = sources.filter(({ claimed, rows }) => claimed !== null && rows < claimed);
  if (population.size === 0)
    return problem('directory', `${what}: it is empty`, 'Fill it: nothing is ever planned against an empty directory.');
  if (cut.length > 0) {
    return problem(
      'directory',
      `${what}: ${cut.map(({ name, rows, claimed }) => `${name} holds ${rows} of ${claimed} rows`).join(', ')}`,
      'Fetch it again: a partial source withholds every change.',
    );
  }
  if (age > oldest)
    return problem(
      'directory',
      `${what}: that is too old`,
      'Fetch the reports again: until then every change is withheld.',
    );
  const untold = sources.every(({ claimed }) => claimed === null);
  return ok('directory', untold ? `${what}; the source gives no total to compare this with` : `${what}, complete`);
}

/** Whether there is something to write to. */
export async function checkTarget(settings: ResolvedSettings): Promise<{ check: Check; target: PlanTarget }> {
  try {
    const target = await targetOf(settings);
    if (target !== null) return { check: ok('target', `${target.kind} ${target.name}`), target };
    if (settings.target !== null)
      return { check: problem('target', 'the sandbox does not exist', 'Make it with "mfactl sandbox load".'), target };
    return {
      check: warning(
        'target',
        'none: mfactl can make plans but cannot apply them',
        'If mfactl should apply plans, name a target under "target" in mfactl.yaml.',
      ),
      target,
    };
  } catch (error) {
    return { check: stopped('target', error, 'Correct "target" in mfactl.yaml.'), target: null };
  }
}
