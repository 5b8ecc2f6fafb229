import { LEVELS } from '../../model/account.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule, RuleInput } from './rule.ts';
import { type Scope, scopesOf } from './scopes.ts';
import { placeOf, type Source } from '../yaml/source.ts';

/** Who loosens says why. */
export const looseningHasReason: Rule = (input) =>
  allScopes(input).flatMap(({ source, scope }) => {
    const { parent, level, reason } = scope;
    if (parent === null || reason !== undefined || LEVELS.indexOf(level) >= LEVELS.indexOf(parent.level)) return [];
    const message = `This ${nameOf(scope)} is looser (${level}) than ${parent.says} (${parent.level}). Add a reason.`;
    return [diagnose('loosening-without-reason', placeOf(source, [...scope.path, 'mfa']), message)];
  });

export const unitDiffersFromParent: Rule = (input) =>
  allScopes(input).flatMap(({ source, scope }) => {
    const { kind, parent, level } = scope;
    if (kind !== 'unit' || parent === null || level !== parent.level) return [];
    const message = `This unit repeats the level of ${parent.says} (${level}). Remove it if it is not needed.`;
    return [diagnose('unit-repeats-parent', placeOf(source, [...scope.path, 'mfa']), message)];
  });

export const disabledScopeEnds: Rule = (input) =>
  allScopes(input).flatMap(({ source, scope }) => {
    if (scope.level !== 'disabled' || scope.until !== undefined) return [];
    const message = `This ${nameOf(scope)} is disabled without an end. Add until.`;
    return [diagnose('disabled-without-until', placeOf(source, [...scope.path, 'mfa']), message)];
  });

function allScopes({ documents }: RuleInput): { source: Source; scope: Scope }[] {
  const tenantLevel = documents.tenants[0]?.value.mfa ?? null;
  return documents.organisations.flatMap((organisation) =>
    scopesOf(organisation, tenantLevel).map((scope) => ({ source: organisation.source, scope })),
  );
}

function nameOf({ kind }: Scope): string {
  return kind === 'unit' ? 'unit' : 'user policy';
}
