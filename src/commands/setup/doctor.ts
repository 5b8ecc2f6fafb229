import { printable } from '../../model/text.ts';
import { loadPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { readSettings } from '../../policy/settings/read.ts';
import { type Mask, maskAddresses, maskedData, maskedJson, showAddresses } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import type { Check } from './doctor-check.ts';
import { checkDirectory, checkTarget } from './doctor-directory.ts';
import { checkCi, checkGit, checkNode, checkPolicies, checkPrivacy, checkSettings } from './doctor-setup.ts';
import { checkLedger, checkLock, checkSchedule } from './doctor-work.ts';
import { EXIT, type Io } from '../../session/io.ts';
import type { GlobalOptions } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface DoctorOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Looks at everything that mfactl needs, tells what is wrong and what to do about it, and changes nothing. */
export async function doctor(io: Io, options: DoctorOptions): Promise<number> {
  const settings = readSettings(options.config ?? null, io.cwd);
  const checks = [
    checkNode(process.versions.node),
    checkSettings(settings),
    ...(settings.ok ? await checkAll(io, settings.value) : []),
  ];
  const mask = settings.ok ? maskFor(io, settings.value) : showAddresses;
  const problems = checks.filter(({ state }) => state === 'problem').length;
  if (options.json === true) await io.out(`${maskedJson({ ok: problems === 0, checks }, mask)}\n`);
  else await io.out(render(maskedData(checks, mask), io.colour.out));
  return problems === 0 ? EXIT.done : EXIT.failed;
}

async function checkAll(io: Io, settings: ResolvedSettings): Promise<Check[]> {
  const loaded = loadPolicies(settings.root, settings.policies, io.now());
  const policies = loaded.ok ? loaded.value.policies : null;
  const { check: ofTarget, target } = await checkTarget(settings);
  const { check: ofLedger, ledger } = await checkLedger(io, settings);
  return [
    checkPolicies(loaded),
    checkPrivacy(io, settings),
    await checkGit(settings),
    await checkDirectory(io, settings, policies),
    ofTarget,
    ofLedger,
    await checkLock(settings, target),
    ...(policies === null || ledger === null ? [] : [checkSchedule(io, settings, policies, ledger)]),
    ...(await checkCi(io, settings)),
  ];
}

/** Where the key of the masks is missing, which doctor tells, addresses are left out altogether. */
function maskFor({ env }: Io, { privacy }: ResolvedSettings): Mask {
  if (privacy.addresses === 'show') return showAddresses;
  const key = env[privacy.maskKey];
  return key ? maskAddresses(key) : () => '(address)';
}

function render(checks: readonly Check[], colour: boolean): string {
  const style = paint(colour);
  const word = { ok: style.good('ok     '), warning: style.warn('warning'), problem: style.bad('problem') } as const;
  const lines = checks.map(({ name, state, says, advice }) => {
    const line = `${word[state]}  ${name.padEnd(9)}  ${printable(says)}\n`;
    return advice === null ? line : `${line}${' '.repeat(20)}→ ${printable(advice)}\n`;
  });
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length;
  return `${lines.join('')}${counted(count('problem'), 'problem')}, ${counted(count('warning'), 'warning')}.\n`;
}
