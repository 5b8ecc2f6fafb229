import { contextAt } from '../decide/context.ts';
import { handedOverOf } from '../ledger/pending.ts';
import type { Instant } from '../model/account.ts';
import type { PlanInput } from '../plan/input.ts';
import { buildPlan, type Plan, scopeFilter } from '../plan/plan.ts';
import { CLOCK_SKEW, formatInstant } from '../model/time.ts';
import { foldCode, printable, unitSegments } from '../model/text.ts';
import { suggestion } from '../policy/diagnostics/nearest.ts';
import type { Population } from '../snapshot/population.ts';
import type { TakenBack } from '../plan/take-back.ts';
import type { DirectoryReader } from '../directory/port.ts';
import type { PlanHeader, PlanScope } from '../generated/plan.ts';
import { type GitState, gitState } from '../git/state.ts';
import type { LoadedPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { withProgress } from './progress.ts';
import { tool } from '../version.ts';
import { openReader, openTargetReader, targetOf } from './directories.ts';
import { type Io, EndOfCommand } from './io.ts';
import { type EarlierPolicies, type Past, readEarlier, readPast } from './ledger.ts';
import { accept, maskOf } from './workspace.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What is planned, and for when. */
export interface Planned {
  readonly plan: Plan;
  /** All of the plan file's header but its digest. */
  readonly header: Omit<PlanHeader, 'digest'>;
  readonly snapshot: Snapshot;
  readonly loaded: LoadedPolicies;
}

/** What is planned. */
export interface Planning {
  /** The instant to plan for; left out: now. */
  readonly asOf?: Instant | null;
  /** A part of the tenant; left out: all of it. */
  readonly scope?: PlanScope | null;
  /** The run to take back, with its accounts; left out of an ordinary plan. */
  readonly undo?: { readonly run: string; readonly accounts: (population: Population) => readonly TakenBack[] };
  /** Where the policies stand in git; left out: where their folder does now. */
  readonly git?: GitState;
  /** What earlier runs tell; left out: what the ledger tells, brought up to date first. */
  readonly past?: Past;
}

/** The whole directory, or the end of the command with all that is wrong in it. */
export async function readDirectory(io: Io, settings: ResolvedSettings): Promise<Snapshot> {
  return readAll(io, settings, await openReader(io, settings));
}

async function readAll(io: Io, settings: ResolvedSettings, reader: DirectoryReader): Promise<Snapshot> {
  const read = await withProgress(io, `Reading the ${reader.kind}`, (onProgress) => reader.read(io.signal, onProgress));
  return accept(io, settings.root, read, maskOf(io, settings));
}

/** Reads everything that a plan is made from and makes it. Nothing is written. A run is taken back where it was written. */
export async function makePlan(
  io: Io,
  settings: ResolvedSettings,
  loaded: LoadedPolicies,
  planning: Planning = {},
): Promise<Planned> {
  const { asOf = null, scope = null, undo, git, past: given } = planning;
  const snapshot =
    undo === undefined
      ? await readDirectory(io, settings)
      : await readAll(io, settings, await openTargetReader(io, settings));
  const madeAt = io.now();
  const now = asOf ?? madeAt;
  refuseFuture(snapshot, madeAt);
  // What earlier runs did is counted back from now, whatever instant is planned for.
  const past = given ?? (await readPast(settings, madeAt));
  const earlier = await readEarlier(io, settings, loaded, past.ledger);
  const plan = buildPlan(inputOf(settings, loaded, { snapshot, past, earlier, now, madeAt }, planning));
  const origin = await originOf(settings, loaded, snapshot, git ?? (await gitState(settings.root, settings.policies)));
  return {
    plan,
    header: {
      ...origin,
      ...partOf(plan),
      asOf: formatInstant(now),
      madeAt: formatInstant(madeAt),
      scope,
      undoes: undo?.run ?? null,
    },
    snapshot,
    loaded,
  };
}

/** What is known when a plan is made. */
interface Known {
  readonly snapshot: Snapshot;
  readonly past: Past;
  readonly earlier: EarlierPolicies;
  /** The instant planned for. */
  readonly now: Instant;
  readonly madeAt: Instant;
}

function inputOf(
  settings: ResolvedSettings,
  { policies }: LoadedPolicies,
  { snapshot, past, earlier, now, madeAt }: Known,
  { scope = null, undo }: Planning,
): PlanInput {
  return {
    population: snapshot.population,
    policies,
    context: contextAt(now, snapshot, past),
    observedAt: snapshot.observedAt,
    madeAt,
    sources: [...snapshot.sources],
    oneSided: snapshot.oneSided,
    sourceFindings: snapshot.findings.map((finding) => ({ ...finding, organisation: null, account: null })),
    history: past.history,
    previous: undo === undefined ? earlier.previous : null,
    recent: earlier.recent,
    handedOver: handedOverOf(past.ledger),
    grants: [...past.ledger.grants],
    scope,
    undo: undo?.accounts(snapshot.population),
    chunkSize: settings.apply.chunkSize,
    throughPortal: settings.target?.kind === 'portal',
  };
}

type Origin = Pick<PlanHeader, 'type' | 'format' | 'tool' | 'policy' | 'directory' | 'target'>;

async function originOf(
  settings: ResolvedSettings,
  loaded: LoadedPolicies,
  snapshot: Snapshot,
  git: GitState,
): Promise<Origin> {
  return {
    type: 'header',
    format: 'mfactl.plan/v1',
    tool: tool(),
    policy: { digest: loaded.digest, commit: git.commit, dirty: git.dirty },
    directory: {
      kind: snapshot.kind,
      name: snapshot.name,
      digest: snapshot.digest,
      observedAt: formatInstant(snapshot.observedAt),
      complete: { sources: [...snapshot.sources] },
    },
    target: await targetOf(settings),
  };
}

function partOf({
  counts,
  findings,
  confirmations,
  grants,
  guardrails,
  fingerprint,
}: Plan): Pick<PlanHeader, 'counts' | 'findings' | 'confirmations' | 'grants' | 'guardrails' | 'fingerprint'> {
  return {
    counts,
    findings: [...findings],
    ...(confirmations.length === 0 ? {} : { confirmations: [...confirmations] }),
    ...(grants.length === 0 ? {} : { grants: [...grants] }),
    guardrails: [...guardrails],
    fingerprint,
  };
}

/** An observation that is still to come would never be stale. More than the skew of clocks is a slip of the pen. */
function refuseFuture({ observedAt }: Snapshot, now: Instant): void {
  if (observedAt <= now + CLOCK_SKEW) return;
  throw new EndOfCommand(
    `the directory says that it was observed at ${formatInstant(observedAt)}, which is in the future; correct observedAt in mfactl.yaml, the date in the file names, or the clock.`,
  );
}

/** An instant before the directory was observed is the past, of which the directory of today tells nothing. */
export function refusePast(asOf: Instant | null, { observedAt }: Pick<Snapshot, 'observedAt'>): void {
  if (asOf === null || asOf >= observedAt) return;
  const instant = formatInstant(asOf);
  throw new EndOfCommand(
    `--as-of ${instant} is earlier than the directory was observed (${formatInstant(observedAt)}). For the past use "mfactl audit --at ${instant}".`,
  );
}

/** How accounts without an organisation are named: a blank name would more likely be a variable that was not set. */
export const NO_ORGANISATION = '(none)';

/** The part of the tenant that options name; null for all of it. */
export function planScope(options: {
  organisation?: string[];
  unit?: string[];
  userPolicy?: string[];
}): PlanScope | null {
  const { organisation = [], unit = [], userPolicy = [] } = options;
  if (organisation.length + unit.length + userPolicy.length === 0) return null;
  const blank =
    unit.some((path) => unitSegments(path).length === 0) ||
    [...organisation, ...userPolicy].some((name) => name.trim() === '');
  if (blank)
    throw new EndOfCommand(
      'a blank organisation, unit or user policy matches no account; leave the option out to plan for all accounts.',
    );
  return {
    organisations: organisation.map((name) => (name === NO_ORGANISATION ? '' : foldCode(name))),
    units: unit,
    userPolicies: userPolicy,
  };
}

/** A name of `--organisation`, `--unit` or `--user-policy` that matches nobody is likely a slip, and ends the command. */
export function refuseUnknown({ header: { scope }, snapshot: { population } }: Planned): void {
  if (scope === null) return;
  const { organisation, unit, userPolicy } = population.columns;
  const matches = (part: Partial<PlanScope>): boolean => {
    const includes = scopeFilter(population, { ...scope, units: [], userPolicies: [], ...part });
    return anyRow(population.size, includes);
  };
  for (const code of scope.organisations)
    if (!matches({ organisations: [code] })) throw new EndOfCommand(nobody('organisation', code, organisation.values));
  for (const path of scope.units)
    if (!matches({ units: [path] })) throw new EndOfCommand(nobody('unit', path, unit.values));
  for (const name of scope.userPolicies)
    if (!matches({ userPolicies: [name] })) throw new EndOfCommand(nobody('user policy', name, userPolicy.values));
}

function anyRow(size: number, includes: (row: number) => boolean): boolean {
  for (let row = 0; row < size; row++) if (includes(row)) return true;
  return false;
}

function nobody(what: string, name: string, known: readonly string[]): string {
  return `no account of the directory matches the ${what} "${printable(name)}"${suggestion(name, known) || '. Check the name.'}`;
}
