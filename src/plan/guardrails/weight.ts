import { readFacts } from '../../decide/facts.ts';
import type { Sweep } from '../../decide/sweep.ts';
import type { DecisionContext } from '../../model/account.ts';
import type { Decision } from '../../model/decision.ts';
import type { Policies } from '../../model/policies.ts';
import { type Population, accountAt } from '../../snapshot/population.ts';

/** What `privileged-loosen` looks at in an account. */
export type Weight = Pick<Decision, 'privileged' | 'exceptionsAllowed'>;

/** The weight of the account in a row. */
export type WeightOf = (row: number) => Weight;

/**
 * An account is privileged if it is so by any of the policies, those of the last days among them, and its exceptions
 * are allowed only if they are by all: a role that was made harmless this week still protects its holders. Where the
 * policies of a run cannot be read (null), the shipped list of portal roles stands in for their roles.
 */
export function weigh(
  population: Population,
  swept: Sweep,
  { policies, recent, context }: { policies: Policies; recent: readonly (Policies | null)[]; context: DecisionContext },
): WeightOf {
  const earlier = recent.map((then) => then ?? { ...policies, roles: [] });
  return (row) => {
    const account = accountAt(population, row);
    const weights = earlier.map((then): Weight => {
      const { privileged, roles } = readFacts(account, then, context);
      return { privileged, exceptionsAllowed: roles.every((role) => role.exceptions === 'allowed') };
    });
    const all = [swept.at(row), ...weights];
    return {
      privileged: all.some(({ privileged }) => privileged),
      exceptionsAllowed: all.every(({ exceptionsAllowed }) => exceptionsAllowed),
    };
  };
}
