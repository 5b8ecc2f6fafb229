/** What somebody changed in the directory, as edits of the policies that would ask for it: drafted, tried, then told. */
import { diffLines } from 'diff';
import type { PlanChange, PlanChunk } from '../../generated/plan.ts';
import { wantedChanges } from '../../plan/wanted.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import { counted } from '../../report/markup/numbers.ts';
import { type Mask, showAddresses } from '../../report/markup/mask.ts';
import { checkEdits, type PolicyEdit } from '../../session/edits.ts';
import { accountAt } from '../../snapshot/population.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import { decide } from '../../decide/decide.ts';
import { type EditDraft, type Drifted, entryDraft, levelDrafts, refusal, removalDraft, type Scene } from './drafts.ts';

/** An edit of the policies that would ask for what somebody did in the directory. */
export interface Proposal {
  /** The file to edit, with a line where there is one already. */
  readonly where: string;
  readonly says: string;
  /** The lines to put there, valid as they are; null where something is to be taken away. */
  readonly yaml: string | null;
  readonly accounts: readonly string[];
}

/** Accounts for which no edit is proposed, and why. */
export interface Unproposed {
  readonly accounts: readonly string[];
  readonly says: string;
}

export interface Proposals {
  readonly proposals: readonly Proposal[];
  readonly unproposed: readonly Unproposed[];
}

/** What became of a draft: what the policies are with it, or why it is not proposed. */
type Tried = { readonly draft: EditDraft; readonly refused: string | null };

/** A unit in which this many accounts were set alike is proposed as a unit, not account by account. */
const ALIKE = 5;

/**
 * Proposals for changes of cause drift. Each was loaded with the policies as they are, and takes the drift away; one
 * that is a comment alone, for a person to complete, is valid too.
 */
export function draftProposals(scene: Scene, chunks: Iterable<PlanChunk>, mask: Mask): Proposals {
  const tried: Tried[] = [];
  const single: EditDraft[] = [];
  for (const group of groupsOf(scene, chunks)) {
    const together = levelFor(scene, group);
    const one = group.action === 'except' ? removalDraft : entryDraft;
    if (together === null) single.push(...group.drifted.map((drifted) => one(scene, drifted)));
    else tried.push(together);
  }
  tried.push(
    ...tryAll(
      scene,
      single.toSorted((a, b) => b.number - a.number),
    ),
  );
  return {
    proposals: tried.flatMap(({ draft, refused }) => (refused === null ? [tell(scene, draft, mask)] : [])),
    unproposed: tried.flatMap(({ draft, refused }) =>
      refused === null ? [] : [{ accounts: addressesOf(draft, mask), says: refused }],
    ),
  };
}

/** One level for all accounts of a group; null where each of them gets or loses an exception. */
function levelFor(scene: Scene, { action, drifted }: Group): Tried | null {
  const [{ account, level }] = drifted as [Drifted, ...Drifted[]];
  if (action === 'except') return null;
  if (level === 'unknown') {
    const says = 'The directory does not tell the level, so no policy can ask for it.';
    return { draft: refusal(drifted, says), refused: says };
  }
  if (level !== 'disabled') return bestLevel(scene, levelDrafts(scene, drifted, level));
  if (account.unit === '' || drifted.length < ALIKE) return null;
  const best = bestLevel(scene, levelDrafts(scene, drifted, level));
  return best.refused === null ? best : null;
}

interface Group {
  readonly action: string;
  readonly drifted: Drifted[];
}

/** Accounts of one organisation and unit that were set alike, in the order of the plan. */
function groupsOf({ snapshot }: Scene, chunks: Iterable<PlanChunk>): Iterable<Group> {
  const rowOf = rowFinder(snapshot.population);
  const groups = new Map<string, Group>();
  for (const chunk of chunks) {
    for (const change of chunk.changes as PlanChange[]) {
      if (change.cause !== 'drift' || chunk.action === 're-enrol') continue;
      const key = [chunk.organisation, chunk.action, change.before.level, change.unit].join('\n');
      const group = groups.get(key) ?? { action: chunk.action, drifted: [] };
      const account = accountAt(snapshot.population, rowOf(change.account));
      group.drifted.push({ account, level: change.before.level });
      groups.set(key, group);
    }
  }
  return groups.values();
}

