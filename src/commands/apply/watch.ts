import type { Instant } from '../../model/account.ts';
import { nextInstant } from '../../decide/turning-points.ts';
import { type GitState, gitState } from '../../git/state.ts';
import { formatInstant } from '../../model/time.ts';
import { type LoadedPolicies, loadPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { maskText, maskedJson } from '../../report/markup/mask.ts';
import { askHeartbeat } from '../../session/heartbeat.ts';
import { EXIT, EndOfCommand, type Io, outlivingReader } from '../../session/io.ts';
import type { Clock } from '../../machine/clock.ts';
import { openRunPolicies } from '../../session/ledger.ts';
import { type GlobalOptions, maskOf, openSettings, tell } from '../../session/workspace.ts';
import { sleep } from '../../session/targets.ts';
import { grouped } from '../../report/markup/numbers.ts';
import { join } from 'node:path';
import { applyPlan } from '../../apply/apply.ts';
import type { ApplyResult } from '../../apply/needs.ts';
import { applyNeeds } from '../../session/apply/world.ts';
import { keepPlan } from '../plan/plan.ts';
import { makePlan } from '../../session/planning.ts';
import { cronSchedule, waitUntil } from './schedule.ts';

interface WatchOptions extends GlobalOptions {
  readonly cron: string;
  readonly json?: boolean;
}

/** Why a round takes place: the start, the schedule, an instant that the policies name, or one before that came to nothing. */
type Reason = 'start' | 'schedule' | 'policy' | 'again';

interface Due {
  readonly at: Instant;
  readonly reason: Reason;
}

/** A round that came to nothing (nothing could be read, somebody else applies) is tried again after this many milliseconds. */
const AGAIN_AFTER = 60_000;

/** Keeps the directory as the policies have it until it is told to stop: on a schedule, and whenever the policies change by themselves. */
export async function watch(heard: Io, options: WatchOptions, wait: Clock['sleep'] = sleep): Promise<number> {
  const io = outlivingReader(heard);
  const settings = openSettings(io, options);
  if (settings.reconciler !== 'watch') {
    throw new EndOfCommand(
      'the settings leave reconciling to CI, and only one may do it. Set "reconciler: watch" in mfactl.yaml, and turn off the schedule of CI.',
    );
  }
  let held: Held = {
    loaded: await openRunPolicies(io, settings),
    git: await gitState(settings.root, settings.policies),
  };
  maskOf(io, settings);
  const clock: Clock = { now: () => io.now(), sleep: wait };
  let heartbeat = Promise.resolve();
  let due: Due = { at: io.now(), reason: 'start' };
  for (;;) {
    const next = cronSchedule(options.cron, held.loaded.policies.tenant.timezone);
    if (!(await reached(due.at, clock, io.signal))) break;
    held = await reload(io, settings, held);
    const began = io.now();
    const round = await reconcile(io, settings, held);
    const coming = nextDue(round, began, held.loaded, next);
    await tellRound(io, settings, { due, began, round, coming }, options.json === true);
    if (!isToRepeat(round)) heartbeat = beat(io, settings);
    due = coming;
  }
  await heartbeat;
  io.err('mfactl was told to stop, and has stopped.\n');
  return EXIT.done;
}

/** False where the wait was ended by a signal. */
async function reached(at: Instant, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await waitUntil(at, clock, signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Valid policies, and the commit that they were read at: the folder may be at another one by now. */
interface Held {
  readonly loaded: LoadedPolicies;
  readonly git: GitState;
}

/** The policies as they are on the disk now. Where they are being edited and not valid, the last valid ones hold: lapses must not wait for that. */
async function reload(io: Io, settings: ResolvedSettings, before: Held): Promise<Held> {
  const checked = loadPolicies(settings.root, settings.policies, io.now());
  if (checked.ok) return { loaded: checked.value, git: await gitState(settings.root, settings.policies) };
  tell(io, settings.root, checked.diagnostics, maskOf(io, settings));
  io.err('The policies are not valid, so mfactl goes on with the last valid ones. Correct the errors above.\n');
  return before;
}

function isToRepeat({ result }: Round): boolean {
  return result.exit === EXIT.failed || result.exit === EXIT.stale || result.exit === EXIT.locked;
}

/** What comes first. Counted from the instant that was planned for: what changed while the round ran is due at once. */
function nextDue(
  round: Round,
  began: Instant,
  { policies }: LoadedPolicies,
  scheduled: (after: Instant) => Instant,
): Due {
  const from = round.plannedFor ?? began;
  const dues: Due[] = [{ at: scheduled(from), reason: 'schedule' }];
  const change = nextInstant(policies, from);
  if (change !== null) dues.unshift({ at: change, reason: 'policy' });
  if (isToRepeat(round)) dues.push({ at: began + AGAIN_AFTER, reason: 'again' });
  return dues.reduce((first, due) => (due.at < first.at ? due : first));
}

interface ToldRound {
  readonly due: Due;
  readonly began: Instant;
  readonly round: Round;
  readonly coming: Due;
}

async function tellRound(
  io: Io,
  settings: ResolvedSettings,
  { due, began, round, coming }: ToldRound,
  json: boolean,
): Promise<void> {
  const { exit, run, counts, messages, head } = round.result;
  const late = Math.max(0, began - due.at);
  const mask = maskOf(io, settings);
  const line = json
    ? maskedJson(
        {
          at: formatInstant(began),
          reason: due.reason,
          lateBy: late,
          exit,
          run,
          counts,
          messages,
          head,
          next: formatInstant(coming.at),
        },
        mask,
      )
    : maskText(
        `${formatInstant(began)} ${due.reason}${late < 1000 ? '' : `, ${grouped(Math.round(late / 1000))} s late`}: ${describe(round)} Next at ${formatInstant(coming.at)}.`,
        mask,
      );
  await io.out(`${line}\n`);
}

function describe({ result: { exit, run, counts, messages } }: Round): string {
  const done = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  const what =
    done.length === 0 ? 'nothing to do' : done.map(([name, count]) => `${name} ${grouped(count)}`).join(', ');
  const said = messages.length === 0 ? '' : ` (${messages.join('; ')})`;
  // Whoever is to do the work must learn where it lies.
  if (exit === EXIT.done) return run === null ? 'in sync.' : `run ${run}, ${what}${counts?.handedOver ? said : ''}.`;
  return run === null ? `exit ${exit}${said}.` : `run ${run}, exit ${exit}, ${what}${said}.`;
}

/** Tells a watcher elsewhere that a round took place. It is a warning where that fails, and no round waits for it. */
async function beat(io: Io, { ledger: { heartbeatUrl } }: ResolvedSettings): Promise<void> {
  if (heartbeatUrl === null) return;
  const why = await askHeartbeat(heartbeatUrl, io.signal).catch(() => '');
  if (why !== '') io.err(`warning: mfactl cannot reach the heartbeat at ${new URL(heartbeatUrl).host}: ${why}.\n`);
}

/** What became of one round. */
interface Round {
  readonly result: Pick<ApplyResult, 'exit' | 'run' | 'counts' | 'messages' | 'head'>;
  /** The instant that was planned for; null where no plan was made. */
  readonly plannedFor: Instant | null;
}

/** Below the settings' folder: the plan that is applied, one round's after the other's. */
const PLAN = join('.mfactl', 'watch-plan.ndjson');

/**
 * Plans the whole tenant and applies the plan, by the functions of the commands plan and apply. What the outside
 * refuses ends the round and comes back as its result.
 */
async function reconcile(io: Io, settings: ResolvedSettings, { loaded, git }: Held): Promise<Round> {
  // A round is told in one line; what is told on the way would come between.
  const quiet: Io = { ...io, err: () => undefined, interactive: false };
  let plannedFor: Instant | null = null;
  try {
    const { plan, header } = await makePlan({ ...quiet, err: (text) => io.err(text) }, settings, loaded, { git });
    plannedFor = Date.parse(header.asOf);
    const file = join(settings.root, PLAN);
    await keepPlan(io, file, header, plan);
    const world = { io: quiet, settings, loaded, json: false };
    const needs = await applyNeeds(world, {}, () => undefined, 0);
    return { result: await applyPlan({ file, run: null }, needs, io.signal), plannedFor };
  } catch (error) {
    if (!(error instanceof EndOfCommand) && !io.signal.aborted) throw error;
    return {
      result: { exit: 1, run: null, counts: null, messages: [(error as Error).message], head: null },
      plannedFor,
    };
  }
}
