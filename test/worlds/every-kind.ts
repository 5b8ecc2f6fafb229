import type { Account } from '../../src/model/account.ts';
import { account } from './accounts.ts';

/**
 * Every kind of value that two reports can tell: blank, null where a whole source does not name the account (`lee`),
 * and filled. Out of order, with addresses that are not folded.
 */
export const EVERY_KIND: readonly Account[] = [
  account({ address: 'Sam.Example@NHS.net', id: 'B2', reported: '', methods: [], membership: null, unit: '' }),
  account({
    address: 'jo.example@nhs.net',
    id: 'a1',
    roles: ['Local Admin', 'ATP Approver'],
    methods: ['PhoneAppOTP', 'SMS'],
  }),
  account({ address: 'lee.example@nhs.net', reported: '', methods: null, membership: null }),
  account({
    address: 'kiosk@example.nhs.net',
    id: 'C3',
    type: 'Shared',
    status: 'Inactive',
    userPolicy: '',
    membership: 'none',
  }),
  account({
    address: 'ZOE\u0308@nhs.net',
    id: 'D4',
    organisation: 'A81001',
    type: '',
    status: '',
    membership: 'unknown',
  }),
  account({
    address: 'al@nhs.net',
    id: 'E5',
    unit: 'Estates\\Kiosks > Ward 3',
    membership: 'named-locations',
    compromised: true,
  }),
];