/** The narrowest level that takes the drift away: the one that changes the fewest other accounts. */
function bestLevel(scene: Scene, drafts: readonly EditDraft[]): Tried {
  const before = changedRows(scene, scene.policies.loaded);
  let best: (Tried & { others: number }) | null = null;
  let refused: Tried | null = null;
  for (const draft of drafts) {
    const [tried] = tryAll(scene, [draft]) as [Tried];
    refused ??= tried;
    const checked = tried.refused === null ? checkEdits(scene.io, scene.policies, editsOf(scene, [draft])) : null;
    if (checked?.ok !== true) continue;
    const others = [...changedRows(scene, checked.value)].filter((row) => !before.has(row)).length;
    if (best === null || others < best.others) best = { ...tried, others };
  }
  if (best === null) return refused as Tried;
  if (best.others === 0) return best;
  const { draft, others } = best;
  if (draft.level === 'disabled')
    return { draft, refused: `A level for all of them would change ${counted(others, 'other account')}.` };
  return {
    draft: { ...draft, says: `${draft.says} This also changes ${counted(others, 'other account')}.` },
    refused: null,
  };
}

function changedRows({ snapshot, context }: Scene, { policies }: LoadedPolicies): Set<number> {
  const { changes } = wantedChanges(snapshot, policies, context, { handedOver: [], madeAt: context.now });
  return new Set(Array.from({ length: changes.size }, (_, index) => changes.at(index).row));
}

/** Loads the policies with all drafts at once, and in halves where that fails: one at a time would take hours. */
function tryAll(scene: Scene, drafts: readonly EditDraft[]): Tried[] {
  const sound = drafts.filter(({ refused }) => refused === null);
  const unsound = drafts.filter(({ refused }) => refused !== null);
  return [...tryHalves(scene, sound), ...unsound.map((draft) => ({ draft, refused: draft.refused }))];
}

function tryHalves(scene: Scene, drafts: readonly EditDraft[]): Tried[] {
  const [first] = drafts;
  if (first === undefined) return [];
  const checked = checkEdits(scene.io, scene.policies, editsOf(scene, drafts));
  if (checked.ok) return drafts.map((draft) => ({ draft, refused: leftOver(scene, draft, checked.value) }));
  if (drafts.length === 1) {
    const [wrong] = checked.diagnostics;
    return [{ draft: first, refused: `The edit would not be valid: ${wrong?.message}` }];
  }
  const half = Math.ceil(drafts.length / 2);
  return [...tryHalves(scene, drafts.slice(0, half)), ...tryHalves(scene, drafts.slice(half))];
}

/** Why an edit does not take the drift away, such as a role that has a floor; null where it does. A comment changes nothing. */
function leftOver({ context }: Scene, { drifted, level }: EditDraft, { policies }: LoadedPolicies): string | null {
  if (level === null) return null;
  for (const { account } of drifted) {
    const { action, because } = decide(account, policies, context);
    if (action !== 'none')
      return `No edit of levels or exceptions would keep this: ${because.at(-1)?.says ?? 'the rules forbid it'}.`;
  }
  return null;
}

function editsOf({ policies }: Scene, drafts: readonly EditDraft[]): PolicyEdit[] {
  const edits = new Map<string, PolicyEdit>();
  for (const { path, before, change } of drafts) {
    const name = `${policies.name}/${path}`;
    edits.set(path, { path: name, before, after: change(edits.get(path)?.after ?? before, showAddresses) });
  }
  return [...edits.values()];
}

/** The proposal as people read it: the same edit, made with masks in place of addresses. */
function tell({ policies }: Scene, draft: EditDraft, mask: Mask): Proposal {
  const { path, line, before, says } = draft;
  const parts = diffLines(before ?? '', draft.change(before, mask)).filter(({ added }) => added);
  return {
    where: `${policies.name}/${path}${line === null ? '' : `:${line}`}`,
    says,
    yaml: parts.length === 0 ? null : parts.map(({ value }) => value).join(''),
    accounts: addressesOf(draft, mask),
  };
}

function addressesOf({ drifted }: EditDraft, mask: Mask): string[] {
  return drifted.map(({ account }) => mask(account.address));
}
