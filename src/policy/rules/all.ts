import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Rule, RuleInput } from './rule.ts';
import { approverIsKnown, noSelfApproval, somebodyApproves } from './approval.ts';
import { noDuplicateAccountType, noDuplicateUnit, noDuplicateUserPolicy } from './duplicate-names.ts';
import {
  folderHasOrganisation,
  folderMatches,
  noDuplicateOrganisation,
  organisationGuardrailsTighten,
} from './organisations.ts';
import { disabledScopeEnds, looseningHasReason, noEmptyUnitPath, unitDiffersFromParent } from './levels.ts';
import { exceptionsPerUser, noExceptionOverlap } from './exceptions-per-user.ts';
import {
  exceptionEndsAfterStart,
  exceptionHasRequiredFields,
  exceptionIsNotTooLong,
  exceptionReasonIsListed,
  lapsedExceptionsArePruned,
  noExceptionInHold,
  sharedAccountsAreConverted,
} from './exception-entries.ts';
import {
  overrideEndsAfterStart,
  overrideHasNotExpired,
  overrideIsApproved,
  overrideIsNotTooLong,
  overrideLimitFits,
} from './overrides.ts';
import { noDuplicateRole, oneTenant, portalRolesKeepCategory, privilegedRolesHaveFloor } from './tenant-wide.ts';
import { organisationsAreKnown, rolesAreKnown } from './unknown-names.ts';

/** Everything that is checked beyond the schemas. To add a rule: a function in rules/, and one line here. */
const RULES: readonly Rule[] = [
  oneTenant,
  noDuplicateOrganisation,
  folderMatches,
  folderHasOrganisation,
  noDuplicateRole,
  privilegedRolesHaveFloor,
  portalRolesKeepCategory,
  noDuplicateAccountType,
  noDuplicateUnit,
  noDuplicateUserPolicy,
  noEmptyUnitPath,
  looseningHasReason,
  organisationGuardrailsTighten,
  exceptionEndsAfterStart,
  exceptionIsNotTooLong,
  exceptionReasonIsListed,
  exceptionHasRequiredFields,
  noExceptionOverlap,
  exceptionsPerUser,
  noSelfApproval,
  approverIsKnown,
  overrideLimitFits,
  overrideEndsAfterStart,
  overrideIsNotTooLong,
  overrideIsApproved,
  rolesAreKnown,
  organisationsAreKnown,
  // Warnings
  unitDiffersFromParent,
  disabledScopeEnds,
  noExceptionInHold,
  sharedAccountsAreConverted,
  lapsedExceptionsArePruned,
  overrideHasNotExpired,
  somebodyApproves,
];

/** What all rules say. */
export function checkRules(input: RuleInput): Diagnostic[] {
  return RULES.flatMap((rule) => rule(input));
}
