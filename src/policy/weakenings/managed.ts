/** Who is managed at all, and who may approve: account types, statuses, protected accounts, approvers. */
import type { Origin } from '../../model/account.ts';
import { placeIn } from '../resolve/places.ts';
import {
  type Compared,
  type FindWeakenings,
  type Weakening,
  codesOf,
  organisationIn,
  placeOfOrganisation,
} from './weakening.ts';

export const typesNotManaged: FindWeakenings = ({ policies: before }, { policies: after }) => {
  const { accountTypes, accountTypesOrigin } = after.tenant;
  const types = new Set([...before.tenant.accountTypes.keys(), ...accountTypes.keys()]);
  return [...types].flatMap((type): Weakening[] => {
    const from = before.tenant.accountTypes.get(type)?.treatment ?? 'unmanaged';
    const entry = accountTypes.get(type);
    const to = entry?.treatment ?? 'unmanaged';
    if (from === to || from === 'disabled' || to === 'managed') return [];
    const says =
      to === 'disabled'
        ? `MFA is switched off for accounts of type ${type}, which were ${from}.`
        : `Accounts of type ${type} are no longer managed${entry === undefined ? ', because no list names the type' : ''}.`;
    return [{ kind: 'type-unmanaged', organisation: null, says, place: entry?.origin ?? accountTypesOrigin }];
  });
};

export const statusesNotManaged: FindWeakenings = ({ policies: before }, { policies: after }) =>
  [...after.tenant.unmanagedStatuses]
    .filter(([status]) => !before.tenant.unmanagedStatuses.has(status))
    .map(([status, place]) => {
      const says = `Accounts with the status ${status} are no longer managed.`;
      return { kind: 'status-unmanaged', organisation: null, says, place };
    });

export const accountsProtected: FindWeakenings = ({ policies: before }, { policies: after }) =>
  [...after.tenant.protected]
    .filter(([account]) => !before.tenant.protected.has(account))
    .map(([account, place]) => {
      const says = `${account} becomes a protected account: no policy changes it any more.`;
      return { kind: 'account-protected', organisation: null, says, place };
    });

export const approversAdded: FindWeakenings = (before, after) => [
  ...after.policies.tenant.approvers.flatMap((approver, i): Weakening[] => {
    if (before.policies.tenant.approvers.includes(approver)) return [];
    const says = `${approver} may now approve exceptions everywhere, and overrides.`;
    const place = placeIn(after.places.tenant, `approvers.${i}`) ?? after.policies.tenant.levelOrigin;
    return [{ kind: 'approver-added', organisation: null, says, place }];
  }),
  ...approversGone(before, after),
  ...codesOf(before.policies, after.policies).flatMap((code) => {
    const known = organisationIn(before.policies, code).approvers;
    return organisationIn(after.policies, code).approvers.flatMap((approver, i): Weakening[] => {
      if (known.includes(approver)) return [];
      const says = `${approver} may now approve exceptions of ${code}.`;
      const place =
        placeIn(after.places.organisations.get(code), `approvers.${i}`) ??
        placeOfOrganisation(before.policies, after.policies, code);
      return [{ kind: 'approver-added', organisation: code, says, place }];
    });
  }),
];

/** Where nobody is named any more, anybody may approve an exception. */
function approversGone({ policies: before }: Compared, { policies: after }: Compared): Weakening[] {
  if (after.tenant.approvers.length > 0) return [];
  const gone = (organisation: string | null, where: string, place: Origin): Weakening => {
    const says = `Nobody is named as an approver${where} any more, so anybody may approve an exception there.`;
    return { kind: 'approver-added', organisation, says, place };
  };
  if (before.tenant.approvers.length > 0) return [gone(null, ' of the tenant', after.tenant.levelOrigin)];
  return codesOf(before, after)
    .filter((code) => organisationIn(before, code).approvers.length > 0)
    .filter((code) => organisationIn(after, code).approvers.length === 0)
    .map((code) => gone(code, ` of ${code}`, placeOfOrganisation(before, after, code)));
}
