/** What the lists of the whole tenant say of one organisation: its waves, exposure, lapses and weak methods. */
import type { CoverageReport } from '../../../generated/coverage.ts';
import { utcText, zonedText } from '../../markup/dates.ts';
import { type Child, count, element, outside, smallTable, userDays } from './element.ts';

/** Entries of a list of the tenant that are about one organisation, each with its place. */
function ownOf<Entry extends { organisation: string }>(list: readonly Entry[], code: string): [Entry, number][] {
  return list.map((entry, i): [Entry, number] => [entry, i]).filter(([{ organisation }]) => organisation === code);
}

export function waves({ rollout, timezone }: CoverageReport, code: string): HTMLElement | null {
  const rows = ownOf(rollout, code).map(([{ wave, starts, started, accounts, enforced, registered: ready }, i]) => [
    element('span', {}, wave === null ? '(no wave)' : outside(wave), whenText(starts, started, timezone)),
    count(accounts, `rollout.${i}.accounts`),
    count(enforced, `rollout.${i}.enforced`),
    count(ready.yes, `rollout.${i}.registered.yes`),
    count(ready.no, `rollout.${i}.registered.no`),
    count(ready.unknown, `rollout.${i}.registered.unknown`),
  ]);
  const heads = ['wave', 'accounts', 'MFA enforced', 'registered', 'not registered', 'unknown'];
  return rows.length === 0 ? null : smallTable('Rollout and readiness', heads, rows);
}

function whenText(starts: string | null, started: boolean, timezone: string): HTMLElement | null {
  if (starts === null) return null;
  return element('span', { class: 'sub' }, `${started ? 'started' : 'starts'} ${zonedText(starts, timezone)}`);
}

export function exposure({ exposure: all }: CoverageReport, code: string): HTMLElement | null {
  if (all === null) return null;
  const own = ownOf(all.byOrganisation, code).map(([each, i]): Child[] => [
    'The whole organisation',
    userDays(each.userDays, `exposure.byOrganisation.${i}.userDays`),
  ]);
  const units = ownOf(all.byUnit, code).map(([each, i]): Child[] => [
    each.unit === '' ? '(no unit)' : outside(each.unit),
    userDays(each.userDays, `exposure.byUnit.${i}.userDays`),
  ]);
  return own.length === 0 ? null : smallTable('User-days without MFA', ['where', 'user-days'], [...own, ...units]);
}

export function lapses({ lapsing, timezone }: CoverageReport, code: string): HTMLElement | null {
  const rows = ownOf(lapsing.listed, code).map(([{ account, unit, type, reason, expiresAt }]) => [
    outside(account),
    outside(unit),
    type,
    outside(reason),
    `${utcText(expiresAt)} (${zonedText(expiresAt, timezone)})`,
  ]);
  const heads = ['account', 'unit', 'type', 'reason', 'lapses'];
  return rows.length === 0 ? null : smallTable('Exceptions that lapse within 30 days', heads, rows, 5);
}

export function weakMethods({ weakMethods: all }: CoverageReport, code: string): HTMLElement | null {
  const rows = ownOf(all.listed, code).map(([{ account, roles, methods }]) => [
    outside(account),
    outside(roles.join(', ')),
    outside(methods.join(', ')),
  ]);
  const heads = ['account', 'roles', 'methods that they do not allow'];
  return rows.length === 0 ? null : smallTable('Weak methods on privileged accounts', heads, rows, 3);
}
