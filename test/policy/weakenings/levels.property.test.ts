import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { LEVELS, type Level } from '../../../src/model/account.ts';
import type { OrganisationPolicy, Policies, ScopeLevel } from '../../../src/model/policies.ts';
import { unitKey, unitSegments } from '../../../src/model/text.ts';
import { DAY } from '../../../src/model/time.ts';
import { decide } from '../../../src/decide/decide.ts';
import { levelsThatFall } from '../../../src/policy/weakenings/levels.ts';
import type { Compared } from '../../../src/policy/weakenings/weakening.ts';
import { NOON, account, context, organisation, policies } from '../../worlds/build.ts';
import { counted } from '../../worlds/thorough.ts';

const UNITS = ['A', 'A/B', 'A/B/C', 'D'];
const USER_POLICIES = ['one', 'two'];
const INSTANTS = [NOON, NOON + DAY, NOON + 2 * DAY, NOON + 3 * DAY];

const level = fc.constantFrom<Level>(...LEVELS);
const until = fc.constantFrom(null, NOON - DAY, NOON + DAY, NOON + 2 * DAY);
const scopes = (names: readonly string[]): fc.Arbitrary<ScopeLevel[]> =>
  fc.subarray([...names]).chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) =>
        fc.record({
          name: fc.constant(name),
          level,
          until,
          origin: fc.constant(`policies/organisations/X26/organisation.yaml:${name.length}`),
        }),
      ),
    ),
  );

const state: fc.Arbitrary<Policies> = fc
  .record({
    tenant: level,
    own: fc.option(level),
    units: scopes(UNITS),
    userPolicies: scopes(USER_POLICIES),
    there: fc.boolean(),
  })
  .map(({ tenant, own, units, userPolicies, there }) => {
    const given: Partial<OrganisationPolicy> = {
      level: own,
      rollout: null,
      units: new Map(units.map((unit) => [unitKey(unitSegments(unit.name)), unit])),
      userPolicies: new Map(userPolicies.map((policy) => [policy.name, policy])),
    };
    return policies({ tenant: { level: tenant }, organisations: there ? [organisation('X26', given)] : [] });
  });

/** What the policies themselves decide, for an account in every unit and under every user policy, now and later. */
function levels(given: Policies): Map<string, Level> {
  const found = new Map<string, Level>();
  for (const now of INSTANTS)
    for (const unit of ['', ...UNITS, 'A/X'])
      for (const userPolicy of ['', ...USER_POLICIES]) {
        const person = account({ address: 'user@nhs.net', unit, userPolicy, membership: 'standard' });
        const decision = decide(person, given, context({ now }));
        found.set(`${now} ${unit} ${userPolicy}`, decision.desired.level as Level);
      }
  return found;
}

const compared = (given: Policies): Compared => ({
  policies: given,
  tests: [],
  invariants: [],
  places: { tenant: new Map(), organisations: new Map() },
});

test('whatever account would have a lower level, now or later, the change is told', () => {
  let fell = 0;
  fc.assert(
    fc.property(state, state, (before, after) => {
      const [old, next] = [levels(before), levels(after)];
      const lower = [...old].some(([key, was]) => LEVELS.indexOf(next.get(key) as Level) < LEVELS.indexOf(was));
      if (!lower) return;
      fell++;
      assert.ok(levelsThatFall(compared(before), compared(after), NOON).length > 0);
    }),
    { seed: 7, numRuns: counted(400, 20_000) },
  );
  assert.ok(fell > 100, `${fell} changes lowered a level`);
});

test('policies that did not change are no weakening', () => {
  fc.assert(
    fc.property(state, (given) => assert.deepEqual(levelsThatFall(compared(given), compared(given), NOON), [])),
    { seed: 7, numRuns: counted(200, 2_000) },
  );
});
