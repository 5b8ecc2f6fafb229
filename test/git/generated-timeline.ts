import type { KnownArrival } from './generated-writer.ts';
import type { Level, Organisation } from './generated-model.ts';

/** An event of `history --json`, as far as the generator knows it. */
export interface TimelineEvent {
  readonly at: string;
  readonly kind: string;
  readonly after: { readonly level: string; readonly status: string };
  readonly commit: { readonly id: string; readonly author: string; readonly pullRequest: number | null };
}

/** What the generator knows of a user: each turn, and each commit with an error, in the words of `history`. */
export function expectedTimeline(
  arrivals: readonly KnownArrival[],
  code: string,
  user: string,
  until: number,
): unknown[] {
  const own = arrivals.filter(({ organisation }) => organisation === null || organisation.code === code);
  const told: { at: number; cells: unknown[] }[] = [];
  const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
  let holds: { organisation: Organisation | null; commit: KnownArrival['commit'] } | null = null;
  let last: string | null = null;
  const look = (at: number, kind: 'policy' | 'time'): void => {
    if (holds === null) return;
    const { level, exempt } = wanted(holds.organisation, user, at);
    // The status tells an exception from a level of that name.
    if (`${level} ${exempt}` === last) return;
    last = `${level} ${exempt}`;
    const { id, author, pullRequest } = holds.commit;
    told.push({ at, cells: [instant(at), kind, level, ...(kind === 'policy' ? [id, author, pullRequest] : [])] });
  };
  own.forEach(({ at, organisation, commit }, i) => {
    if (organisation?.broken === true) told.push({ at, cells: [instant(at), 'invalid', commit.id] });
    else {
      holds = { organisation, commit };
      look(at, 'policy');
    }
    const end = Math.min(own[i + 1]?.at ?? until, until);
    for (const boundary of boundaries(holds?.organisation ?? null, user))
      if (at < boundary && boundary <= end) look(boundary, 'time');
  });
  const rank = ({ cells }: { cells: unknown[] }): number => (cells[1] === 'invalid' ? 0 : 1);
  return told.sort((a, b) => a.at - b.at || rank(a) - rank(b)).map(({ cells }) => cells);
}

function boundaries(organisation: Organisation | null, user: string): number[] {
  const own = (organisation?.entries ?? []).filter((entry) => entry.user === user);
  return own.flatMap(({ startsAt, expiresAt }) => [startsAt, expiresAt]).sort((a, b) => a - b);
}

function wanted(organisation: Organisation | null, user: string, at: number): { level: Level; exempt: boolean } {
  if (organisation === null) return { level: 'standard', exempt: false };
  const exempt = organisation.entries.some(
    (entry) => entry.user === user && entry.startsAt <= at && at < entry.expiresAt,
  );
  if (exempt) return { level: 'disabled', exempt };
  return { level: (user === 'bob' ? organisation.unit : null) ?? organisation.level, exempt };
}
