/** Proves invariants over the policies of a synthetic tenant and tells what that took. Run as a process of its own. */
import { proveInvariants } from '../../src/prove/prove.ts';
import type { Invariant } from '../../src/generated/invariants.ts';
import { policiesIn } from './data.ts';
import { cpuSince } from './mfactl.ts';
import { codeOf } from './synthetic-tenant.ts';
import { NOW } from './tenant.ts';

/** Milliseconds. */
export interface ProveTimes {
  readonly time: number;
  readonly cpu: number;
  readonly invariants: number;
  /** Classes of all proofs together. */
  readonly classes: number;
  /** The most places and times that one invariant is about. */
  readonly places: number;
}

/** One of each form; all of them hold, so every class is visited. */
const INVARIANTS: readonly Omit<Invariant, 'name'>[] = [
  { when: { compromised: true }, then: { mfa: 'standard' } },
  { when: { category: 'admin', type: 'user' }, then: { mfa: 'standard' } },
  { when: { category: 'admin' }, then: { exception: 'never' } },
  { when: { category: 'atp' }, then: { exception: 'never' } },
  { when: { role: 'Local Admin' }, then: { exception: 'never' } },
  { when: { role: 'Local Primary Admin', type: 'user' }, then: { atLeast: 'standard' } },
  { when: { role: 'Local Helpdesk', type: 'user', exception: 'none' }, then: { atLeast: 'named-locations' } },
  { when: { unit: 'Nursing', category: 'atp', type: 'user' }, then: { mfa: 'standard' } },
  { when: { organisation: codeOf(0), compromised: true }, then: { mfa: 'standard' } },
];

if (import.meta.main) {
  const policies = policiesIn(process.argv[2] ?? '');
  const cpu = process.cpuUsage();
  const start = performance.now();
  const stated = INVARIANTS.map((invariant, i) => ({
    invariant: { name: `Statement ${i + 1}`, ...invariant },
    origin: `policies/invariants.yaml:${i + 1}`,
  }));
  const proofs = proveInvariants(stated, policies, NOW);
  const times: ProveTimes = {
    time: performance.now() - start,
    cpu: cpuSince(cpu),
    invariants: proofs.length,
    classes: proofs.reduce((sum, { classes }) => sum + classes, 0),
    places: Math.max(...proofs.map(({ places }) => places)),
  };
  const open = proofs.filter(({ verdict }) => verdict !== 'holds');
  if (open.length > 0) throw new Error(`Not proved: ${JSON.stringify(open.map(({ invariant }) => invariant))}`);
  process.stdout.write(JSON.stringify(times));
}
