/**
 * One account + policies + now → what should be, and why. The eight steps of docs/policy-model.md in their order, one
 * small function each. Pure: the same arguments give the same decision, on every machine.
 */
import { LEAVER_STATUSES, activeEntries, entriesFor, readFacts } from './facts.ts';
import { directionOf, levelAction, rank } from '../model/level.ts';
import { type Draft, newDraft } from './draft.ts';
import { accountFindings } from './findings.ts';
import type { Account, DecisionContext, Refusal, TraceLine } from '../model/account.ts';
import { type Decision, HELD_AT, IDLE, REFUSAL_REASONS } from '../model/decision.ts';
import type { UserException, Policies } from '../model/policies.ts';
import { reEnrolmentDue } from './re-enrolment.ts';
import { type Scope, resolveScope } from './scope.ts';
import { STATUS, deriveStatus, isStatus } from '../model/status.ts';
import { fold, foldName, foldStatus } from '../model/text.ts';
import { formatInstant } from '../model/time.ts';

/** Decides one account. */
export function decide(account: Account, policies: Policies, context: DecisionContext): Decision {
  return decideIn(resolveScope(account, policies, context.now), account, policies, context);
}

/** The same where the scope of the account's place is known already; any scope with the same key gives the same levels. */
export function decideIn(scope: Scope, account: Account, policies: Policies, context: DecisionContext): Decision {
  const draft = newDraft(scope, readFacts(account, policies, context), policies, context.now);
  const treatment = manage(draft);
  if (treatment === 'managed') decideManaged(draft);
  if (treatment === 'disabled') draft.level = 'disabled';
  if (treatment !== 'unmanaged') compromised(draft);
  return conclude(draft, treatment, context);
}

function decideManaged(draft: Draft): void {
  base(draft);
  rollout(draft);
  roleFloors(draft);
  selfEnrolment(draft);
  exception(draft);
  unrecorded(draft);
}

type Treatment = 'managed' | 'disabled' | 'unmanaged';

/** How the tenant treats a type of account, as the trace says it. */
const TREATMENTS: Readonly<Record<Treatment, string>> = {
  managed: 'the tenant manages',
  disabled: 'the tenant disables MFA for',
  unmanaged: 'the tenant does not manage',
};

/** Step 1: whether the policies decide for the account at all. */
function manage(draft: Draft): Treatment {
  const { account } = draft.facts;
  const { tenant } = draft.policies;
  const shield =
    tenant.protected.get(account.address) ?? (account.id === null ? undefined : tenant.protected.get(fold(account.id)));
  if (shield !== undefined)
    return unmanaged(draft, shield, 'the tenant protects the account, so mfactl never changes it');
  const status = tenant.unmanagedStatuses.get(foldStatus(account.status));
  if (status !== undefined)
    return unmanaged(draft, status, `the tenant does not manage accounts with the status ${account.status}`);
  if (account.status === '')
    return unmanaged(draft, null, 'the directory gives no status for the account, so mfactl does not manage it');
  if (account.type === '')
    return unmanaged(draft, null, 'the directory gives no type for the account, so mfactl does not manage it');
  const type = tenant.accountTypes.get(foldName(account.type));
  if (type === undefined)
    return unmanaged(
      draft,
      tenant.accountTypesOrigin,
      `the tenant lists no account type ${account.type}, so mfactl does not manage the account`,
    );
  return note(draft, type.treatment, type.origin, `${TREATMENTS[type.treatment]} accounts of type ${account.type}`);
}

function note(draft: Draft, treatment: Treatment, policy: string | null, says: string): Treatment {
  draft.because.push({ step: 'managed', policy, says });
  return treatment;
}

function unmanaged(draft: Draft, policy: string | null, says: string): Treatment {
  return note(draft, 'unmanaged', policy, says);
}

/** Step 2: tenant, organisation, deepest unit, user policy; the last that is there counts. */
function base(draft: Draft): void {
  draft.level = draft.scope.base;
  draft.because.push(...draft.scope.because());
}

/** Step 3: until a wave that covers the account has started, it is held at its actual level. */
function rollout(draft: Draft): void {
  const { hold } = draft.scope;
  const line = draft.scope.rollout();
  if (line === null) return;
  if (hold === null) draft.because.push(line);
  else if (draft.facts.exceptionReported !== null) {
    draft.because.push({
      ...line,
      says: `${line.says}; the account does not wait for it, because the directory reports an exception`,
    });
  } else {
    draft.level = draft.facts.actual;
    draft.held = { wave: hold.next?.wave ?? null, starts: hold.next?.starts ?? null };
    draft.because.push({ ...line, says: `${line.says}: ${HELD_AT} ${draft.level}` });
  }
}

/** Step 4: no role lets its holders fall below its floor. */
function roleFloors(draft: Draft): void {
  for (const role of draft.facts.roles) {
    const raises = role.floor !== 'disabled' && rank(role.floor) > rank(draft.level);
    const effect = raises ? `this raises the level from ${draft.level} to ${role.floor}` : IDLE.unneeded;
    draft.because.push({
      step: 'role',
      policy: role.origin,
      says: `the floor of the role ${role.name} (${role.category}) is ${role.floor}: ${effect}`,
    });
    if (raises) draft.level = role.floor;
  }
}

