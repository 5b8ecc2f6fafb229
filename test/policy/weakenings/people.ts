/** The people of the tenant before a change: everybody is as the policies want it. */
import type { Account } from '../../../src/model/account.ts';
import { account } from '../../worlds/build.ts';

const many = (count: number, name: string, given: Partial<Account>): Account[] =>
  Array.from({ length: count }, (_, i) =>
    account({
      address: `${name}.${i + 1}@nhs.net`,
      unit: 'Corporate',
      userPolicy: '',
      membership: 'standard',
      ...given,
    }),
  );
const off: Partial<Account> = { membership: 'none', reported: 'Admin Disabled' };

export const PEOPLE: readonly Account[] = [
  ...many(100, 'user', {}),
  ...many(10, 'ward', { unit: 'Wards' }),
  ...many(10, 'plant', { unit: 'Estates', membership: 'named-locations' }),
  ...many(5, 'kiosk', { unit: 'Estates/Kiosks' }),
  ...many(5, 'trial', { unit: 'Trial', ...off }),
  ...many(5, 'volunteer', { userPolicy: 'X26.E3.Volunteers', ...off }),
  ...many(5, 'clinical', { userPolicy: 'X26.E3.Clinical' }),
  ...many(5, 'basic', { userPolicy: 'X26.E1.Basic' }),
  ...many(2, 'admin', { roles: ['Local Admin'], reported: 'MFA Enforced Admin Role' }),
  ...many(2, 'ra', { roles: ['Registration Authority'], reported: 'MFA Enforced Admin Role' }),
  ...many(2, 'manager', { roles: ['RA Manager'], reported: 'MFA Enforced Admin Role' }),
  ...many(4, 'shared', { type: 'Shared' }),
  ...many(4, 'room', { type: 'Resource', ...off }),
  ...many(20, 'community', { organisation: 'X1A', unit: 'Clinics' }),
  ...many(10, 'nurse', { organisation: 'X1A', unit: 'Wards', ...off }),
  ...many(4, 'it', { organisation: 'X1A', unit: 'IT' }),
];
