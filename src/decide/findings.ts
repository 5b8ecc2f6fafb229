import type { Draft } from './draft.ts';
import type { HeldRole } from './facts.ts';
import type { LevelAction } from '../model/account.ts';
import type { AccountFinding } from '../model/decision.ts';
import { foldName } from '../model/text.ts';

/** What a person should look at in one account. An account that is never changed has none but that its organisation is closed. */
export function accountFindings(draft: Draft, managed: boolean, action: LevelAction): AccountFinding[] {
  const closed = draft.scope.closed
    ? [warning('closed-organisation', `organisation ${draft.scope.organisation?.code} is closed`)]
    : [];
  if (!managed) return [...closed, ...exceptionFindings(draft)];
  return [
    ...closed,
    ...membershipFindings(draft),
    ...roleFindings(draft),
    ...exceptionFindings(draft),
    ...levelFindings(draft, action),
  ];
}

function membershipFindings({ facts }: Draft): AccountFinding[] {
  if (facts.account.membership === 'both')
    return [warning('both-groups', 'the account is in both Conditional Access groups; it counts as standard')];
  if (facts.account.membership === 'unknown')
    return [warning('unknown-membership', 'the Conditional Access policy has an unknown name')];
  return [];
}

function roleFindings({ facts }: Draft): AccountFinding[] {
  const unknown = facts.unknownRoles.map((name) =>
    warning('unknown-role', `no role document matches the role ${name}`),
  );
  return [...unknown, ...facts.roles.flatMap((role) => weakMethods(role, facts.account.methods ?? []))];
}

function weakMethods(role: HeldRole, methods: readonly string[]): AccountFinding[] {
  const { allowedMethods } = role;
  if (allowedMethods === null) return [];
  const weak = methods.filter((method) => !allowedMethods.includes(foldName(method)));
  return weak.length === 0
    ? []
    : [warning('weak-method', `role ${role.name} does not allow the method ${weak.join(', ')}`)];
}

function exceptionFindings({ exception, foreign, unrecorded, facts }: Draft): AccountFinding[] {
  const findings = foreign.map((entry) =>
    warning(
      'foreign-exception',
      `${entry.origin} of organisation ${entry.organisation} names an account of organisation ${facts.account.organisation || '(none)'}`,
    ),
  );
  if (exception != null && exception.refused !== null) {
    findings.push(
      warning('refused-exception', `the exception at ${exception.entry.origin} is refused: ${exception.refused}`),
    );
  }
  if (unrecorded)
    findings.push(warning('unrecorded-exception', `${facts.account.reported} is reported, but not recorded in git`));
  return findings;
}

function levelFindings({ facts, level }: Draft, action: LevelAction): AccountFinding[] {
  const undecidable = action === 'none' && level === 'disabled' && facts.actual === 'unknown';
  return undecidable
    ? [warning('undecidable', 'MFA should be disabled, but the actual level is unknown: nothing is done')]
    : [];
}

function warning(code: string, says: string): AccountFinding {
  return { code, severity: 'warning', says };
}