/** Step 5: what users switched on themselves is not switched off. */
function selfEnrolment(draft: Draft): void {
  const { actual, account } = draft.facts;
  if (actual === 'unknown' || rank(draft.level) >= rank(actual) || !isStatus(account.reported, STATUS.userEnabled))
    return;
  draft.because.push({
    step: 'self-enrolment',
    policy: null,
    says: `the user turned MFA on: the level stays ${actual}, it does not go down to ${draft.level}`,
  });
  draft.level = actual;
}

/** Step 6: the active entry of the account's own organisation that expires last; at a tie the long-term one. */
function exception(draft: Draft): void {
  const { own, foreign } = activeEntries(draft.facts.account, draft.policies, draft.now);
  draft.foreign = foreign;
  const [entry, ...others] = own;
  for (const other of others) draft.because.push(exceptionLine(other, IDLE.overtaken));
  if (entry === undefined) return;
  const refused = refusal(draft);
  draft.exception = { entry, refused };
  draft.because.push(
    exceptionLine(
      entry,
      refused === null
        ? 'accepted, so MFA is disabled'
        : `${IDLE.refused}, because ${REFUSAL_REASONS[refused]}; the level stays ${draft.level}`,
    ),
  );
  if (refused === null) draft.level = 'disabled';
}

function refusal(draft: Draft): Refusal | null {
  const { roles, compromised: isCompromised, account } = draft.facts;
  if (roles.some((role) => role.exceptions === 'forbidden')) return 'role';
  if (isCompromised) return 'compromised';
  return LEAVER_STATUSES.some((status) => foldStatus(status) === foldStatus(account.status)) ? 'leaver' : null;
}

function exceptionLine(entry: UserException, effect: string): TraceLine {
  return {
    step: 'exception',
    policy: entry.origin,
    says: `${entry.type} exception until ${formatInstant(entry.expiresAt)}: ${effect}`,
  };
}

/** Step 7: an exception that the directory reports and git does not know. The portal granted it, unless the ledger knows better. */
function unrecorded(draft: Draft): void {
  const { exceptionReported: type, roles, compromised: isCompromised, account, actual, granted } = draft.facts;
  if (type === null || draft.exception?.refused === null || isCompromised) return;
  if (roles.some((role) => role.exceptions === 'forbidden')) return;
  const known = entriesFor(account, draft.policies.exceptions).some(
    (entry) => entry.organisation === account.organisation && entry.type === type,
  );
  if (known) return;
  const reported = `the directory reports ${account.reported}, but the policies hold no ${type} exception of the account`;
  if (granted && draft.exception === null && draft.foreign.length === 0) {
    const says = `${reported}, and mfactl granted it: its entry was removed, so the exception ends and the level is ${draft.level}`;
    draft.because.push({ step: 'unrecorded', policy: null, says });
    return;
  }
  const { treatment, origin } = draft.policies.tenant.unrecorded;
  const effect = treatment === 'keep' ? `the exception is kept, the level stays ${actual}` : IDLE.unkept;
  draft.because.push({ step: 'unrecorded', policy: origin, says: `${reported}: ${effect}` });
  if (treatment === 'restore') return;
  draft.level = actual;
  draft.unrecorded = true;
}

/** Step 8: a compromised account always has MFA. */
function compromised(draft: Draft): void {
  if (!draft.facts.compromised) return;
  draft.because.push({
    step: 'compromised',
    policy: null,
    says: `the account is compromised, so its level is standard${draft.level === 'standard' ? '' : `, not ${draft.level}`}`,
  });
  draft.level = 'standard';
}

function conclude(draft: Draft, treatment: Treatment, context: DecisionContext): Decision {
  const { facts } = draft;
  const { account } = facts;
  // Held at an unknown level and nothing since has said more: nobody can say what to do, so nothing is done for now.
  const managed = treatment !== 'unmanaged' && !(draft.held !== null && draft.level === 'unknown');
  const accepted = draft.exception?.refused === null ? draft.exception.entry.type : null;
  const matched = (category: string): boolean =>
    treatment === 'managed' && facts.roles.some((role) => role.category === category);
  const status = deriveStatus({
    managed,
    reported: account.reported,
    actual: facts.actual,
    desired: draft.level,
    compromised: facts.compromised,
    adminMatched: matched('admin'),
    atpMatched: matched('atp'),
    accepted,
    unrecorded: draft.unrecorded,
  });
  const action = managed
    ? levelAction({
        actual: facts.actual,
        desired: draft.level,
        exceptionReported: facts.exceptionReported !== null,
        accepted: accepted !== null,
      })
    : 'none';
  return {
    managed,
    untold: account.type === '' || account.status === '',
    actual: { level: facts.actual, status: account.reported },
    desired: { level: draft.level, status },
    action,
    direction: directionOf(action, draft.level),
    reEnrol: managed ? reEnrolmentDue(account, draft.policies, context) : null,
    held: draft.held,
    exception: draft.exception,
    unrecorded: draft.unrecorded,
    privileged: facts.privileged,
    exceptionsAllowed: facts.roles.every((role) => role.exceptions === 'allowed'),
    because: draft.because,
    findings: accountFindings(draft, managed, action),
  };
}
