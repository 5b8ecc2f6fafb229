import type { UserException, Policies } from '../../src/model/policies.ts';
import { named } from '../worlds/build.ts';

/** The same policies without exceptions of organisations that have no document: validation lets none through. */
export function onlyDocumented(policies: Policies): Policies {
  const entries: UserException[] = [...policies.exceptions.byAddress.values()].flat();
  return { ...policies, exceptions: named(entries.filter((entry) => policies.organisations.has(entry.organisation))) };
}
