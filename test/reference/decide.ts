import type { Account, ActualLevel, DecisionContext } from '../../src/model/account.ts';
import type { UserException, Policies, RolePolicy } from '../../src/model/policies.ts';
import { covers, folded, pathOf, plain, plainStatus, PORTAL_ROLES } from './names.ts';
import { KEEPS_WHEN_DISABLED, STATUSES } from './statuses.ts';

/**
 * A second implementation of docs/policy-model.md, written from the page alone and sharing no code with src/: the
 * oracle of the property tests. It follows the page sentence by sentence and makes no effort to be fast.
 */
export interface ReferenceDecision {
  readonly managed: boolean;
  readonly actual: ActualLevel;
  readonly desired: { readonly level: ActualLevel; readonly status: string };
  readonly action: 'restore' | 'enable' | 'switch' | 'except' | 'disable' | 'none';
  readonly reEnrol: boolean;
  readonly held: { readonly wave: string | null; readonly starts: number | null } | null;
  readonly exception: { readonly type: string; readonly expiresAt: number; readonly refused: string | null } | null;
}

const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;
const RANK = { unknown: -1, disabled: 0, 'named-locations': 1, standard: 2 } as const;

/** The decision for one account, to the letter of the page. */
export function referenceDecision(account: Account, policies: Policies, context: DecisionContext): ReferenceDecision {
  const { tenant } = policies;
  const { now, statusEvidence } = context;
  const reported = plainStatus(account.reported);
  const told = Object.hasOwn(STATUSES, reported) ? STATUSES[reported] : undefined;
  const code = account.organisation.normalize('NFC').trim().toUpperCase();
  const organisation = policies.organisations.get(code);
  const unit = pathOf(account.unit);
  const userPolicy = plain(account.userPolicy);
  const status = plainStatus(account.status);
  const type = plain(account.type);

  // The account: actual level, evidence of the status.
  const byMembership = {
    standard: 'standard',
    both: 'standard',
    'named-locations': 'named-locations',
    none: 'disabled',
    unknown: 'unknown',
  } as const;
  const actual: ActualLevel =
    account.membership === null ? (told?.level ?? 'unknown') : byMembership[account.membership];
  const compromised = account.compromised || (statusEvidence && reported === 'mfa enforced compromised');
  const names = account.roles.map(plain);
  const matched: Pick<RolePolicy, 'category' | 'floor' | 'exceptions'>[] = policies.roles.filter((role) =>
    role.match.some((name) => names.includes(plain(name))),
  );
  const unmatched = names.filter(
    (name) => !policies.roles.some((role) => role.match.some((each) => plain(each) === name)),
  );
  for (const [category, stands] of [
    ['admin', 'mfa enforced admin role'],
    ['atp', 'mfa enforced atp group'],
  ] as const) {
    const isPortalRole = unmatched.some((name) => Object.hasOwn(PORTAL_ROLES, name) && PORTAL_ROLES[name] === category);
    const isReported = statusEvidence && reported === stands;
    if ((!isPortalRole && !isReported) || matched.some((role) => role.category === category)) continue;
    const floors = policies.roles.filter((role) => role.category === category).map((role) => role.floor);
    const floor = floors.length === 0 ? 'standard' : floors.reduce((a, b) => (RANK[b] > RANK[a] ? b : a));
    matched.push({ category, floor, exceptions: 'forbidden' });
  }
  const isThis = (entry: { readonly id: string | null; readonly user: string }): boolean =>
    entry.id !== null && account.id !== null
      ? folded(entry.id) === folded(account.id)
      : folded(entry.user) === folded(account.address);
  const everyEntry = <Entry>(named: {
    readonly byAddress: ReadonlyMap<string, readonly Entry[]>;
    readonly byId: ReadonlyMap<string, readonly Entry[]>;
  }): Entry[] => [...new Set([...named.byAddress.values(), ...named.byId.values()].flat())];
  const entries = everyEntry(policies.exceptions).filter((entry) => isThis(entry) && entry.organisation === code);

  // What the steps work on.
  let level: ActualLevel = tenant.level;
  let held: ReferenceDecision['held'] = null;
  let taken: UserException | null = null;
  let refused: 'role' | 'compromised' | 'leaver' | null = null;
  let kept = false;
  let rolesTaken = false;
  const treatment = type === '' ? undefined : tenant.accountTypes.get(type)?.treatment;
  const isProtected =
    tenant.protected.has(folded(account.address)) || (account.id !== null && tenant.protected.has(folded(account.id)));
  const outside =
    isProtected ||
    status === '' ||
    tenant.unmanagedStatuses.has(status) ||
    treatment === undefined ||
    treatment === 'unmanaged';

  const steps: readonly (readonly [when: boolean, step: () => void])[] = [
    [
      treatment === 'disabled',
      () => {
        level = 'disabled';
      },
    ],
    [
      treatment === 'managed',
      () => {
        // 2
        level = organisation?.level ?? level;
        const there = [...(organisation?.units.values() ?? [])].filter(
          (scope) => (scope.until === null || now < scope.until) && covers(pathOf(scope.name), unit),
        );
        there.sort((a, b) => pathOf(b.name).length - pathOf(a.name).length);
        level = there[0]?.level ?? level;
        const own = [...(organisation?.userPolicies.values() ?? [])].find((scope) => plain(scope.name) === userPolicy);
        if (own !== undefined && (own.until === null || now < own.until)) level = own.level;
      },
    ],
    [
      treatment === 'managed' &&
        organisation !== undefined &&
        organisation.rollout !== null &&
        told?.exception === undefined,
      () => {
        // 3
        const mine = (organisation?.rollout ?? []).filter(
          (wave) =>
            wave.everyone || wave.userPolicies.has(userPolicy) || wave.units.some((scope) => covers(scope, unit)),
        );
        if (mine.some((wave) => wave.starts <= now)) return;
        const next = mine.reduce<(typeof mine)[number] | null>(
          (first, wave) => (first === null || wave.starts < first.starts ? wave : first),
          null,
        );
        held = { wave: next?.wave ?? null, starts: next?.starts ?? null };
        level = actual;
      },
    ],
    [
      treatment === 'managed',
      () => {
        // 4
        rolesTaken = true;
        for (const { floor } of matched) if (floor !== 'disabled' && RANK[floor] > RANK[level]) level = floor;
      },
    ],
    [
      treatment === 'managed',
      () => {
        // 5
        if (level !== 'unknown' && actual !== 'unknown' && RANK[level] < RANK[actual] && reported === 'user enabled')
          level = actual;
      },
    ],
    [
      treatment === 'managed',
      () => {
        // 6
        const active = entries.filter((entry) => entry.startsAt <= now && now < entry.expiresAt);
        const last = Math.max(...active.map((entry) => entry.expiresAt));
        const latest = active.filter((entry) => entry.expiresAt === last);
        taken = latest.find((entry) => entry.type === 'long-term') ?? latest[0] ?? null;
        if (taken === null) return;
        if (matched.some((role) => role.exceptions === 'forbidden')) refused = 'role';
        else if (compromised) refused = 'compromised';
        else if (status === 'active (leaver)' || status === 'disabled leaver') refused = 'leaver';
        else level = 'disabled';
      },
    ],
    [
      treatment === 'managed',
      () => {
        // 7
        const known = entries.some((entry) => entry.type === told?.exception);
        const forbidden = compromised || matched.some((role) => role.exceptions === 'forbidden');
        const accepted = taken !== null && refused === null;
        const isGranted = [...context.granted.values()].some(
          (grant) => grant.type === told?.exception && isThis({ id: grant.account.id, user: grant.account.address }),
        );
        const activeAnywhere = everyEntry(policies.exceptions).some(
          (entry) => isThis(entry) && entry.startsAt <= now && now < entry.expiresAt,
        );
        kept =
          !accepted &&
          told?.exception !== undefined &&
          !known &&
          !(isGranted && !activeAnywhere) &&
          !forbidden &&
          tenant.unrecorded.treatment === 'keep';
        if (kept) level = actual;
      },
    ],
    [
      compromised,
      () => {
        level = 'standard';
      },
    ], // 8
  ];
  if (outside) level = actual;
  else for (const [when, step] of steps) if (when) step();

  const accepted = taken !== null && refused === null;
  const managed = !outside && !(held !== null && level === 'unknown');
  const has = (category: string): boolean =>
    rolesTaken && matched.some((role) => role.category === category) && !accepted && !kept;
  const statusRows: readonly (readonly [when: boolean, status: string])[] = [
    [!managed, account.reported],
    [compromised, 'MFA Enforced Compromised'],
    [has('admin'), 'MFA Enforced Admin Role'],
    [has('atp'), 'MFA Enforced ATP Group'],
    [accepted && (taken as UserException | null)?.type === 'short-term', 'MFA 24 Hour Exception'],
    [accepted, 'MFA Long Term Exception'],
    [kept, account.reported],
    [RANK[level] > 0 && reported === 'user enabled' && actual === level, 'User Enabled'],
    [RANK[level] > 0, 'Admin Enabled'],
    [KEEPS_WHEN_DISABLED.includes(reported) && actual === 'disabled', account.reported],
    [true, 'Admin Disabled'],
  ];
  const above = RANK[level] > 0;
  const off = actual === 'disabled';
  const actionRows: readonly (readonly [when: boolean, action: ReferenceDecision['action']])[] = [
    [!managed || actual === level, 'none'],
    [off && told?.exception !== undefined && above, 'restore'],
    [(off || actual === 'unknown') && above, 'enable'],
    [RANK[actual] > 0 && above, 'switch'],
    [accepted && !off, 'except'],
    [level === 'disabled' && RANK[actual] > 0, 'disable'],
    [true, 'none'],
  ];
  // "Known by its id and by its address": done under either name is done.
  const done = [...context.reEnrolledAt]
    .filter(([name]) => name === account.address || (account.id !== null && name === folded(account.id)))
    .map(([, at]) => at);
  const asked = everyEntry(policies.reEnrolments).some(
    (entry) =>
      isThis(entry) &&
      entry.organisation === code &&
      entry.requestedAt <= now &&
      now < entry.requestedAt + THIRTY_DAYS &&
      done.every((at) => at < entry.requestedAt),
  );
  const shown = taken as UserException | null;
  return {
    managed,
    actual,
    desired: { level, status: statusRows.find(([when]) => when)?.[1] ?? '' },
    action: actionRows.find(([when]) => when)?.[1] ?? 'none',
    reEnrol: managed && asked && (account.methods?.length ?? 0) > 0,
    held,
    exception: shown === null ? null : { type: shown.type, expiresAt: shown.expiresAt, refused },
  };
}
