import { agreeingMembership, APP_SETS, type ExampleAccount, METHOD_SETS } from './account.ts';
import type { Cohort } from './cohort.ts';
import { COHORTS } from './cohorts.ts';
import { namedAccounts } from './named.ts';
import type { Random } from './random.ts';

const FIRST_NAMES = [
  'jo',
  'sam',
  'alex',
  'robin',
  'kim',
  'ali',
  'nia',
  'ravi',
  'mei',
  'tom',
  'zoe',
  'ade',
  'eve',
  'ian',
  'uma',
  'max',
];

/** All accounts of the example, those that the policies name first. */
export function exampleAccounts(random: Random): ExampleAccount[] {
  const accounts = namedAccounts();
  for (const cohort of COHORTS) {
    for (let i = 0; i < cohort.count; i++) accounts.push(memberOf(cohort, i, accounts.length, random));
  }
  return accounts;
}

function memberOf(cohort: Cohort, i: number, number: number, random: Random): ExampleAccount {
  const inTurn = (values: readonly string[] | undefined, otherwise: string): string =>
    values?.[i % values.length] ?? otherwise;
  const reported = inTurn(cohort.reported, '');
  return {
    ...nameOf(cohort, number, random),
    organisation: cohort.organisation,
    unit: inTurn(cohort.units, ''),
    type: inTurn(cohort.types, 'User'),
    status: inTurn(cohort.statuses, 'Active'),
    userPolicy: cohort.userPolicy ?? '',
    roles: inTurn(cohort.roles, ''),
    reported,
    methods: methodsOf(cohort, random),
    // Now and then the report does not tell the membership; then the reported status counts, and says the same.
    membership: cohort.membership ?? (random.below(6) === 0 ? '' : agreeingMembership(reported)),
    compromised: cohort.compromised ?? false,
    standsIn: cohort.standsIn ?? 'both',
  };
}

function nameOf(cohort: Cohort, number: number, random: Random): Pick<ExampleAccount, 'address' | 'displayName'> {
  if (cohort.called !== undefined)
    return { address: `${cohort.called}${number}@example.nhs.net`, displayName: `${cohort.called} ${number}` };
  const first = random.pick(FIRST_NAMES);
  return {
    address: `${first}.example${number}@nhs.net`,
    displayName: `Example, ${first[0]?.toUpperCase()}${first.slice(1)}`,
  };
}

function methodsOf(cohort: Cohort, random: Random): string {
  if (cohort.methods === 'none') return '';
  return random.pick(cohort.methods === 'app' ? APP_SETS : METHOD_SETS);
}
