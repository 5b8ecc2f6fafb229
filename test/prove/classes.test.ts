/** The classes of a proof: each is visited once, and no account is outside of all of them. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { test } from 'node:test';
import { decide } from '../../src/decide/decide.ts';
import type { Account, DecisionContext } from '../../src/model/account.ts';
import type { Policies } from '../../src/model/policies.ts';
import { Classes } from '../../src/prove/classes.ts';
import { counterexample } from '../../src/prove/prove.ts';
import { outcomeOf } from '../../src/prove/invariant.ts';
import { HOUR } from '../../src/model/time.ts';
import { referenceDecision } from '../reference/decide.ts';
import { folded, plain, plainStatus, PORTAL_ROLES } from '../reference/names.ts';
import { STATUSES } from '../reference/statuses.ts';
import { aContext, anAccount, somePolicies } from '../worlds/arbitraries.ts';
import { NOON, policies as build } from '../worlds/build.ts';
import { counted } from '../worlds/thorough.ts';
import { onlyDocumented } from './provable.ts';

const EVIDENT: Readonly<Record<string, string>> = {
  'mfa enforced admin role': 'admin',
  'mfa enforced atp group': 'atp',
  'mfa enforced compromised': '',
};
const RANK = ['disabled', 'named-locations', 'standard'] as const;

/** The class of an account, told by the words of the model alone; no code of the proof is used. */
function classOf(account: Account, policies: Policies, context: DecisionContext, ordinaryPlaces: Policies): string {
  const { now, statusEvidence } = context;
  const reported = plainStatus(account.reported);
  const told = Object.hasOwn(STATUSES, reported) ? STATUSES[reported] : undefined;
  const held = account.roles.map(plain);
  const documented = policies.roles.filter(({ match }) => match.some((name) => held.includes(name)));
  const portal = held
    .filter((name) => !policies.roles.some(({ match }) => match.includes(name)) && Object.hasOwn(PORTAL_ROLES, name))
    .map((name) => PORTAL_ROLES[name] as 'admin' | 'atp')
    .filter((category) => documented.every((role) => role.category !== category))
    .map((category) => {
      const floors = policies.roles
        .filter((role) => role.category === category)
        .map(({ floor }) => RANK.indexOf(floor));
      const floor = RANK[floors.length === 0 ? 2 : Math.max(...floors)] as (typeof RANK)[number];
      return { category, floor, exceptions: 'forbidden' };
    });
  const matched = [...documented, ...portal];
  const isThis = (id: string | null, address: string): boolean =>
    id !== null && account.id !== null
      ? folded(id) === folded(account.id)
      : folded(address) === folded(account.address);
  const all = [...policies.exceptions.byAddress.values()].flat().filter(({ id, user }) => isThis(id, user));
  const own = all.filter(({ organisation }) => organisation === account.organisation);
  const isActive = ({ startsAt, expiresAt }: { startsAt: number; expiresAt: number }): boolean =>
    startsAt <= now && now < expiresAt;
  const gone =
    [...context.granted.values()].some(
      (grant) => grant.type === told?.exception && isThis(grant.account.id, grant.account.address),
    ) &&
    !all.some(isActive) &&
    !own.some(({ type }) => type === told?.exception);
  // Where nothing stands in the way, an account's base and hold show: an ordinary one of the same place.
  const ordinary = {
    ...account,
    type: 'User',
    status: 'Active',
    roles: [],
    compromised: false,
    membership: 'none' as const,
  };
  const bare = referenceDecision(
    { ...ordinary, address: 'nobody@example.nhs.net', id: null, reported: '' },
    ordinaryPlaces,
    context,
  );
  const withException = referenceDecision(
    { ...ordinary, address: 'nobody@example.nhs.net', id: null, reported: 'MFA 24 Hour Exception' },
    { ...ordinaryPlaces, tenant: { ...ordinaryPlaces.tenant, unrecorded: { treatment: 'restore', origin: '' } } },
    context,
  );
  const active = own
    .filter(isActive)
    .sort((a, b) => b.expiresAt - a.expiresAt || (a.type === 'long-term' ? -1 : 1))[0]?.type;
  const over = own.some(({ type }) => type === told?.exception) && told?.exception !== active;
  return JSON.stringify({
    type: plain(account.type),
    leaver: plain(account.status).includes('leaver'),
    reported: told === undefined ? '' : reported,
    evidence: Object.hasOwn(EVIDENT, reported) ? statusEvidence : true,
    actual: referenceDecision(account, policies, context).actual,
    compromised: account.compromised || (statusEvidence && reported === 'mfa enforced compromised'),
    floor: Math.max(0, ...matched.map(({ floor }) => RANK.indexOf(floor))),
    forbids: matched.some(({ exceptions }) => exceptions === 'forbidden'),
    categories: [...new Set(matched.map(({ category }) => category))].sort(),
    active: active ?? 'none',
    over,
    gone,
    // An exception that is reported is never held, so its level is the base.
    base: withException.desired.level,
    held: bare.held !== null,
    documented: policies.organisations.has(account.organisation),
  });
}

/** The policies without whatever makes one account unlike its neighbours: protection, roles and entries. */
function withoutMarks(policies: Policies): Policies {
  return build({
    ...policies,
    tenant: { ...policies.tenant, protected: new Map() },
    roles: [],
    organisations: [...policies.organisations.values()],
    exceptions: [],
    reEnrolments: [],
  });
}

test('each class is visited once, and every managed account at every later instant is of one that was', () => {
  let members = 0;
  fc.assert(
    fc.property(
      somePolicies.map(onlyDocumented),
      fc.array(fc.tuple(anAccount, aContext), { minLength: 150, maxLength: 150 }),
      (policies, cases) => {
        const places = withoutMarks(policies);
        const visited = new Map<string, string>();
        let count = 0;
        for (const { place, profile, outcome } of new Classes(policies, NOON - HOUR).of({ name: 'Any', then: {} })) {
          const {
            account,
            policies: own,
            context,
            decision,
          } = counterexample({ name: 'Any', then: { mfa: 'unheard of' as never } }, { place, profile }, policies);
          visited.set(classOf(account, own, context, places), JSON.stringify(outcome));
          assert.deepEqual(outcomeOf(decision), outcome);
          count++;
        }
        assert.equal(visited.size, count, 'a class was visited twice');
        for (const [account, context] of cases) {
          const decision = decide(account, policies, context);
          if (!decision.managed) continue;
          members++;
          assert.equal(
            visited.get(classOf(account, policies, context, places)),
            JSON.stringify(outcomeOf(decision)),
            classOf(account, policies, context, places),
          );
        }
      },
    ),
    { numRuns: counted(3, 40), seed: 20261210, endOnFailure: true },
  );
  assert.ok(members > counted(180, 2500), `only ${members} managed accounts were looked up`);
});
