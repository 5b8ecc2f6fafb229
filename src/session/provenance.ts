import type { Origin, TraceLine } from '../model/account.ts';
import { type CommitLine, pullRequestOf, readCommits } from '../git/commits.ts';
import { findHistory, type HistoryPlace } from '../git/answers.ts';
import { ruleCommits, textsAt } from '../history/rule-commit.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { type CommitFacts, shortId } from '../report/account/commit.ts';
import { formatInstant } from '../model/time.ts';
import { sourceText } from './workspace.ts';

/** What git knows of the commit behind a rule; null: it is not committed. */
export type Provenance = ReadonlyMap<Origin, CommitFacts | null>;

/** Finds commits behind rules. */
export interface ProvenanceFinder {
  /** Null where there is no history to look at. */
  readonly history: { readonly place: HistoryPlace; readonly line: CommitLine } | null;
  /** What people must know of the history: that there is none, or where it is cut. */
  readonly remarks: readonly string[];
  /** The commits behind the rules that lines of a trace name; nothing of a rule whose file is not there. */
  readonly of: (lines: readonly TraceLine[]) => Promise<Provenance>;
}

/**
 * Opens the history of the policies as it led to `revision`, a whole id; null: to the work tree.
 */
export async function openProvenance(settings: ResolvedSettings, revision: string | null): Promise<ProvenanceFinder> {
  const found = await findHistory(settings.root);
  if ('missing' in found) return { history: null, remarks: [`${found.missing}.`], of: async () => new Map() };
  const { place } = found;
  const line = await readCommits(place, revision ?? place.head);
  const of = async (lines: readonly TraceLine[]): Promise<Provenance> => {
    const origins = [...new Set(lines.flatMap(({ policy }) => policy ?? []))];
    const texts = await textsOf(
      settings,
      place,
      revision,
      origins.map((origin) => placeOf(origin).path),
    );
    const queries = origins.flatMap((origin) => {
      const { path, number } = placeOf(origin);
      const text = texts.get(path);
      return text === undefined ? [] : [{ origin, path, line: number, text }];
    });
    const ids = await ruleCommits(place, line, queries);
    return new Map(
      queries.map(({ origin }, i) => {
        const id = ids[i] ?? null;
        return [origin, id === null ? null : factsOf(line, id)] as const;
      }),
    );
  };
  return { history: { place, line }, remarks: cutRemarks(place, line), of };
}

/** `policies/tenant.yaml:5` */
function placeOf(origin: Origin): { path: string; number: number } {
  const colon = origin.lastIndexOf(':');
  return { path: origin.slice(0, colon), number: Number(origin.slice(colon + 1)) };
}

async function textsOf(
  { root }: ResolvedSettings,
  place: HistoryPlace,
  revision: string | null,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (revision !== null) return textsAt(place, revision, paths);
  return new Map(
    paths.flatMap((path) => {
      const text = sourceText(root, path);
      return text === null ? [] : [[path, text] as const];
    }),
  );
}

/** A commit of a line as people see it. */
export function factsOf(line: CommitLine, id: string): CommitFacts | null {
  const commit = line.commits.get(id);
  return commit === undefined ? null : { ...commit, pullRequest: pullRequestOf(line, id) };
}

/** What a clone that was not fetched whole must say of itself. */
export function cutRemarks({ shallow }: HistoryPlace, { arrivals: [first] }: CommitLine): string[] {
  if (!shallow || first === undefined) return [];
  return [
    `the history of this clone starts at ${shortId(first.commit.id)} of ${formatInstant(first.commit.date)}, so older rules are shown as if they came with that commit; get the rest with "git fetch --unshallow".`,
  ];
}
