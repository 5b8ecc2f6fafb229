/** Guardrails of the tenant and of organisations, and the overrides that lift them. */
import type { Instant } from '../../model/account.ts';
import type { GuardrailLimits, Override } from '../../model/policies.ts';
import { formatInstant } from '../../model/time.ts';
import { placeIn } from '../resolve/places.ts';
import { lengthOf } from '../rules/exception-entries.ts';
import { type FindWeakenings, type Weakening, codesOf, organisationIn, placeOfOrganisation } from './weakening.ts';

interface Limit {
  /** Below `guardrails` in a document. */
  readonly path: string;
  readonly of: (limits: GuardrailLimits) => number | null;
  readonly write: (value: number) => string;
}

const count = (value: number): string => value.toLocaleString('en-GB');
const percent = (value: number): string => `${value} %`;

const LIMITS: readonly Limit[] = [
  { path: 'maxChanges', of: ({ maxChanges }) => maxChanges, write: count },
  { path: 'loosen.floor', of: ({ loosen }) => loosen.floor, write: count },
  { path: 'loosen.percent', of: ({ loosen }) => loosen.percent, write: percent },
  { path: 'loosen.count', of: ({ loosen }) => loosen.count, write: count },
  { path: 'loosen.totalPercent', of: ({ loosen }) => loosen.totalPercent, write: percent },
  { path: 'shrunkDirectory', of: ({ shrunkDirectory }) => shrunkDirectory, write: percent },
  { path: 'staleReport', of: ({ staleReport }) => staleReport, write: lengthOf },
  { path: 'lockout', of: ({ lockout }) => lockout, write: count },
  { path: 'unknownStatus', of: ({ unknownStatus }) => unknownStatus, write: percent },
];

export const guardrailsRaised: FindWeakenings = (before, after) => [
  ...raised(before.policies.tenant.guardrails, after.policies.tenant.guardrails).map(({ path, says }): Weakening => {
    const place = placeIn(after.places.tenant, `guardrails.${path}`) ?? after.policies.tenant.levelOrigin;
    return { kind: 'guardrail-raised', organisation: null, says: `The limit ${path} of the tenant ${says}.`, place };
  }),
  ...codesOf(before.policies, after.policies).flatMap((code) => {
    const [old, now] = [before, after].map(({ policies }) => ownLimits(policies, code)) as [OwnLimits, OwnLimits];
    return raised(old.limits, now.limits)
      .filter(({ path }) => old.own.has(path) || now.own.has(path))
      .map(({ path, says }): Weakening => {
        const place =
          placeIn(after.places.organisations.get(code), `guardrails.${path}`) ??
          placeOfOrganisation(before.policies, after.policies, code);
        return { kind: 'guardrail-raised', organisation: code, says: `The limit ${path} of ${code} ${says}.`, place };
      });
  }),
];

interface OwnLimits {
  readonly limits: GuardrailLimits;
  /** Paths of those that differ from the tenant's: the others rise with it, which is told once. */
  readonly own: ReadonlySet<string>;
}

function ownLimits(policies: Parameters<typeof organisationIn>[0], code: string): OwnLimits {
  const { guardrails } = organisationIn(policies, code);
  const tenant: GuardrailLimits = { ...policies.tenant.guardrails, maxChanges: null };
  const own = LIMITS.filter(({ of }) => of(guardrails) !== of(tenant)).map(({ path }) => path);
  return { limits: guardrails, own: new Set(own) };
}

function raised(old: GuardrailLimits, now: GuardrailLimits): { path: string; says: string }[] {
  return LIMITS.flatMap(({ path, of, write }) => {
    const [from, to] = [of(old), of(now)];
    if (from === null || (to !== null && to <= from)) return [];
    return [
      { path, says: to === null ? `is removed; it was ${write(from)}` : `rises from ${write(from)} to ${write(to)}` },
    ];
  });
}

export const overridesAdded: FindWeakenings = ({ policies: before }, { policies: after }, now) =>
  after.overrides
    .filter((override) => override.expiresAt > now && !before.overrides.some((old) => covers(old, override, now)))
    .map((override): Weakening => {
      const { guardrail, organisation, limit, startsAt, expiresAt, approvedBy, origin } = override;
      const amount = guardrail === 'stale-report' ? lengthOf(limit) : count(limit);
      const where = organisation === null ? 'in total' : `in ${organisation}`;
      const span = `from ${formatInstant(startsAt)} until ${formatInstant(expiresAt)}`;
      const says = `An override lifts ${guardrail} ${where} to ${amount} ${span}; ${approvedBy} is named as its approver.`;
      return { kind: 'override-added', organisation: null, says, place: origin };
    });

/** Whether an earlier override lifted at least as much, for at least as long, so that the later one adds nothing. */
function covers(old: Override, override: Override, now: Instant): boolean {
  return (
    old.guardrail === override.guardrail &&
    old.organisation === override.organisation &&
    old.limit >= override.limit &&
    Math.max(old.startsAt, now) <= Math.max(override.startsAt, now) &&
    old.expiresAt >= override.expiresAt
  );
}
