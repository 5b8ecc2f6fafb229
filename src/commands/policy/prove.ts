import { type Proof, proveInvariants as proveAll } from '../../prove/prove.ts';
import { jsonText } from '../../model/text.ts';
import { paint } from '../../report/markup/terminal.ts';
import { maskedProof, proofJson, renderProof } from '../../report/proof/proof.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { type GlobalOptions, maskOf, openPolicies, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface ProveOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Shows that each invariant holds for every possible managed account at every instant from now on, or why not. */
export async function prove(io: Io, options: ProveOptions): Promise<number> {
  const settings = openSettings(io, options);
  const { policies, invariants } = openPolicies(io, settings);
  const mask = maskOf(io, settings);
  if (invariants.length === 0)
    io.err('There are no invariants: write some in invariants.yaml in the policies folder.\n');
  const started = io.now();
  const proofs = proveAll(invariants, policies, started);
  const told = proofs.map((proof) => maskedProof(proof, mask));
  const style = { paint: paint(io.colour.out), timezone: policies.tenant.timezone };
  await io.out(
    options.json === true
      ? jsonText({ proofs: told.map(proofJson) })
      : told.map((proof) => renderProof(proof, style)).join(''),
  );
  if (proofs.length > 0) io.err(`${summary(proofs)} (${((io.now() - started) / 1000).toFixed(1)} s)\n`);
  return proofs.some(({ verdict }) => verdict === 'does not hold') ? EXIT.failed : EXIT.done;
}

function summary(proofs: readonly Proof[]): string {
  const count = (wanted: Proof['verdict']): number => proofs.filter(({ verdict }) => verdict === wanted).length;
  const [held, failed, idle] = [count('holds'), count('does not hold'), count('never applies')];
  return [
    counted(proofs.length, 'invariant'),
    `${held} ${held === 1 ? 'holds' : 'hold'}`,
    ...(failed === 0 ? [] : [`${failed} ${failed === 1 ? 'does' : 'do'} not hold`]),
    ...(idle === 0 ? [] : [`warning: ${idle} never ${idle === 1 ? 'applies' : 'apply'}`]),
  ].join(', ');
}
