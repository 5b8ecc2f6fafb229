/** Sections of summary.md that tell in short what coverage.json and exceptions.csv hold. */
import type { CoverageReport, OrganisationCoverage } from '../../generated/coverage.ts';
import { code, markdownTable, text } from '../markup/markdown.ts';
import { counted, grouped, percent, tenths } from '../markup/numbers.ts';
import { NO_LEDGER } from '../figures/coverage.ts';
import { percentage } from '../figures/three-facts.ts';

/** More rows than these make a table that nobody reads. */
const LISTED = 20;
const MORE = '`mfactl report --json` and coverage.json hold all of them.';

/** Entries of the register by state. */
export function registerMarkdown({ exceptions: { register: counts } }: CoverageReport): string {
  const rows = [
    ['Active', counts.active],
    ['Coming', counts.coming],
    ['Refused', counts.refused],
    ['Idle: the account does not exist, is not managed, or has another exception', counts.idle],
    ['Lapsed', counts.lapsed],
    ['Unrecorded: the portal granted it, and the policies do not hold it', counts.unrecorded],
  ] as const;
  return [
    '## The register of exceptions',
    'All exceptions in the policies, also those whose account does not exist. `exceptions.csv` lists them with approval, age and review.',
    markdownTable(
      ['state', 'exceptions'],
      rows.map(([name, count]) => [name, grouped(count)]),
      ['exceptions'],
    ),
  ].join('\n\n');
}

/** How far each wave is, and whether its accounts are ready. */
export function rolloutMarkdown({ rollout: waves }: CoverageReport): string {
  const title = '## Rollout';
  if (waves.length === 0) return `${title}\n\nNo organisation has a rollout.`;
  const rows = waves
    .slice(0, LISTED)
    .map(({ organisation, wave, starts, started, accounts, registered, enforced }) => [
      code(organisation),
      wave === null ? '(no wave)' : text(wave),
      starts === null ? '–' : `${starts}${started ? ', started' : ''}`,
      grouped(accounts),
      percentage(registered.yes, accounts),
      percentage(enforced, accounts),
    ]);
  const head = ['organisation', 'wave', 'starts', 'managed', 'registered', 'enforced'];
  return [
    title,
    'Managed accounts by the first wave that covers them. An account with a registered method is ready.',
    markdownTable(head, rows, head.slice(3)),
    ...left(waves.length, 'wave'),
  ].join('\n\n');
}

/** Privileged accounts with a method that is too weak for them. */
export function weakMethodsMarkdown({ weakMethods: { total, listed } }: CoverageReport): string {
  const title = '## Weak methods on privileged accounts';
  if (total === 0) return `${title}\n\nNone.`;
  const rows = listed
    .slice(0, LISTED)
    .map(({ account, organisation, roles, methods }) => [
      code(account),
      text(organisation),
      text(roles.join(', ')),
      text(methods.join(', ')),
    ]);
  return [
    title,
    `${counted(total, 'account')} with a registered method that a role does not allow.`,
    markdownTable(['account', 'organisation', 'role', 'method'], rows),
    ...left(total, 'account'),
  ].join('\n\n');
}

/** User-days without MFA. */
export function exposureMarkdown({ exposure }: CoverageReport): string {
  const title = '## Exposure';
  if (exposure === null) return `${title}\n\n${NO_LEDGER}`;
  const { from, to, userDays, byOrganisation } = exposure;
  const rows = byOrganisation
    .slice(0, LISTED)
    .map(({ organisation, userDays: days }) => [organisation === '' ? '(none)' : code(organisation), tenths(days)]);
  return [
    title,
    `**${tenths(userDays)} user-days without MFA** from ${from} to ${to}. This is the time that managed accounts were at level disabled or unknown, rounded up.`,
    ...(rows.length === 0 ? [] : [markdownTable(['organisation', 'user-days'], rows, ['user-days'])]),
    ...left(byOrganisation.length, 'organisation'),
  ].join('\n\n');
}

function left(all: number, noun: string): string[] {
  return all <= LISTED ? [] : [`${counted(all - LISTED, `more ${noun}`)} not listed here. ${MORE}`];
}

/** More organisations than these make a table that nobody reads: then only the least covered are listed. */
const LISTED_ORGANISATIONS = 50;

/** The three facts by organisation. */
export function organisationsMarkdown({ organisations }: CoverageReport): string {
  const left = organisations.length - LISTED_ORGANISATIONS;
  const shown = left > 0 ? leastCovered(organisations).slice(0, LISTED_ORGANISATIONS) : organisations;
  const head = ['code', 'name', 'accounts', 'managed', 'enforced', 'registered', 'exceptions', 'pending'];
  const rows = shown.map((each) => [
    each.code === '' ? '(none)' : code(each.code),
    each.name === null ? '(no policy)' : text(each.name),
    grouped(each.managed.accounts + each.unmanaged.accounts),
    grouped(each.managed.accounts),
    percent(each.enforcedPercent),
    percent(each.registeredPercent),
    grouped(active(each)),
    grouped(each.pending),
  ]);
  const more =
    left > 0
      ? [
          `The ${LISTED_ORGANISATIONS} with the lowest coverage; ${grouped(left)} more are not listed here. \`mfactl report --json\` holds all of them.`,
        ]
      : [];
  return [
    '## Organisations',
    'Enforced and registered are shares of managed accounts, rounded down. Exceptions are the accepted ones and the unrecorded ones.',
    markdownTable(head, rows, head.slice(2)),
    ...more,
  ].join('\n\n');
}

/** The lowest share first, then the most accounts without MFA, then by code; organisations with nothing managed come last. */
function leastCovered(organisations: readonly OrganisationCoverage[]): OrganisationCoverage[] {
  // Shares in per cent are rounded, so they would not tell which of two is lower.
  const ratio = ({ managed: { accounts, levels } }: OrganisationCoverage): number =>
    accounts === 0 ? 2 : ((levels.standard ?? 0) + (levels['named-locations'] ?? 0)) / accounts;
  return organisations.toSorted((a, b) => ratio(a) - ratio(b) || b.managed.accounts - a.managed.accounts);
}

function active({ exceptions }: OrganisationCoverage): number {
  return (exceptions['short-term'] ?? 0) + (exceptions['long-term'] ?? 0) + (exceptions.unrecorded ?? 0);
}
