/** Edits by chance of what a ledger holds, and what only a kept head can show of them. */
import { ChangeCounts } from '../../../src/plan/file/claims.ts';
import { Fingerprint } from '../../../src/plan/fingerprint.ts';
import type { PlanChunk } from '../../../src/generated/plan.ts';
import type { Random } from '../../example/random.ts';
import type { Members } from '../resealed.ts';

/** An edited list of lines; `member` is the last name on the way to what was edited, `(line)` for a whole line. */
export interface Edited {
  readonly lines: Members[];
  readonly member: string;
}

type Path = readonly (string | number)[];

/** Every value below one, with the way to it. */
function* placesIn(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  if (path.length > 0) yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function nameOf(path: Path): string {
  return path.findLast((step) => typeof step === 'string') ?? '(line)';
}

/** One edit somewhere: a line goes, comes twice or changes its place, or a value in a line becomes another one. */
export function editByChance(random: Random, before: readonly Members[]): Edited {
  const lines = structuredClone(before) as Members[];
  const at = random.below(lines.length);
  if (random.below(6) === 0) {
    const line = lines[at] as Members;
    const edits = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, line),
      () => lines.splice(random.below(lines.length), 0, ...lines.splice(at, 1)),
    ];
    random.pick(edits)();
    return { lines, member: '(line)' };
  }
  const { path, value } = random.pick([...placesIn(lines[at])]);
  const parent = path.slice(0, -1).reduce<unknown>((inner, step) => (inner as Members)[step], lines[at]) as Members;
  const key = path.at(-1) as string;
  const others = lines.flatMap((line) => [...placesIn(line)].filter((place) => nameOf(place.path) === nameOf(path)));
  parent[key] = structuredClone(
    anotherValue(
      random,
      value,
      others.map((place) => place.value),
    ),
  );
  return { lines, member: nameOf(path) };
}

function anotherValue(random: Random, value: unknown, others: readonly unknown[]): unknown {
  if (random.below(2) === 0) return random.pick(others);
  if (typeof value === 'number') return Math.max(0, value + random.pick([-1, 1]));
  if (typeof value === 'boolean') return !value;
  if (value === null) return 'somebody.else@nhs.net';
  if (typeof value === 'string') return /^\d{4}-/.test(value) ? '2026-11-24T09:00:01Z' : `${value}x`;
  if (Array.isArray(value)) return random.pick([value.slice(1), [...value, ...value.slice(0, 1)], value.toReversed()]);
  const members = Object.entries(value as Members);
  return Object.fromEntries(random.pick([members.slice(1), [...members, ['lie', 1]]]));
}

/** Makes fingerprint and counts of a plan fit its changes again. */
export function withClaims(lines: readonly Members[]): Members[] {
  const [header = {}, ...chunks] = lines;
  const fingerprint = new Fingerprint();
  const counts = new ChangeCounts();
  const by = { byAction: {}, byDirection: {}, byOrganisation: {} } as Record<string, Record<string, number>>;
  let changes = 0;
  for (const chunk of chunks as unknown as PlanChunk[])
    for (const change of chunk.changes) {
      fingerprint.add(chunk, change);
      counts.add(chunk, change);
      changes++;
      const keys = { byAction: chunk.action, byDirection: change.direction, byOrganisation: chunk.organisation };
      for (const [name, key] of Object.entries(keys)) (by[name] ??= {})[key] = (by[name]?.[key] ?? 0) + 1;
    }
  const all = { ...(header['counts'] as Members), changes, ...by };
  return [{ ...header, counts: all, fingerprint: fingerprint.value() }, ...chunks];
}

/**
 * Plan and journal are what everything else is made from. Where one is edited and all that follows is made again, by
 * mfactl itself, the result is the ledger of another run that could have been. Only a head that was kept before shows
 * that. Each member for which that is so, by file, with what still binds it.
 */
export const ONLY_A_HEAD: Readonly<Record<'plan' | 'journal' | 'ledger', Readonly<Record<string, string>>>> = {
  plan: {
    // who and when
    tool: 'nothing else tells the version that planned',
    digest: 'of the directory and the policies: nothing of either is kept',
    commit: 'must be on the protected branch, where there is git',
    dirty: 'nothing of the work tree is kept',
    name: 'of the directory or the target: the ledger does not say which is its own',
    kind: 'of the directory or the target: the ledger does not say which is its own',
    observedAt: 'the directory is not kept',
    undoes: 'the hold behind the run must follow from it',
    scope: 'the directory is not kept, so nobody can tell what was left out',
    sources: 'the directory is not kept; side files must say the same',
    // what was counted in the directory
    accounts: 'the directory is not kept; where it is in a chunk, the journal must tell of the same account',
    managed: 'the directory is not kept',
    relabels: 'the directory is not kept',
    byCause: 'causes follow from earlier policies and directories',
    byStatus: 'the directory is not kept',
    accountsByOrganisation: 'the directory is not kept; the side file must say the same',
    findings: 'findings are made from policies and directory',
    guardrails: 'guardrails are made from policies and directory',
    // what was to be done, and why
    withheld: 'a chunk that was withheld has no outcomes, and the first line of the journal counts the others',
    organisation: 'where intents name the same',
    unit: 'the directory is not kept',
    cause: 'causes follow from earlier policies and directories',
    validUntil: 'decisions follow from policies and directory',
    status: 'level, action and direction follow from each other; the text of a status does only in part',
    because: 'decisions follow from policies and directory',
    changes: 'of a chunk that was withheld: no outcome can tell of them',
    account: 'an account that was withheld has no outcome that could tell of another',
    address: 'an account that was withheld has no outcome that could tell of another',
    id: 'an account that was withheld has no outcome that could tell of another',
  },
  journal: {
    at: 'times that run forward are as good as the true ones',
    actor: 'nothing else tells who applied',
    approvers: 'nothing else tells who approved',
    host: 'nothing else tells the machine',
    tool: 'nothing else tells the version',
    outcome: 'to another outcome that this account could have had',
    reason: 'to another reason for the same outcome',
    evidence: 'to another evidence that this account could have',
    problem: 'as its members',
    code: 'of a problem: what the directory said is kept nowhere else',
    retryable: 'of a problem: what the directory said is kept nowhere else',
    uncertain: 'of a problem: what the directory said is kept nowhere else',
    says: 'texts are for people',
    '(line)': 'a resumption can be left out or moved: no outcome hangs on it',
  },
  ledger: {
    actor: 'of a line that accepts: nothing else tells who did',
    approvers: 'of a line that accepts: nothing else tells who approved',
    reason: 'of a line that accepts: a person wrote it',
    at: 'of a line that accepts: a time that runs forward is as good as the true one',
    accepts: 'of a line that accepts: what it accepts that is nowhere wrong',
    kind: 'of a line that accepts: what it accepts that is nowhere wrong',
    seq: 'of a line that accepts: what it accepts that is nowhere wrong',
    '(line)': 'a line that accepts what is nowhere wrong can be left out or moved',
  },
};
