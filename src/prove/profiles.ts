/** The people that policies tell apart, whatever their place: type, status, roles, what is reported, and exceptions. */
import { type AccountFacts, LEAVER_STATUSES, readFacts } from '../decide/facts.ts';
import type { Person } from './invariant.ts';
import { type Account, LEVELS } from '../model/account.ts';
import type { Policies, RolePolicy } from '../model/policies.ts';
import { type ExceptionClass, type RoleClass, exceptionClasses, roleClasses } from './roles-and-exceptions.ts';
import { NO_PAST } from '../decide/context.ts';
import { MEMBERSHIP_OF, STATUS, actualLevel } from '../model/status.ts';
import { foldStatus } from '../model/text.ts';

/** Accounts that get the same level in each place, by one of them; its place is left blank. */
export interface Profile {
  readonly key: string;
  readonly account: Account;
  readonly statusEvidence: boolean;
  readonly exception: ExceptionClass;
  readonly person: Person;
}

/** The usual ones first, since the first counterexample is shown; blank stands for every other text. */
const REPORTED: readonly string[] = [
  STATUS.adminEnabled,
  STATUS.adminDisabled,
  STATUS.userEnabled,
  STATUS.userDisabled,
  STATUS.enforcedAdmin,
  STATUS.enforcedAtp,
  STATUS.disabledAdmin,
  STATUS.disabledAtp,
  STATUS.enforcedCompromised,
  STATUS.shortTerm,
  STATUS.longTerm,
  '',
];
/** Statuses that are read with other eyes where the source's statuses are no evidence. */
const EVIDENCE: readonly string[] = [STATUS.enforcedAdmin, STATUS.enforcedAtp, STATUS.enforcedCompromised];

/** One profile for each class of managed accounts, the simplest first; only of those with a role, where one is given. */
export function profiles(policies: Policies, role: RolePolicy | null): Profile[] {
  const found: Profile[] = [];
  const roles = roleClasses(policies.roles, role);
  for (const account of accounts(policies)) {
    const exceptions = exceptionClasses(account, policies);
    for (const statusEvidence of EVIDENCE.includes(account.reported) ? [true, false] : [true]) {
      // Marked as compromised beside a status that says so: no class of its own.
      if (account.compromised && statusEvidence && account.reported === STATUS.enforcedCompromised) continue;
      for (const held of roles) {
        const facts = readFacts({ ...account, roles: held.names }, policies, { ...NO_TIME, statusEvidence });
        for (const exception of exceptions) found.push(profileOf(facts, held, statusEvidence, exception));
      }
    }
  }
  return found.sort((a, b) => oddity(a) - oddity(b));
}

/** Facts of an account do not depend on the time. */
const NO_TIME = { now: 0, ...NO_PAST };

function profileOf(facts: AccountFacts, held: RoleClass, statusEvidence: boolean, exception: ExceptionClass): Profile {
  const { account, actual, compromised } = facts;
  const { type, status, reported } = account;
  const marked = compromised ? 'compromised' : 'not compromised';
  const evidence = statusEvidence ? 'is evidence' : 'is no evidence';
  return {
    key: [type, status, reported, evidence, actual, marked, held.key, exception.key].join(', '),
    account,
    statusEvidence,
    exception,
    person: { facts, exception: exception.kind },
  };
}

/** How far an account is from an ordinary one: people understand the plainest counterexample best. */
function oddity({ account, statusEvidence, exception, person }: Profile): number {
  return (
    account.roles.length +
    (exception.active === null ? 0 : 1) +
    (exception.over === null ? 0 : 2) +
    (exception.granted === null ? 0 : 2) +
    (person.facts.compromised ? 1 : 0) +
    (statusEvidence ? 0 : 4) +
    (account.membership === null ? 0 : 3) +
    (LEAVER_STATUSES.includes(account.status) ? 1 : 0) +
    REPORTED.indexOf(account.reported) / REPORTED.length
  );
}

/** All that an account may be without roles and exceptions, up to what policies tell apart. */
function* accounts(policies: Policies): Generator<Account> {
  const address = freeAddress(policies);
  for (const type of managedTypes(policies))
    for (const status of statusClasses(policies))
      for (const reported of REPORTED)
        for (const level of [...LEVELS, 'unknown'] as const)
          for (const compromised of [false, true]) {
            const told = actualLevel({ membership: null, reported }) === level ? null : MEMBERSHIP_OF[level];
            yield { ...BLANK, address, type, status, reported, membership: told, compromised };
          }
}

const BLANK = { id: null, organisation: '', unit: '', userPolicy: '', roles: [], methods: [] };

function managedTypes({ tenant }: Policies): string[] {
  return [...tenant.accountTypes].filter(([, { treatment }]) => treatment !== 'unmanaged').map(([type]) => type);
}

/** An ordinary status, and one of a leaver; those that the tenant leaves alone are no account's that is managed. */
function statusClasses({ tenant }: Policies): string[] {
  const isManaged = (status: string): boolean => !tenant.unmanagedStatuses.has(foldStatus(status));
  const ordinary = freeName('Active', (status) => !isManaged(status));
  return [ordinary, ...LEAVER_STATUSES.filter(isManaged).slice(0, 1)];
}

/** An address that no policy names: what is said of it holds for everybody's. */
function freeAddress({ tenant, exceptions, reEnrolments }: Policies): string {
  const taken = [tenant.protected, exceptions.byAddress, reEnrolments.byAddress];
  const name = freeName('any.account', (each) => taken.some((names) => names.has(`${each}@example.nhs.net`)));
  return `${name}@example.nhs.net`;
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name}.${number}`;
  return free;
}
