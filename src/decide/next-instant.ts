import type { Instant } from '../model/account.ts';
import type { Named, Policies } from '../model/policies.ts';
import { reEnrolmentEnd } from './re-enrolment.ts';

/**
 * The next instant after `now` at which anything that the policies say changes by itself, over the whole tenant: an
 * exception or a re-enrolment begins or ends, a wave starts, an `until` passes, an organisation closes, an override
 * expires. Null where nothing ever will. Between two such instants every decision stays as it is.
 */
export function nextInstant(policies: Policies, now: Instant): Instant | null {
  let next: Instant | null = null;
  for (const instant of instants(policies)) if (instant > now && (next === null || instant < next)) next = instant;
  return next;
}

function* instants({ organisations, exceptions, reEnrolments, overrides }: Policies): Generator<Instant> {
  for (const { closedFrom, units, userPolicies, rollout } of organisations.values()) {
    if (closedFrom !== null) yield closedFrom;
    for (const scopes of [units, userPolicies])
      for (const { until } of scopes.values()) if (until !== null) yield until;
    for (const { starts } of rollout ?? []) yield starts;
  }
  for (const { startsAt, expiresAt } of entries(exceptions)) yield* [startsAt, expiresAt];
  for (const entry of entries(reEnrolments)) yield* [entry.requestedAt, reEnrolmentEnd(entry)];
  for (const { expiresAt } of overrides) yield expiresAt;
}

/** An entry with an id stands in both lists; seeing it twice changes nothing. */
function* entries<Entry>({ byAddress, byId }: Named<Entry>): Generator<Entry> {
  for (const named of [byAddress, byId]) for (const list of named.values()) yield* list;
}
