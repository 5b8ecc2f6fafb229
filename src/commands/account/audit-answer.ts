import { auditFigures, exemptBy, sampleOf } from '../../history/audit.ts';
import type { Decision } from '../../model/decision.ts';
import { decide } from '../../decide/decide.ts';
import type { Account, DecisionContext, Instant } from '../../model/account.ts';
import { type Population, accountAt } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';
import { compareUtf8 } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import type { Audit, AuditAccount, AuditSample } from '../../generated/audit.ts';
import { auditAccount, exemptionOf, stateOf } from '../../report/account/audit-data.ts';
import { type Mask, showAddresses } from '../../report/markup/mask.ts';
import { tool } from '../../version.ts';
import type { Picked } from './audit-evidence.ts';
import type { PoliciesThen } from './audit-policies.ts';
import type { StatesThen } from './audit-states.ts';
import type { HeldLedger } from '../../session/ledger.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** All that is known of an instant. */
export interface Then {
  readonly at: Instant;
  readonly madeAt: Instant;
  readonly snapshot: Snapshot;
  readonly held: HeldLedger;
  readonly policies: PoliciesThen;
  readonly states: StatesThen;
  readonly population: Population;
  readonly context: DecisionContext;
  readonly swept: Sweep;
  readonly mask: Mask;
}

/** All of the answer but its accounts. */
export function auditHead(then: Then, sample: AuditSample, remarks: readonly string[]): Omit<Audit, 'accounts'> {
  const { at, madeAt, snapshot, held, policies, states, population, swept, mask } = then;
  const { total, organisations } = auditFigures(population, swept);
  const names = policies.loaded.policies.organisations;
  const gone = states.gone.map(({ account: { address }, organisation, state }) => ({
    address: mask(address),
    organisation,
    state: stateOf(state),
  }));
  return {
    format: 'mfactl.audit/v1',
    tool: tool(),
    at: formatInstant(at),
    madeAt: formatInstant(madeAt),
    observedAt: formatInstant(snapshot.observedAt),
    policies: {
      source: policies.source,
      commit: policies.commit,
      digest: policies.loaded.digest,
      run: policies.run?.run ?? null,
    },
    ledgerHead: held.ledger.head,
    remarks: [...policies.remarks, ...remarks, ...held.remarks, ...openRemarks(states), ...LIMITS],
    total,
    organisations: organisations.map((each) => ({ ...each, name: names.get(each.code)?.name ?? null })),
    exempt: exemptRows(then)
      .flatMap(([account, decision]) => exemptionOf(account, decision, mask) ?? [])
      .sort(byAddress),
    gone: gone.sort(byAddress),
    sample,
  };
}

/** What nobody can know of changes that were with somebody at the instant. */
function openRemarks({ open }: StatesThen): string[] {
  if (open.size === 0) return [];
  const what =
    open.size === 1
      ? '1 account had a change that was handed over to people by then, and no report had shown it. '
      : `${open.size} accounts had changes that were handed over to people by then, and no report had shown them. `;
  return [
    `${what}Nobody knows when such a change was made, or whether it was. So a change that gives MFA counts from the report that shows it, and one that takes it away counts from the time it was handed over.`,
  ];
}

/** What nobody can know. */
const LIMITS = [
  'a change that was made without mfactl counts from the run that found it, or from now. Accounts, organisations, units and roles are those that the directory shows now.',
];

function byAddress(a: { readonly address: string }, b: { readonly address: string }): number {
  return compareUtf8(a.address, b.address);
}

function exemptRows({ population, swept }: Then): [Account, Decision][] {
  const found: [Account, Decision][] = [];
  for (let row = 0; row < population.size; row++) {
    const decision = swept.at(row);
    if (exemptBy(decision) !== null) found.push([accountAt(population, row), decision]);
  }
  return found;
}

/** Every account, by address, or by mask: the order of addresses would tell whose masks they are. */
export function* allAccounts({ population, swept, states, mask }: Then): Generator<AuditAccount> {
  const rows = Uint32Array.from({ length: population.size }, (_, row) => row);
  if (mask === showAddresses) rows.sort((a, b) => population.addresses.compare(a, b));
  else {
    const masks = Array.from(rows, (row) => mask(population.addresses.at(row)));
    rows.sort((a, b) => compareUtf8(masks[a] as string, masks[b] as string));
  }
  for (const row of rows) {
    const decision = swept.at(row);
    yield auditAccount(accountAt(population, row), decision, basisOf(states, row), mask);
  }
}

function basisOf({ changed, open }: StatesThen, row: number): AuditAccount['basis'] {
  if (open.has(row)) return 'handed-over';
  return changed.has(row) ? 'receipt' : 'directory';
}

/** Those of a sample with their evidence, in the order in which they were picked; masked ones by mask. */
export async function sampled(
  { population, policies, context, states, mask }: Then,
  { size, seed }: NonNullable<AuditSample>,
  evidenceOf: (picked: readonly Picked[]) => Promise<AuditAccount['evidence'][]>,
): Promise<AuditAccount[]> {
  function* entries(): Generator<{ address: string; row: number }> {
    for (let row = 0; row < population.size; row++) yield { address: population.addresses.at(row), row };
  }
  const picked = sampleOf(entries(), size, seed).map(({ row }): Picked => {
    const account = accountAt(population, row);
    const decision = decide(account, policies.loaded.policies, context);
    return { account, decision, undone: states.changed.get(row)?.by ?? null, basis: basisOf(states, row) };
  });
  const evidence = await evidenceOf(picked);
  const accounts = picked.map(({ account, decision, basis }, i) =>
    auditAccount(account, decision, basis, mask, evidence[i] ?? null),
  );
  return mask === showAddresses ? accounts : accounts.sort(byAddress);
}
