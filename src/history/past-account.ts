import type { Account, State } from '../model/account.ts';
import { withState } from './state-then.ts';

/** What is still known of an account that the directory no longer has; all else counts as that of an ordinary user. */
export function goneAccount(
  name: Pick<Account, 'id' | 'address'>,
  place: Pick<Account, 'organisation' | 'unit'>,
  state: State | null,
): Account {
  const account: Account = {
    ...name,
    ...place,
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: [],
    reported: '',
    methods: null,
    membership: null,
    compromised: false,
  };
  return withState(account, state);
}
