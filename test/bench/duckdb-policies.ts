import type { DuckDBConnection } from '@duckdb/node-api';
import { type Instant, type Level, LEVELS } from '../../src/model/account.ts';
import type { UserException, OrganisationPolicy, Policies, ScopeLevel } from '../../src/model/policies.ts';
import { unitKey } from '../../src/model/text.ts';

/** A level as a number: 0 disabled, 1 named locations, 2 standard; -1 stands for unknown. */
export function height(level: Level): number {
  return LEVELS.indexOf(level);
}

/**
 * Tables of what policies say at one instant, as far as the synthetic tenant uses it: `organisations`, `units` and
 * `user_policies` (a level, and whether a wave for it has started), `exceptions` (the one that is active, and which
 * types are recorded).
 */
export async function registerPolicies(connection: DuckDBConnection, policies: Policies, now: Instant): Promise<void> {
  const organisations = [...policies.organisations.values()];
  await fill(
    connection,
    'organisations(organisation VARCHAR, level INTEGER, rollout BOOLEAN, everyone BOOLEAN)',
    organisations.map(({ code, level, rollout }) => [
      code,
      level === null ? null : height(level),
      rollout !== null,
      rollout?.some((wave) => wave.everyone && wave.starts <= now) === true,
    ]),
  );
  await fill(
    connection,
    'units(organisation VARCHAR, unit VARCHAR, level INTEGER, started BOOLEAN)',
    organisations.flatMap((each) => scopes(each, each.units, startedUnits(each, now), now)),
  );
  await fill(
    connection,
    'user_policies(organisation VARCHAR, user_policy VARCHAR, level INTEGER, started BOOLEAN)',
    organisations.flatMap((each) => scopes(each, each.userPolicies, startedUserPolicies(each, now), now)),
  );
  await fill(
    connection,
    'exceptions(organisation VARCHAR, address VARCHAR, active VARCHAR, short_term BOOLEAN, long_term BOOLEAN)',
    exceptionRows(policies, now),
  );
}

type Cell = string | number | boolean | null;

/** Creates a table and puts rows into it. */
async function fill(connection: DuckDBConnection, table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
  await connection.run(`CREATE TABLE ${table}`);
  const appender = await connection.createAppender(table.slice(0, table.indexOf('(')));
  for (const row of rows) {
    for (const cell of row) {
      if (cell === null) appender.appendNull();
      else if (typeof cell === 'string') appender.appendVarchar(cell);
      else if (typeof cell === 'number') appender.appendInteger(cell);
      else appender.appendBoolean(cell);
    }
    appender.endRow();
  }
  appender.closeSync();
}

/** One row a unit, or user policy, that has a level in force or a wave that has started. */
function scopes(
  { code }: OrganisationPolicy,
  levels: ReadonlyMap<string, ScopeLevel>,
  started: ReadonlySet<string>,
  now: Instant,
): Cell[][] {
  return [...new Set([...levels.keys(), ...started])].map((key) => {
    const scope = levels.get(key);
    const inForce = scope !== undefined && (scope.until === null || now < scope.until);
    return [code, key, inForce ? height(scope.level) : null, started.has(key)];
  });
}

function startedUnits({ rollout }: OrganisationPolicy, now: Instant): Set<string> {
  return new Set((rollout ?? []).filter(({ starts }) => starts <= now).flatMap(({ units }) => units.map(unitKey)));
}

function startedUserPolicies({ rollout }: OrganisationPolicy, now: Instant): Set<string> {
  return new Set(
    (rollout ?? []).filter(({ starts }) => starts <= now).flatMap(({ userPolicies }) => [...userPolicies]),
  );
}

/** One row an account and organisation. Of two active entries the one that expires last counts, at a tie the long-term one. */
function exceptionRows(policies: Policies, now: Instant): Cell[][] {
  return [...policies.exceptions.byAddress.values()].flatMap((entries) =>
    [...Map.groupBy(entries, ({ organisation }) => organisation)].map(([organisation, own]): Cell[] => {
      const active = own.filter(({ startsAt, expiresAt }) => startsAt <= now && now < expiresAt).sort(lastFirst)[0];
      const has = (type: string): boolean => own.some((entry) => entry.type === type);
      return [organisation, (own[0] as UserException).user, active?.type ?? null, has('short-term'), has('long-term')];
    }),
  );
}

function lastFirst(a: UserException, b: UserException): number {
  return b.expiresAt - a.expiresAt || (a.type < b.type ? -1 : 1);
}
