import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Instant } from '../../model/account.ts';
import type { Documents } from '../documents.ts';
import type { ExceptionFacts, ExceptionLimitsByType } from '../resolve/exceptions.ts';

/** What a rule looks at. */
export interface RuleInput {
  readonly documents: Documents;
  readonly exceptions: readonly ExceptionFacts[];
  /** Null where there is no valid tenant. */
  readonly exceptionRules: ExceptionLimitsByType;
  /** How diagnostics call the folder of the policies. */
  readonly name: string;
  /** For warnings alone: validity never depends on the clock. */
  readonly now: Instant;
}

/** One thing that validation refuses or warns of. It trusts the schemas: documents that they refuse are not there. */
export type Rule = (input: RuleInput) => Diagnostic[];
