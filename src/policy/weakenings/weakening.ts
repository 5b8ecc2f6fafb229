import type { Instant, Origin } from '../../model/account.ts';
import type { OrganisationPolicy, Policies } from '../../model/policies.ts';
import type { LoadedPolicies } from '../load.ts';

/** What a change of policies makes weaker: a stable word for each kind. */
export type WeakeningKind =
  | 'level-lowered'
  | 'until-extended'
  | 'role-weakened'
  | 'type-unmanaged'
  | 'status-unmanaged'
  | 'account-protected'
  | 'approver-added'
  | 'exceptions-relaxed'
  | 'guardrail-raised'
  | 'override-added'
  | 'wave-moved'
  | 'invariant-removed'
  | 'test-removed'
  | 'settings-changed'
  | 'codeowners-changed';

/** One thing that protects less than before. */
export interface Weakening {
  readonly kind: WeakeningKind;
  /** The organisation that it is about; null for the tenant. */
  readonly organisation: string | null;
  /** One sentence. It may hold addresses, which a mask must hide. */
  readonly says: string;
  /** Where the new policies say so; where something is gone, where the old ones said it. */
  readonly place: Origin;
}

/** One comparison: what is weaker in `after` than in `before`, from `now` on. */
export type FindWeakenings = (before: Compared, after: Compared, now: Instant) => Weakening[];

/** The part of loaded policies that comparisons look at. */
export type Compared = Pick<LoadedPolicies, 'policies' | 'tests' | 'invariants' | 'places'>;

/** Codes of all organisations of both, in the order of the first and then the second. */
export function codesOf(before: Policies, after: Policies): string[] {
  return [...new Set([...before.organisations.keys(), ...after.organisations.keys()])];
}

/** An organisation as its accounts are decided: one without a document has nothing of its own. */
export function organisationIn({ organisations, tenant }: Policies, code: string): OrganisationPolicy {
  return (
    organisations.get(code) ?? {
      code,
      name: code,
      owners: [],
      approvers: [],
      closedFrom: null,
      level: null,
      levelOrigin: tenant.levelOrigin,
      units: new Map(),
      userPolicies: new Map(),
      rollout: null,
      rolloutOrigin: tenant.levelOrigin,
      guardrails: { ...tenant.guardrails, maxChanges: null },
      origin: tenant.levelOrigin,
    }
  );
}

/** Where an organisation's document stands: after the change or, where it is gone, before. */
export function placeOfOrganisation(before: Policies, after: Policies, code: string): Origin {
  return (after.organisations.get(code) ?? before.organisations.get(code))?.origin ?? after.tenant.levelOrigin;
}

/** One text for data that says the same, whatever the order of its keys. */
export function canonicalText(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
