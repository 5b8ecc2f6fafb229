import { fold, foldCode } from '../../model/text.ts';
import type { ExceptionEntry } from '../../generated/exceptions.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule, RuleInput } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

/** Nobody approves their own exception, nor one that they asked for. */
export const noSelfApproval: Rule = ({ exceptions }) =>
  exceptions.flatMap(({ document, path, entry, user }) => {
    const by = selfApproval(entry, user);
    if (by === null) return [];
    const message = `This exception is approved by ${by}. Somebody else must approve it.`;
    return [diagnose('self-approval', placeOf(document.source, [...path, 'approvedBy']), message)];
  });

/** Who of those that must not approve has approved, or null. */
function selfApproval({ approvedBy, requestedBy }: ExceptionEntry, user: string): string | null {
  if (approvedBy === undefined) return null;
  if (fold(approvedBy) === user) return 'its own user';
  return requestedBy !== undefined && fold(approvedBy) === fold(requestedBy) ? 'the person who asked for it' : null;
}

/** Where the tenant or the organisation names approvers, one of them approves its exceptions. */
export const approverIsKnown: Rule = (input) => {
  const approversOf = approverLists(input);
  return input.exceptions.flatMap(({ document, path, entry, organisation, user }) => {
    if (entry.approvedBy === undefined || selfApproval(entry, user) !== null) return [];
    const approvers = approversOf(organisation);
    if (approvers === null || approvers.size === 0 || approvers.has(fold(entry.approvedBy))) return [];
    const message =
      'The person in approvedBy is not on the list of approvers. Name a listed approver, or add this person to approvers.';
    return [diagnose('unknown-approver', placeOf(document.source, [...path, 'approvedBy']), message)];
  });
};

/** Folded approvers of the tenant and one organisation; null where a document that may name more has been refused. */
function approverLists({ documents }: RuleInput): (organisation: string) => ReadonlySet<string> | null {
  const tenant = documents.tenants[0]?.value;
  const tenants = (tenant?.approvers ?? []).map(fold);
  const own = new Map(
    documents.organisations.map(({ value }) => [foldCode(value.code), (value.approvers ?? []).map(fold)]),
  );
  const unknown = new Set(
    documents.refused.filter(({ kind }) => kind === 'Organisation').map(({ folder }) => foldCode(folder ?? '')),
  );
  const known = new Map<string, ReadonlySet<string>>();
  return (organisation) => {
    if (tenant === undefined || unknown.has(organisation)) return null;
    let approvers = known.get(organisation);
    if (approvers === undefined) {
      approvers = new Set([...tenants, ...(own.get(organisation) ?? [])]);
      known.set(organisation, approvers);
    }
    return approvers;
  };
}

export const somebodyApproves: Rule = ({ documents }) => {
  const [tenant] = documents.tenants;
  if (tenant === undefined || documents.refused.some(({ kind }) => kind === 'Organisation')) return [];
  if ([tenant, ...documents.organisations].some(({ value }) => (value.approvers ?? []).length > 0)) return [];
  const { file, line, column } = placeOf(tenant.source, []);
  return [
    diagnose(
      'no-approvers',
      { file, line, column },
      'The tenant lists no approvers, so anybody may approve an exception, and nobody an override. Add approvers to the tenant.',
    ),
  ];
};
