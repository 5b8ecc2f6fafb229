/** The figures of the reports: population + decisions + policies → counts. */
import type { Changes } from '../../plan/changes.ts';
import { ACTIONS, type Action, type Instant } from '../../model/account.ts';
import type { Decision } from '../../model/decision.ts';
import type { UserException, Policies } from '../../model/policies.ts';
import type { Population } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';
import { compareUtf8, fold } from '../../model/text.ts';
import { DAY } from '../../model/time.ts';
import type { Coverage, ExceptionFate, Registered } from './three-facts.ts';
import { emptyCoverage, registeredOf, sumCoverage } from './three-facts.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from './legend.ts';

export interface OrganisationFigures extends Coverage {
  /** Blank for accounts that have no organisation. */
  readonly code: string;
  /** Null where no policy names the organisation. */
  readonly name: string | null;
}

/** An accepted exception that ends soon. */
export interface Lapse {
  readonly row: number;
  readonly entry: UserException;
}

export interface Figures {
  readonly total: Coverage;
  /** Those that have accounts, by the bytes of their codes. */
  readonly organisations: readonly OrganisationFigures[];
  readonly pendingByAction: Readonly<Record<Action, number>>;
  /** Accounts by reported status, all of the legend first (also where 0), then other texts; blank is the key ''. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Accounts by registered authentication type, in the same order; an account may count for several. */
  readonly methods: ReadonlyMap<string, number>;
  /** Exceptions that lapse within 30 days, the next one first; those of one instant in no order. */
  readonly lapsing: readonly Lapse[];
}

/** How far ahead a lapse is told, in milliseconds. */
const LAPSE_WINDOW = 30 * DAY;

export function countFigures(
  population: Population,
  swept: Sweep,
  changes: Changes,
  policies: Policies,
  now: Instant,
): Figures {
  const byCode = new Map(population.columns.organisation.values.map((code) => [code, emptyCoverage()]));
  const coverages = population.columns.organisation.values.map((code) => byCode.get(code) as Coverage);
  countAccounts(population, swept, coverages);
  const pendingByAction = countChanges(population, changes, coverages);
  const used = [...byCode].filter(([, { managed, unmanaged }]) => managed.accounts + unmanaged.accounts > 0);
  return {
    total: sumCoverage(used.map(([, coverage]) => coverage)),
    organisations: used
      .sort(([a], [b]) => compareUtf8(a, b))
      .map(([code, coverage]) => ({ code, name: policies.organisations.get(code)?.name ?? null, ...coverage })),
    pendingByAction,
    statuses: countTexts(
      population.columns.reported.values.map((value) => [value]),
      population.columns.reported.codes,
      STATUS_LEGEND.map(({ name }) => name),
    ),
    methods: countTexts(
      population.columns.methods.values.map((value) => value ?? []),
      population.columns.methods.codes,
      METHOD_LEGEND.map(({ name }) => name),
    ),
    lapsing: findLapses(population, swept, now),
  };
}

function fateOf({ exception, unrecorded }: Decision): ExceptionFate | null {
  if (unrecorded) return 'unrecorded';
  if (exception === null) return null;
  return exception.refused === null ? exception.entry.type : 'refused';
}

function countAccounts(population: Population, { decisions, decisionOf }: Sweep, coverages: readonly Coverage[]): void {
  const { organisation, methods } = population.columns;
  const registered = methods.values.map(registeredOf);
  const fates = decisions.map(fateOf);
  for (let row = 0; row < population.size; row++) {
    const index = decisionOf[row] as number;
    const { managed, actual } = decisions[index] as Decision;
    const coverage = coverages[organisation.codes[row] as number] as Coverage;
    const facts = managed ? coverage.managed : coverage.unmanaged;
    facts.accounts++;
    facts.levels[actual.level]++;
    facts.registered[registered[methods.codes[row] as number] as Registered]++;
    const fate = fates[index];
    if (fate) coverage.exceptions[fate]++;
  }
}

function countChanges(
  { columns }: Population,
  changes: Changes,
  coverages: readonly Coverage[],
): Record<Action, number> {
  const byAction = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  for (let index = 0; index < changes.size; index++) {
    const { action, row } = changes.at(index);
    byAction[action]++;
    (coverages[columns.organisation.codes[row] as number] as Coverage).pending++;
  }
  return byAction;
}

/** Counts rows by the texts of their codes; texts that compare equal to a known name count for it. */
function countTexts(
  textsOf: readonly (readonly string[])[],
  codes: Uint32Array,
  known: readonly string[],
): Map<string, number> {
  const rows = new Uint32Array(textsOf.length);
  for (const code of codes) rows[code] = (rows[code] as number) + 1;
  const names = new Map(known.map((name) => [fold(name), name]));
  const counts = new Map(known.map((name) => [name, 0]));
  const others = new Map<string, number>();
  textsOf.forEach((texts, code) => {
    const count = rows[code] as number;
    if (count === 0) return;
    for (const name of new Set(texts.map((text) => names.get(fold(text)) ?? text))) {
      const counter = counts.has(name) ? counts : others;
      counter.set(name, (counter.get(name) ?? 0) + count);
    }
  });
  return new Map([...counts, ...[...others].sort(([a], [b]) => compareUtf8(a, b))]);
}

function findLapses(population: Population, { at }: Sweep, now: Instant): Lapse[] {
  const lapses: Lapse[] = [];
  for (let row = 0; row < population.size; row++) {
    const { exception } = at(row);
    if (exception === null || exception.refused !== null) continue;
    if (exception.entry.expiresAt <= now + LAPSE_WINDOW) lapses.push({ row, entry: exception.entry });
  }
  return lapses.sort((a, b) => a.entry.expiresAt - b.entry.expiresAt);
}
