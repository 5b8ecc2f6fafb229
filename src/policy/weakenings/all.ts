/** All that a change of policies makes weaker, in words, with who may approve it. */
import type { Instant } from '../../model/account.ts';
import { type CommittedFile, codeownersChanged, ownersReader } from './codeowners.ts';
import { exceptionRulesRelaxed } from './exception-rules.ts';
import { levelsThatFall } from './levels.ts';
import { guardrailsRaised, overridesAdded } from './limits.ts';
import { accountsProtected, approversAdded, statusesNotManaged, typesNotManaged } from './managed.ts';
import { invariantsRemoved, testsRemoved } from './proofs.ts';
import { rolesThatProtectLess } from './roles.ts';
import { wavesMoved } from './rollout.ts';
import { settingsChanged } from './settings-file.ts';
import type { Compared, FindWeakenings, Weakening } from './weakening.ts';

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
