import type { Draft } from './draft.ts';
import type { HeldRole } from './facts.ts';
import type { LevelAction } from '../model/account.ts';
import { type AccountFinding, REFUSAL_REASONS } from '../model/decision.ts';
import { foldName } from '../model/text.ts';

/** What a person should look at in one account. An account that is never changed has none but that its organisation is closed. */
export function accountFindings(draft: Draft, managed: boolean, action: LevelAction): AccountFinding[] {
  const closed = draft.scope.closed
    ? [
        warning(
          'closed-organisation',
          `organisation ${draft.scope.organisation?.code} is closed, but the account still belongs to it; move it to another organisation, or remove it`,
        ),
      ]
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
    return [
      warning(
        'both-groups',
        'the account is in both Conditional Access groups, so mfactl reads its level as standard; remove it from one of them',
      ),
    ];
  if (facts.account.membership === 'unknown')
    return [
      warning(
        'unknown-membership',
        'mfactl does not know the Conditional Access policy of the account, so its level is unknown; look at it in the portal',
      ),
    ];
  return [];
}

function roleFindings({ facts }: Draft): AccountFinding[] {
  const unknown = facts.unknownRoles.map((name) =>
    warning(
      'unknown-role',
      `no role document lists the role ${name}; add the name to the "match" list of a role, so that the floor of that role applies`,
    ),
  );
  return [...unknown, ...facts.roles.flatMap((role) => weakMethods(role, facts.account.methods ?? []))];
}

function weakMethods(role: HeldRole, methods: readonly string[]): AccountFinding[] {
  const { allowedMethods } = role;
  if (allowedMethods === null) return [];
  const weak = methods.filter((method) => !allowedMethods.includes(foldName(method)));
  return weak.length === 0
    ? []
    : [
        warning(
          'weak-method',
          `role ${role.name} does not allow the method ${weak.join(', ')}, which the account has registered; ask the user to register another method`,
        ),
      ];
}

function exceptionFindings({ exception, foreign, unrecorded, facts }: Draft): AccountFinding[] {
  const findings = foreign.map((entry) =>
    warning(
      'foreign-exception',
      `the exception at ${entry.origin} is in the file of organisation ${entry.organisation}, but the account is in organisation ${facts.account.organisation || '(none)'}, so it has no effect; move or remove it`,
    ),
  );
  if (exception != null && exception.refused !== null) {
    findings.push(
      warning(
        'refused-exception',
        `the exception at ${exception.entry.origin} is refused, because ${REFUSAL_REASONS[exception.refused]}; end it`,
      ),
    );
  }
  if (unrecorded)
    findings.push(
      warning(
        'unrecorded-exception',
        `the directory reports ${facts.account.reported}, but the policies hold no such exception; record it, or end it in the portal`,
      ),
    );
  return findings;
}

function levelFindings({ facts, level }: Draft, action: LevelAction): AccountFinding[] {
  const undecidable = action === 'none' && level === 'disabled' && facts.actual === 'unknown';
  return undecidable
    ? [
        warning(
          'undecidable',
          'the policies ask for MFA to be disabled, but the level now is unknown, so mfactl changes nothing; look at the account in the portal',
        ),
      ]
    : [];
}

function warning(code: string, says: string): AccountFinding {
  return { code, severity: 'warning', says };
}
