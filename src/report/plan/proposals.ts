import { stringify } from 'yaml';
import { formatInstant } from '../../model/time.ts';
import type { Instant } from '../../model/account.ts';
import type { PlanChange, PlanChunk } from '../../generated/plan.ts';
import type { Mask } from '../markup/mask.ts';

/** An edit of the policies that would ask for what somebody did in the directory. */
export interface Proposal {
  /** The file to edit, with a line where there is one already. */
  readonly where: string;
  readonly says: string;
  /** What to put there as YAML; null where something is to be taken away. */
  readonly yaml: string | null;
  readonly accounts: readonly string[];
}

/** A unit in which this many accounts were set alike is proposed as a unit, not account by account. */
const ALIKE = 5;

/** Proposals for changes of cause drift, in the order of the plan. */
export function draftProposals(chunks: Iterable<PlanChunk>, now: Instant, mask: Mask): Proposal[] {
  const groups = new Map<string, { chunk: PlanChunk; changes: PlanChange[] }>();
  for (const chunk of chunks) {
    for (const change of chunk.changes as PlanChange[]) {
      if (change.cause !== 'drift' || chunk.action === 're-enrol') continue;
      const key = [chunk.organisation, chunk.action, change.before.level, change.unit].join('\n');
      const group = groups.get(key) ?? { chunk, changes: [] };
      group.changes.push(change);
      groups.set(key, group);
    }
  }
  return [...groups.values()].flatMap(({ chunk, changes }) => proposalsFor(chunk, changes, now, mask));
}

function proposalsFor(chunk: PlanChunk, changes: readonly PlanChange[], now: Instant, mask: Mask): Proposal[] {
  const [first] = changes as [PlanChange, ...PlanChange[]];
  if (chunk.action === 'except') return changes.map((change) => endException(change, mask));
  if (first.before.level === 'unknown') return [];
  if (first.unit !== '' && changes.length >= ALIKE) return [unitLevel(chunk, changes, mask)];
  if (first.before.level === 'disabled') return changes.map((change) => newException(chunk, change, now, mask));
  return [changeRule(changes, mask)];
}

function endException({ account, because }: PlanChange, mask: Mask): Proposal {
  const entry = because.findLast(({ step }) => step === 'exception');
  return {
    where: entry?.policy ?? 'the exception',
    says: 'The user has MFA again. Set expiresAt of this exception to now, which ends it.',
    yaml: null,
    accounts: [mask(account.address)],
  };
}

function unitLevel(chunk: PlanChunk, changes: readonly PlanChange[], mask: Mask): Proposal {
  const [first] = changes as [PlanChange, ...PlanChange[]];
  return {
    where: `policies/organisations/${chunk.organisation}/organisation.yaml`,
    says: 'Accounts of one unit were all set to the same level. If that is right, give the unit this level under "units".',
    yaml: stringify([{ path: first.unit, mfa: first.before.level, reason: 'why' }]),
    accounts: changes.map(({ account }) => mask(account.address)),
  };
}

function newException(chunk: PlanChunk, { account }: PlanChange, now: Instant, mask: Mask): Proposal {
  return {
    where: `policies/organisations/${chunk.organisation}/exceptions.yaml`,
    says: 'MFA was turned off for this user. If that is right, record an exception with the real reason, approver and references.',
    yaml: stringify([
      {
        user: mask(account.address),
        type: 'long-term',
        startsAt: formatInstant(now),
        reason: 'clinical-risk',
        approvedBy: 'approver@example.nhs.net',
        ticket: 'REQ…',
        riskAssessment: 'RA-…',
      },
    ]),
    accounts: [mask(account.address)],
  };
}

function changeRule(changes: readonly PlanChange[], mask: Mask): Proposal {
  const [first] = changes as [PlanChange, ...PlanChange[]];
  const rule = first.because.findLast(({ policy, step }) => policy !== null && (step === 'base' || step === 'role'));
  return {
    where: rule?.policy ?? 'policies/tenant.yaml',
    says: `The accounts have another level than this rule gives them. If that is right, change the rule to this, or add a narrower rule.`,
    yaml: `mfa: ${first.before.level}\n`,
    accounts: changes.map(({ account }) => mask(account.address)),
  };
}
