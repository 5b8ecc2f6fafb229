import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Rule, RuleInput } from './rule.ts';
import { approverIsKnown, noSelfApproval, somebodyApproves } from './approval.ts';
import { noDuplicateAccountType, noDuplicateUnit, noDuplicateUserPolicy } from './duplicate-names.ts';
import { noDuplicateOrganisation } from './organisations.ts';
import { noEmptyUnitPath } from './empty-unit-path.ts';
import { exceptionsPerUser } from './exceptions-per-user.ts';
import {
  exceptionHasRequiredFields,
  exceptionReasonIsListed,
  sharedAccountsAreConverted,
} from './exception-entries.ts';
import { noExceptionInHold } from './exception-in-hold.ts';
import { noExceptionOverlap } from './exception-overlap.ts';
import { exceptionEndsAfterStart, exceptionIsNotTooLong } from './exception-period.ts';
import { organisationGuardrailsTighten } from './guardrails.ts';
import { lapsedExceptionsArePruned } from './lapsed-exception.ts';
import { folderHasOrganisation, folderMatches } from './organisation-folder.ts';
import { overrideHasNotExpired, overrideLimitFits } from './overrides.ts';
import { noDuplicateRole, privilegedRolesHaveFloor } from './roles.ts';
import { disabledScopeEnds, looseningHasReason, unitDiffersFromParent } from './levels.ts';
import { oneTenant } from './tenant-and-roles.ts';
import { organisationsAreKnown, rolesAreKnown } from './unknown-names.ts';

/** Everything that is checked beyond the schemas. To add a rule: a function in rules/, and one line here. */
const RULES: readonly Rule[] = [
  oneTenant,
  noDuplicateOrganisation,
  folderMatches,
  folderHasOrganisation,
  noDuplicateRole,
  privilegedRolesHaveFloor,
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
