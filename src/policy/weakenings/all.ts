/** All that a change of policies makes weaker, in words, with who may approve it. */
import type { Instant } from '../../model/account.ts';
import { type CommittedFile, codeownersChanged, ownersReader } from './codeowners.ts';
import { exceptionRulesRelaxed } from './exception-rules.ts';
import { levelsThatFall } from './levels.ts';
import { guardrailsRaised, overridesAdded } from './limits.ts';
import { accountsProtected, approversAdded, statusesNotManaged, typesNotManaged } from './managed.ts';
import { rolesThatProtectLess } from './roles.ts';
import { wavesMoved } from './rollout.ts';
import { settingsChanged } from './settings-file.ts';
import { type Compared, type FindWeakenings, type Weakening, canonicalText } from './weakening.ts';
import type { LoadedTest } from '../load.ts';

/** What a commit says: its policies, and the files beside them that can undo them. Null where a file is not there. */
export interface PolicyState {
  readonly loaded: Compared;
  readonly settings: CommittedFile | null;
  readonly codeowners: CommittedFile | null;
  /** Where the policy repository lies in its clone: `infra/`, or blank for the top. CODEOWNERS counts from the top. */
  readonly prefix: string;
}

/** A weakening with those who may approve it: whom CODEOWNERS of the old state names for the file. Empty: nobody is named. */
export interface ToldWeakening extends Weakening {
  readonly approvers: readonly string[];
}

/** Invariants and policy tests: what nobody checks any more. One with another name and the same content is still there. */
const invariantsRemoved: FindWeakenings = (before, after) => {
  const content = ({ invariant: { when, then } }: (typeof before.invariants)[number]): string =>
    canonicalText([when ?? {}, then]);
  const kept = new Set(after.invariants.map(content));
  return before.invariants
    .filter((one) => !kept.has(content(one)))
    .map(({ invariant, origin }): Weakening => {
      const changed = after.invariants.find((one) => one.invariant.name === invariant.name);
      const says =
        changed === undefined
          ? `The invariant "${invariant.name}" is removed: nothing proves it any more.`
          : `The invariant "${invariant.name}" says something else than before.`;
      return { kind: 'invariant-removed', organisation: null, says, place: changed?.origin ?? origin };
    });
};

/** Cases count, not documents: a case that stands in another test is still there. */
const testsRemoved: FindWeakenings = (before, after) => {
  const kept = new Set(after.tests.flatMap(casesOf));
  return before.tests.flatMap((loaded): Weakening[] => {
    const gone = casesOf(loaded).flatMap((content, i) => (kept.has(content) ? [] : [i]));
    const [first] = gone;
    if (first === undefined) return [];
    const { test, origin, caseOrigins } = loaded;
    const still = after.tests.some((other) => other.test.name === test.name);
    const cases = gone.length === 1 ? 'one of its cases' : `${gone.length} of its cases`;
    const says = still
      ? `The test "${test.name}" no longer checks ${cases} as before.`
      : `The test "${test.name}" is removed.`;
    return [{ kind: 'test-removed', organisation: null, says, place: still ? (caseOrigins[first] ?? origin) : origin }];
  });
};

function casesOf({ test: { at, accounts } }: LoadedTest): string[] {
  return accounts.map((one) => canonicalText({ at, ...one }));
}

/** What reaches most people stands first. To add a comparison: a function in this folder, and one line here. */
const COMPARISONS: readonly FindWeakenings[] = [
  typesNotManaged,
  statusesNotManaged,
  levelsThatFall,
  rolesThatProtectLess,
  wavesMoved,
  accountsProtected,
  exceptionRulesRelaxed,
  approversAdded,
  guardrailsRaised,
  overridesAdded,
  invariantsRemoved,
  testsRemoved,
];

/** Everything that protects less in `after` than in `before`, from `now` on. */
export function weakenings(before: PolicyState, after: PolicyState, now: Instant): ToldWeakening[] {
  const found = [
    ...COMPARISONS.flatMap((compare) => compare(before.loaded, after.loaded, now)),
    ...settingsChanged(before.settings, after.settings),
    ...codeownersChanged(before.codeowners, after.codeowners),
  ];
  const ownersOf = ownersReader(before.codeowners?.text ?? '');
  return found.map((weakening) => {
    const path = weakening.place.replace(/:\d+$/, '');
    return { ...weakening, approvers: ownersOf(path === before.codeowners?.name ? path : `${before.prefix}${path}`) };
  });
}
