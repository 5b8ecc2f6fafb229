import type { AgeCount, CoverageReport } from '../../../generated/coverage.ts';
import { stackedBar } from '../chart/bar.ts';
import { figure, madeLink } from '../figure.ts';
import { grouped } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import type { Section } from '../section.ts';
import { isolated, htmlTable } from '../table.ts';

/** The states of an entry, as the register of exceptions has them. */
const STATES = [
  ['coming', 'not started yet'],
  ['active', 'in force for an account'],
  ['refused', 'the policies do not allow it for the account'],
  ['idle', 'in its time, but without effect'],
  ['lapsed', 'over'],
  ['unrecorded', 'the portal granted it, and the policies do not hold it'],
] as const;

/** Exceptions by reason and age, and the register. */
export function exceptionsSection(report: CoverageReport): Section {
  return {
    id: 'exceptions',
    title: 'Exceptions',
    made: 'exceptions',
    content: html`<div class="columns"><div><h3>By reason</h3>${reasonTable(report)}</div>
<div><h3>By age</h3>${ageTable(report)}<h3>The register</h3>${registerTable(report)}<p><code>exceptions.csv</code> lists each exception. ${madeLink('exceptions', 'the register')}</p></div></div>`,
  };
}

function reasonTable(report: CoverageReport): Html {
  const { byReason } = report.exceptions;
  const most = Math.max(1, ...byReason.map(({ active }) => active));
  const rows = byReason.map(({ type, reason, active }, i) => [
    html`${isolated(reason)}<span class="sub">${type}</span>`,
    stackedBar([{ className: type === 'long-term' ? 'fill-long' : 'fill-short', value: active }], most),
    figure(report, `exceptions.byReason.${i}.active`),
    figure(report, `exceptions.byReason.${i}.refused`),
  ]);
  const unrecorded = [
    html`unrecorded<span class="sub">portal only</span>`,
    stackedBar(
      [{ className: 'fill-unknown', value: report.exceptions.unrecorded }],
      Math.max(most, report.exceptions.unrecorded),
    ),
    figure(report, 'exceptions.unrecorded'),
    '–',
  ];
  const columns = [
    { head: 'reason' },
    { head: '', holds: 'bar' },
    { head: 'in force', holds: 'numbers' },
    { head: 'refused', holds: 'numbers' },
  ] as const;
  return htmlTable('Accounts by the reason of their exception', columns, [...rows, unrecorded]);
}

function ageTable(report: CoverageReport): Html {
  const { byAge } = report.exceptions;
  const most = Math.max(1, ...byAge.map(({ active }) => active));
  const rows = byAge.map((band, i) => [
    ageText(band),
    stackedBar([{ className: 'fill-plain', value: band.active }], most),
    figure(report, `exceptions.byAge.${i}.active`),
  ]);
  const columns = [{ head: 'began' }, { head: '', holds: 'bar' }, { head: 'in force', holds: 'numbers' }] as const;
  return htmlTable('Accounts by the age of their exception', columns, rows);
}

function ageText({ fromDays, toDays }: AgeCount): string {
  if (toDays === null) return `${grouped(fromDays)} days ago or more`;
  if (fromDays === 0) return `under ${grouped(toDays)} ${toDays === 1 ? 'day' : 'days'} ago`;
  return `${grouped(fromDays)} to under ${grouped(toDays)} days ago`;
}

function registerTable(report: CoverageReport): Html {
  const rows = STATES.map(([state, means]) => [state, means, figure(report, `exceptions.register.${state}`)]);
  return htmlTable(
    'Exceptions by state',
    [{ head: 'state' }, { head: 'meaning' }, { head: 'entries', holds: 'numbers' }],
    rows,
  );
}
