import { NO_PAST } from '../../decide/context.ts';
import { handedOverOf } from '../../ledger/pending.ts';
import { observedBy } from '../../plan/handed-over.ts';
import { stepsOf } from '../../history/level-steps.ts';
import { timelineOf } from '../../history/timeline.ts';
import { type CommitLine, readCommits } from '../../git/commits.ts';
import { type HistoryPlace, findHistory } from '../../git/answers.ts';
import { policyLine } from '../../history/policy-line.ts';
import { gitState } from '../../git/state.ts';
import { folderName } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { CommitFacts } from '../../report/account/commit.ts';
import type { HistoryEvent } from '../../report/account/history.ts';
import { eventsInOrder, historyJson, movedRemarks, renderHistory, runEvent } from '../../report/account/history.ts';
import { paint } from '../../report/markup/terminal.ts';
import { readHeldLedger } from '../../session/ledger.ts';
import { type Subject, findSubject } from './history-subject.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { readDirectory } from '../../session/planning.ts';
import { cutRemarks, factsOf } from '../../session/provenance.ts';
import { type GlobalOptions, maskOf, maskedIo, openSettings } from '../../session/workspace.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

interface HistoryOptions extends GlobalOptions {
  readonly address: string;
  readonly json?: boolean;
}

/** Tells what the policies wanted of an account over time, and what was done: from git and the ledger. */
export async function history(io: Io, options: HistoryOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const snapshot = await readDirectory(io, settings);
  const held = await readHeldLedger(settings, io.now());
  const subject = await findSubject(io, settings, snapshot, held, options.address, mask);
  const observedAt = observedBy(snapshot, handedOverOf(held.ledger));
  const told = await policyEvents(io, settings, subject, { ...snapshot, observedAt });
  const events = eventsInOrder([...told.events, ...subject.runs.map((run) => runEvent(run, observedAt))]);
  const remarks = [...told.remarks, ...movedRemarks(subject.account, subject.runs), ...held.remarks];
  const data = { account: subject.account, source: subject.source, events, remarks };
  if (options.json === true) await io.out(`${historyJson(data, mask)}\n`);
  else {
    const text = renderHistory(data, { paint: paint(io.colour.out), mask, timezone: told.timezone });
    await maskedIo(io, mask).out(text);
  }
  return EXIT.done;
}

interface Told {
  readonly events: readonly HistoryEvent[];
  readonly remarks: readonly string[];
  readonly timezone: string;
}

/** What git tells of an account. */
async function policyEvents(
  io: Io,
  settings: ResolvedSettings,
  { account, runs }: Subject,
  { statusEvidence, observedAt }: Snapshot,
): Promise<Told> {
  const found = await findHistory(settings.root);
  if ('missing' in found)
    return { events: [], remarks: [`${found.missing}; this history comes from the ledger only.`], timezone: 'UTC' };
  const { place } = found;
  const line = await readCommits(place, place.head);
  const { versions, invalid } = await policyLine(
    place,
    line,
    folderName(settings.policies),
    account.organisation,
    io.now(),
  );
  const named = versions.map((version) => ({ ...version, commit: factsOf(line, version.commit.id) as CommitFacts }));
  const turns = timelineOf(account, named, stepsOf(runs, observedAt), { statusEvidence, ...NO_PAST }, io.now());
  return {
    events: [
      ...turns.map((turn) => ({ at: turn.at, kind: turn.cause, turn })),
      ...invalid.map((each) => ({
        ...each,
        kind: 'invalid' as const,
        commit: factsOf(line, each.commit.id) as CommitFacts,
      })),
    ],
    remarks: await policyRemarks(settings, place, line),
    timezone: versions.at(-1)?.policies.tenant.timezone ?? 'UTC',
  };
}

async function policyRemarks(settings: ResolvedSettings, place: HistoryPlace, line: CommitLine): Promise<string[]> {
  const { dirty } = await gitState(settings.root, settings.policies);
  return [
    'a policy counts from the time its commit came to this branch. The unit, type, status and roles of the account are those that the directory shows now.',
    ...(dirty
      ? ['the policies in this folder have changes that are not committed; this history leaves them out.']
      : []),
    ...cutRemarks(place, line),
  ];
}
