import type { Account, Membership } from '../../model/account.ts';

/** The columns of an account in the order in which rows are written and read. */
export const ACCOUNT_COLUMNS =
  'address, id, organisation, unit, type, status, user_policy, roles, reported, methods, membership, compromised';

/** A row of `accounts` in that order. */
export type AccountRow = [
  address: string,
  id: string | null,
  organisation: string,
  unit: string,
  type: string,
  status: string,
  userPolicy: string,
  roles: string,
  reported: string,
  methods: string | null,
  membership: string | null,
  compromised: number,
];

export function accountOf(row: AccountRow): Account {
  const [address, id, organisation, unit, type, status, userPolicy, roles, reported, methods, membership, compromised] =
    row;
  return {
    address,
    id,
    organisation,
    unit,
    type,
    status,
    userPolicy,
    roles: listOf(roles),
    reported,
    methods: methodsOf(methods),
    membership: membershipOf(membership),
    compromised: compromised === 1,
  };
}

/** A list as the file keeps it. */
export function listText(list: readonly string[]): string {
  return JSON.stringify(list);
}

export function listOf(text: string): readonly string[] {
  return JSON.parse(text) as string[];
}

/** NULL stays null: methods that the source does not tell. */
export function methodsOf(text: string | null): readonly string[] | null {
  return text === null ? null : listOf(text);
}

/** Only mfactl writes the column, so it holds nothing else. */
export function membershipOf(text: string | null): Membership | null {
  return text as Membership | null;
}
