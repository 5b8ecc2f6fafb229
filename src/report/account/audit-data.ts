/** An audit as data: accounts as they were at an instant, in the words of schemas/audit.schema.json. */
import { enforcedAs, exemptBy } from '../../history/audit.ts';
import { type Decision, decidingLine } from '../../model/decision.ts';
import type { Account, State } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import type { AuditAccount, AuditEvidence, AuditState, Exemption } from '../../generated/audit.ts';
import type { Mask } from '../markup/mask.ts';

const ENFORCED = { enforced: 'yes', notEnforced: 'no', unknown: 'unknown' } as const;
const EXEMPT = { shortTerm: 'short-term', longTerm: 'long-term', unrecorded: 'unrecorded' } as const;

/** One account. */
export function auditAccount(
  { address, organisation }: Account,
  decision: Decision,
  basis: AuditAccount['basis'],
  mask: Mask,
  evidence: AuditEvidence = null,
): AuditAccount {
  const exempt = exemptBy(decision);
  return {
    address: mask(address),
    organisation,
    managed: decision.managed,
    state: stateOf(decision.actual),
    enforced: ENFORCED[enforcedAs(decision.actual.level)],
    exempt: exempt === null ? null : EXEMPT[exempt],
    basis,
    evidence,
  };
}

/** A state without anything else that may stand beside it. */
export function stateOf({ level, status }: State): AuditState {
  return { level, status };
}

/** Why an account was exempt; null where it was not. */
export function exemptionOf({ address, organisation }: Account, decision: Decision, mask: Mask): Exemption | null {
  const exempt = exemptBy(decision);
  if (exempt === null) return null;
  const known = { address: mask(address), organisation, type: EXEMPT[exempt], state: stateOf(decision.actual) };
  const entry = exempt === 'unrecorded' ? null : (decision.exception?.entry ?? null);
  return {
    ...known,
    startsAt: entry === null ? null : formatInstant(entry.startsAt),
    expiresAt: entry === null ? null : formatInstant(entry.expiresAt),
    reason: entry?.reason ?? null,
    requestedBy: entry?.requestedBy ?? null,
    approvedBy: entry?.approvedBy ?? null,
    ticket: entry?.ticket ?? null,
    riskAssessment: entry?.riskAssessment ?? null,
    plan: entry?.plan ?? null,
    policy: entry?.origin ?? decidingLine(decision.because)?.policy ?? null,
  };
}
