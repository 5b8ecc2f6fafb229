/** Policy tests: accounts that somebody made up, decided at an instant of their choice, and held against what they expect. */
import type { ExpectedDecision, GivenAccount } from '../generated/policy-test.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../model/decision.ts';
import { type Account, type DecisionContext, type Grants, grantsOf } from '../model/account.ts';
import { NO_PAST } from '../decide/context.ts';
import type { Policies } from '../model/policies.ts';
import { MEMBERSHIP_OF } from '../model/status.ts';
import { fold, foldCode } from '../model/text.ts';

/** One expectation that is not met. */
export interface Mismatch {
  readonly what: keyof ExpectedDecision;
  readonly expected: string | boolean;
  readonly got: string | boolean;
}

/** What came of one case. */
export interface CaseResult {
  readonly account: Account;
  readonly decision: Decision;
  /** In the order of the case; none where it passes. */
  readonly mismatches: readonly Mismatch[];
}

/** Decides the account of one case. Nothing has been done before but what `granted` says: no account has registered afresh. */
export function runCase(
  { given, expect }: { readonly given: GivenAccount; readonly expect: ExpectedDecision },
  policies: Policies,
  context: Pick<DecisionContext, 'now' | 'statusEvidence'>,
): CaseResult {
  const account = givenAccount(given);
  const decision = decide(account, policies, { ...context, ...NO_PAST, granted: grantedTo(account, given) });
  const all = observed(decision);
  const mismatches = (Object.keys(expect) as Mismatch['what'][]).flatMap((what): Mismatch[] => {
    const [expected, got] = [expect[what], all[what]];
    return expected === undefined || isSame(expected, got) ? [] : [{ what, expected, got }];
  });
  return { account, decision, mismatches };
}

function grantedTo(account: Account, { granted }: GivenAccount): Grants {
  return grantsOf(granted === undefined ? [] : [{ account, type: granted }]);
}

/** Statuses compare as all names do. */
function isSame(expected: string | boolean, got: string | boolean): boolean {
  return typeof expected === 'string' && typeof got === 'string' ? fold(expected) === fold(got) : expected === got;
}

function observed(decision: Decision): Record<Mismatch['what'], string | boolean> {
  const { managed, desired, action, reEnrol, held, exception } = decision;
  return {
    managed,
    level: desired.level,
    status: desired.status,
    action,
    reEnrol: reEnrol !== null,
    held: held !== null,
    exception: exception?.refused === null ? exception.entry.type : 'none',
  };
}

/** An ordinary user, but for what is given. */
function givenAccount(given: GivenAccount): Account {
  const { level, roles = [], methods = [], compromised = false } = given;
  const text = (written: string | undefined, otherwise = ''): string => written?.normalize('NFC').trim() ?? otherwise;
  return {
    address: fold(given.address),
    id: given.id === undefined ? null : text(given.id),
    organisation: foldCode(given.organisation),
    unit: text(given.unit),
    type: text(given.type, 'User'),
    status: text(given.status, 'Active'),
    userPolicy: text(given.userPolicy),
    roles: roles.map((name) => text(name)),
    reported: text(given.reported),
    methods: methods.map((name) => text(name)),
    membership: level === undefined ? null : MEMBERSHIP_OF[level],
    compromised,
  };
}
