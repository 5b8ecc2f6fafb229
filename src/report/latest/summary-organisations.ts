import { compareUtf8 } from '../../model/text.ts';
import { type Coverage, enforced, percentage } from '../figures/three-facts.ts';
import type { OrganisationFigures } from '../figures/figures.ts';
import { code, table, text } from '../markup/markdown.ts';
import { maskText } from '../markup/mask.ts';
import { grouped } from '../markup/terminal.ts';
import type { ReportData } from '../figures/report-data.ts';

/** More organisations than these make a table that nobody reads: then only the least covered are listed. */
const LISTED_ORGANISATIONS = 50;

/** The three facts by organisation. */
export function organisationSection({ figures, mask }: ReportData): string {
  const { organisations } = figures;
  const left = organisations.length - LISTED_ORGANISATIONS;
  const shown = left > 0 ? leastCovered(organisations).slice(0, LISTED_ORGANISATIONS) : organisations;
  const head = ['code', 'name', 'accounts', 'managed', 'enforced', 'registered', 'exceptions', 'pending'];
  const rows = shown.map((each) => [
    each.code === '' ? '(none)' : code(maskText(each.code, mask)),
    each.name === null ? '(no policy)' : text(maskText(each.name, mask)),
    grouped(each.managed.accounts + each.unmanaged.accounts),
    grouped(each.managed.accounts),
    percentage(enforced(each.managed), each.managed.accounts),
    percentage(each.managed.registered.yes, each.managed.accounts),
    grouped(active(each)),
    grouped(each.pending),
  ]);
  const more =
    left > 0
      ? [
          `The ${LISTED_ORGANISATIONS} with the lowest coverage; ${grouped(left)} more are not listed here. \`mfactl report --json\` tells all.`,
        ]
      : [];
  return [
    '## Organisations',
    'Enforced and registered are shares of managed accounts, rounded down. Exceptions are those accepted, and those unrecorded.',
    table(head, rows, head.slice(2)),
    ...more,
  ].join('\n\n');
}

/** The lowest share first, then the most accounts without MFA; organisations with nothing managed come last. */
function leastCovered(organisations: readonly OrganisationFigures[]): OrganisationFigures[] {
  const ratio = ({ managed }: Coverage): number => (managed.accounts === 0 ? 2 : enforced(managed) / managed.accounts);
  return organisations.toSorted(
    (a, b) => ratio(a) - ratio(b) || b.managed.accounts - a.managed.accounts || compareUtf8(a.code, b.code),
  );
}

function active({ exceptions }: Coverage): number {
  return exceptions['short-term'] + exceptions['long-term'] + exceptions.unrecorded;
}
