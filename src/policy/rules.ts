import type { Diagnostic } from '../core/diagnostic.ts';
import type { Rule, RuleInput } from './rule.ts';
import { approverIsKnown, noSelfApproval, somebodyApproves } from './rules/approval.ts';
import { noDuplicateAccountType, noDuplicateUnit, noDuplicateUserPolicy } from './rules/duplicate-names.ts';
import { noDuplicateOrganisation } from './rules/duplicate-organisation.ts';
import { noEmptyUnitPath } from './rules/empty-unit-path.ts';
import { exceptionsPerUser } from './rules/exception-count.ts';
import {
  exceptionHasRequiredFields,
  exceptionReasonIsListed,
  sharedAccountsAreConverted,
} from './rules/exception-fields.ts';
import { noExceptionInHold } from './rules/exception-in-hold.ts';
import { noExceptionOverlap } from './rules/exception-overlap.ts';
import { exceptionEndsAfterStart, exceptionIsNotTooLong } from './rules/exception-period.ts';
import { organisationGuardrailsTighten } from './rules/guardrails.ts';
import { lapsedExceptionsArePruned } from './rules/lapsed-exception.ts';
import { folderHasOrganisation, folderMatches } from './rules/organisation-folder.ts';
import { overrideHasNotExpired, overrideLimitFits } from './rules/overrides.ts';
import { noDuplicateRole, privilegedRolesHaveFloor } from './rules/roles.ts';
import { disabledScopeEnds, looseningHasReason, unitDiffersFromParent } from './rules/scope-levels.ts';
import { oneTenant } from './rules/tenant.ts';
import { organisationsAreKnown, rolesAreKnown } from './rules/unknown-names.ts';

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
