/** Checks of what must be there before anything can work: Node, policies, git, privacy and CI. */
import type { Checked } from '../../model/diagnostic.ts';
import { ForeignRepository } from '../../git/run.ts';
import { type GitPlace, gitPlace } from '../../git/state.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { refusePublicEvent } from '../../session/github.ts';
import { isCi } from '../../session/directories.ts';
import { type Check, ok, problem, warning } from './doctor-check.ts';
import { type Io, EndOfCommand } from '../../session/io.ts';
import { counted } from '../../report/markup/numbers.ts';

/** As package.json has it under "engines". */
const OLDEST_NODE = [22, 18] as const;

/** Whether this Node is new enough. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (enough) return ok('node', `Node ${version}`);
  return problem(
    'node',
    `Node ${version} is too old`,
    `Use Node ${OLDEST_NODE.join('.')} or newer; "npm ci" in the repository brings one.`,
  );
}

/** Whether settings can be read. */
export function checkSettings(checked: Checked<ResolvedSettings>): Check {
  if (checked.ok)
    return ok(
      'settings',
      `read; the directory is ${checked.value.directory.kind}, ${checked.value.reconciler} reconciles`,
    );
  const [first] = checked.diagnostics;
  return problem(
    'settings',
    `${first?.file ?? 'the settings'}:${first?.line ?? 1}: ${first?.message ?? 'not valid'}`,
    'Correct the settings; "mfactl validate" shows each error with its line.',
  );
}

/** Whether the policies are valid. */
export function checkPolicies(checked: Checked<LoadedPolicies>): Check {
  const errors = checked.diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = checked.diagnostics.length - errors;
  if (!checked.ok)
    return problem(
      'policies',
      `not valid: ${counted(errors, 'error')}`,
      'Run "mfactl validate", and correct the errors.',
    );
  const { files, policies } = checked.value;
  const read = `${counted(files, 'file')}, ${counted(policies.organisations.size, 'organisation')}`;
  return warnings === 0
    ? ok('policies', read)
    : warning('policies', `${read}, ${counted(warnings, 'warning')}`, 'Run "mfactl validate" to see them.');
}

/** Whether there is a key where addresses are to be masked. */
export function checkPrivacy({ env }: Io, { privacy }: ResolvedSettings): Check {
  if (privacy.addresses === 'show') return ok('privacy', 'addresses are shown');
  if (env[privacy.maskKey]) return ok('privacy', `addresses are masked with the key in ${privacy.maskKey}`);
  return problem(
    'privacy',
    `addresses should be masked, but ${privacy.maskKey} is not set`,
    'Set it to a long random text, and keep it: another key gives other masks.',
  );
}

/** Whether git has what commits and causes are told from. */
export async function checkGit({ root }: ResolvedSettings): Promise<Check> {
  try {
    return checkPlace(await gitPlace(root));
  } catch (error) {
    if (!(error instanceof ForeignRepository)) throw error;
    return problem('git', error.message, 'Until then plans, runs and audits cannot name commits.');
  }
}

function checkPlace({ installed, repository, shallow, branch }: GitPlace): Check {
  if (!installed)
    return warning(
      'git',
      'not installed',
      'Install git: without it plans name no commit, and every change has the cause policy.',
    );
  if (!repository)
    return warning(
      'git',
      'this folder is not in a git repository',
      'Keep the policies in git: reviews and audits need it.',
    );
  const where = branch === null ? 'no branch is checked out' : `on branch ${branch}`;
  if (shallow)
    return warning(
      'git',
      `${where}; this clone has only a part of the history`,
      'Fetch all of it: "git fetch --unshallow", in CI "fetch-depth: 0".',
    );
  return ok('git', where);
}

/** Whether a job of CI would lose or publish what it must not. */
export async function checkCi(io: Io, settings: ResolvedSettings): Promise<Check[]> {
  if (!isCi(io)) return [ok('ci', 'not in CI')];
  const checks: Check[] = [];
  try {
    await refusePublicEvent(io, settings);
  } catch (error) {
    if (!(error instanceof EndOfCommand)) throw error;
    checks.push(
      problem(
        'ci',
        error.message,
        'Change it before anything else runs here: what was published cannot be taken back.',
      ),
    );
  }
  if (settings.target !== null && settings.ledger.branch === null) {
    checks.push(
      warning(
        'ci',
        'the ledger is in the working tree, which is deleted when the job ends',
        'Set "ledger: { branch: mfactl-ledger }" in mfactl.yaml.',
      ),
    );
  }
  if (settings.target !== null && settings.apply.lock === 'file') {
    checks.push(
      warning('ci', 'the lock is a file, which two jobs cannot share', 'Set "apply: { lock: git }" in mfactl.yaml.'),
    );
  }
  return checks.length === 0 ? [ok('ci', io.env['GITHUB_REPOSITORY'] ?? 'in CI')] : checks;
}
