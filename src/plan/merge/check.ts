import type { PlanHeader } from '../../generated/plan.ts';
import type { Instant } from '../../model/account.ts';
import { nextInstant } from '../../decide/turning-points.ts';
import type { Policies } from '../../model/policies.ts';
import { HOUR } from '../../model/time.ts';

/** A plan of a part of a tenant, and what people call it. */
export interface NamedHeader {
  readonly name: string;
  readonly header: PlanHeader;
}

/** Parts that were made further apart than this are not of one state. */
const APART = HOUR;

/** Every reason not to join some plans into one; empty where there is none. */
export function mergeProblems(parts: readonly [NamedHeader, ...NamedHeader[]], policies: Policies): string[] {
  return [
    ...originProblems(parts),
    ...scopeProblems(parts),
    ...timeProblems(parts, policies),
    ...historyProblems(parts),
  ];
}

/** What all parts were made from and for must be the same. */
function originProblems([first, ...others]: readonly [NamedHeader, ...NamedHeader[]]): string[] {
  const same: readonly (readonly [string, (header: PlanHeader) => unknown])[] = [
    ['policies', ({ policy }) => policy],
    ['state of the directory', ({ directory: { kind, name, digest } }) => [kind, name, digest]],
    ['target', ({ target }) => target],
    ['version of mfactl', ({ tool }) => tool],
  ];
  return others.flatMap(({ name, header }) =>
    same
      .filter(([, of]) => JSON.stringify(of(header)) !== JSON.stringify(of(first.header)))
      .map(([what]) => `${name} and ${first.name} were not made with the same ${what}; make both again`),
  );
}

/** Each part is about whole organisations, and no two about the same. */
function scopeProblems(parts: readonly NamedHeader[]): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  for (const { name, header } of parts) {
    if (header.undoes !== null)
      problems.push(
        `${name} takes back the run ${header.undoes}, and such a plan cannot be joined with others; apply it by itself`,
      );
    const { organisations = [], units = [], userPolicies = [] } = header.scope ?? {};
    if (organisations.length === 0 || units.length + userPolicies.length > 0)
      problems.push(
        `${name} is not a plan of whole organisations; make it with --organisation, without --unit and --user-policy`,
      );
    for (const code of organisations) {
      const owner = owners.get(code);
      if (owner !== undefined)
        problems.push(`${name} and ${owner} both cover organisation ${code || '(none)'}; leave it out of one of them`);
      owners.set(code, name);
    }
  }
  return problems;
}

/** The parts need not be made in one instant, but nothing that the policies say may have changed in between. */
function timeProblems([first, ...others]: readonly [NamedHeader, ...NamedHeader[]], policies: Policies): string[] {
  const isForecast = ({ asOf, madeAt }: PlanHeader): boolean => asOf !== madeAt;
  const all = [first, ...others];
  if (all.some(({ header }) => isForecast(header))) {
    const mixed = others.filter(
      ({ header }) => header.asOf !== first.header.asOf || isForecast(header) !== isForecast(first.header),
    );
    return mixed.map(
      ({ name }) => `${name} and ${first.name} are for different times; make both with the same --as-of`,
    );
  }
  const instants = all.map(({ header }): Instant => Date.parse(header.madeAt));
  const [earliest, latest] = [Math.min(...instants), Math.max(...instants)];
  if (latest - earliest > APART)
    return ['more than an hour passed between the first plan and the last; make all of them again'];
  const changed = nextInstant(policies, earliest);
  if (changed === null || changed > latest) return [];
  return ['a rule or an exception began or ended between the first plan and the last; make all of them again'];
}

/** An apply in between would be counted by some parts only, as would a raised limit. */
function historyProblems(parts: readonly NamedHeader[]): string[] {
  const seen = parts.map(({ header }) =>
    JSON.stringify([
      loosenedBefore(header),
      header.guardrails.filter(({ organisation }) => organisation === null).map(({ id, limit }) => [id, limit]),
    ]),
  );
  return new Set(seen).size > 1
    ? ['an apply changed accounts between the first plan and the last; make all of them again']
    : [];
}

/** How many accounts the last 24 hours loosened, as a plan knew it. */
export function loosenedBefore({ guardrails, counts }: PlanHeader): number {
  const total = guardrails.find(({ id, organisation }) => id === 'loosen' && organisation === null);
  return (total?.measure ?? 0) - (counts.byDirection['loosen'] ?? 0);
}
