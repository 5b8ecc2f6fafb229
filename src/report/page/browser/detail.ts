/** One organisation by itself: everything that the data says of it. */
import type { CoverageReport, OrganisationCoverage } from '../../../generated/coverage.ts';
import { exposure, lapses, waves, weakMethods } from './detail-lists.ts';
import { count, element, outside, share, smallTable } from './element.ts';

/** The content of the sheet of one organisation, by its place in the data. */
export function organisationSheet(report: CoverageReport, index: number): HTMLElement[] {
  const organisation = report.organisations[index] as OrganisationCoverage;
  const { code, name } = organisation;
  const title = element(
    'h2',
    { id: 'detail-title', tabindex: '-1' },
    code === '' ? 'Accounts without an organisation' : outside(code),
    name === null ? null : ' ',
    name === null ? null : outside(name),
  );
  const how = element('p', {}, element('a', { href: '#made-organisations' }, 'How these figures are made'));
  const noPolicy =
    code !== '' && name === null ? element('p', { class: 'nothing' }, 'No policy file names this organisation.') : null;
  return [
    title,
    noPolicy,
    summary(organisation, index),
    levels(organisation, index),
    registered(organisation, index),
    exceptions(organisation, index),
    statuses(report, index),
    waves(report, code),
    exposure(report, code),
    lapses(report, code),
    weakMethods(report, code),
    how,
  ].filter((part) => part !== null);
}

function summary(organisation: OrganisationCoverage, index: number): HTMLElement {
  const at = `organisations.${index}`;
  const fact = (name: string, value: HTMLElement): HTMLElement =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value));
  return element(
    'dl',
    { class: 'key-facts' },
    fact('MFA enforced', share(organisation.enforcedPercent, `${at}.enforcedPercent`)),
    fact('Registered', share(organisation.registeredPercent, `${at}.registeredPercent`)),
    fact('Managed accounts', count(organisation.managed.accounts, `${at}.managed.accounts`)),
    fact('Pending changes', count(organisation.pending, `${at}.pending`)),
  );
}

const LEVELS = [
  ['standard', 'Enforced at every sign-in'],
  ['named-locations', 'Enforced except on named locations'],
  ['disabled', 'Not enforced'],
  ['unknown', 'Unknown (never counts as enforced)'],
] as const;

function levels({ managed, unmanaged }: OrganisationCoverage, index: number): HTMLElement {
  const at = `organisations.${index}`;
  const rows = LEVELS.map(([level, title]) => [
    title,
    count(managed.levels[level], `${at}.managed.levels.${level}`),
    count(unmanaged.levels[level], `${at}.unmanaged.levels.${level}`),
  ]);
  return smallTable('Is MFA enforced?', ['level now', 'managed', 'unmanaged'], rows);
}

function registered({ managed, unmanaged }: OrganisationCoverage, index: number): HTMLElement {
  const at = `organisations.${index}`;
  const names = { yes: 'Yes', no: 'No', unknown: 'Unknown' } as const;
  const rows = (['yes', 'no', 'unknown'] as const).map((key) => [
    names[key],
    count(managed.registered[key], `${at}.managed.registered.${key}`),
    count(unmanaged.registered[key], `${at}.unmanaged.registered.${key}`),
  ]);
  return smallTable('Is a method registered?', ['registered', 'managed', 'unmanaged'], rows);
}

const FATES = [
  ['short-term', 'Short term (24 hours)'],
  ['long-term', 'Long term (180 days)'],
  ['unrecorded', 'Unrecorded (portal only)'],
  ['refused', 'Refused, so not in force'],
] as const;

function exceptions(organisation: OrganisationCoverage, index: number): HTMLElement {
  const rows = FATES.map(([fate, title]) => [
    title,
    count(organisation.exceptions[fate], `organisations.${index}.exceptions.${fate}`),
  ]);
  return smallTable('Is an exception active?', ['exception', 'accounts'], rows);
}

/** In the order of the whole tenant's. A name of a status may hold a full stop, so its place names it. */
function statuses(report: CoverageReport, index: number): HTMLElement {
  const own = (report.organisations[index] as OrganisationCoverage).statuses;
  const rows = report.statuses
    .filter(({ name }) => Object.hasOwn(own, name))
    .map(({ name }) => [
      name === '' ? '(blank)' : outside(name),
      count(own[name], `organisations.${index}.statuses.${name}`),
    ]);
  return smallTable('Accounts by reported MFA status', ['status', 'accounts'], rows);
}
