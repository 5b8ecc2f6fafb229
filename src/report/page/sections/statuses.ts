import type { CoverageReport, CoverageText } from '../../../generated/coverage.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from '../../figures/legend.ts';
import { stackedBar } from '../chart/bar.ts';
import { figure, madeLink } from '../figure.ts';
import { type Html, html } from '../../markup/html.ts';
import type { Section } from '../section.ts';
import { isolated, htmlTable } from '../table.ts';

const LEVEL_OF = new Map(STATUS_LEGEND.map(({ name, level }) => [name, level]));
const MEANING_OF_LEVEL = { standard: 'enforced', 'named-locations': 'enforced', disabled: 'not enforced' } as const;

/** What the portal reports of each account, and by which methods people sign in. */
export function statusesSection(report: CoverageReport): Section {
  return {
    id: 'statuses',
    title: 'Statuses and methods',
    brief: 'Statuses',
    content: html`<p>All accounts, managed or not, by what the directory reports for them. <a href="#legend">What each text means</a>.</p>
<div class="columns"><div><h3>By reported MFA status</h3>${statusTable(report)}${madeLink('statuses', 'accounts by reported MFA status')}</div>
<div><h3>By authentication type</h3>${methodTable(report)}<p>An account counts once for each of its types.</p>${madeLink('methods', 'accounts by authentication type')}</div></div>`,
  };
}

function statusTable(report: CoverageReport): Html {
  const most = Math.max(...report.statuses.map(({ accounts }) => accounts));
  const rows = report.statuses.map(({ name, accounts }, i) => {
    const level = LEVEL_OF.get(name);
    const className = level === undefined ? 'fill-unknown' : level === 'disabled' ? 'fill-disabled' : 'fill-standard';
    return [
      html`${nameOf(name)}<span class="sub">${level === undefined ? 'unknown' : MEANING_OF_LEVEL[level]}</span>`,
      stackedBar([{ className, value: accounts }], most),
      figure(report, `statuses.${i}.accounts`),
    ];
  });
  const columns = [
    { head: 'status, and whether MFA is enforced' },
    { head: '', holds: 'bar' },
    { head: 'accounts', holds: 'numbers' },
  ] as const;
  return htmlTable('Accounts by reported MFA status', columns, rows);
}

function methodTable(report: CoverageReport): Html {
  const most = Math.max(...report.methods.map(({ accounts }) => accounts));
  const rows = report.methods.map(({ name, accounts }, i) => [
    nameOf(name),
    stackedBar([{ className: 'fill-plain', value: accounts }], most),
    figure(report, `methods.${i}.accounts`),
  ]);
  const columns = [{ head: 'type' }, { head: '', holds: 'bar' }, { head: 'accounts', holds: 'numbers' }] as const;
  return htmlTable('Accounts by authentication type', columns, rows);
}

function nameOf(name: string): Html {
  return name === '' ? html`(blank)` : isolated(name);
}

/** All statuses and types with their meaning, and where to read more. */
export function legendSection(report: CoverageReport): Section {
  const statuses = report.statuses.map((each) => {
    const legend = STATUS_LEGEND.find(({ name }) => name === each.name);
    const level = legend?.level ?? 'unknown';
    const says =
      legend?.means ?? (each.name === '' ? 'The report gives no status.' : 'mfactl does not know this text.');
    return [
      guided(each),
      level,
      `${says}${legend?.legacy === true ? ' Legacy: mfactl reads it, but never sets it.' : ''}`,
    ];
  });
  const methods = report.methods.map((each) => {
    const legend = METHOD_LEGEND.find(({ name }) => name === each.name);
    return [guided(each), legend?.eras.join(', ') ?? '', legend?.means ?? 'mfactl does not know this text.'];
  });
  return {
    id: 'legend',
    title: 'What the words mean',
    brief: 'Legend',
    content: html`<p>The level is what a status means where the directory does not give the Conditional Access groups of an account. An unknown level never counts as compliant.</p>
${htmlTable('MFA statuses', [{ head: 'status' }, { head: 'level' }, { head: 'meaning' }], statuses, { wide: true })}
${htmlTable('Authentication types', [{ head: 'type' }, { head: 'names of' }, { head: 'meaning' }], methods, { wide: true })}`,
  };
}

/** A name with its link to guidance; only a plain web address becomes a link. */
function guided({ name, guidance }: CoverageText): Html {
  if (guidance === null || !/^https?:\/\/[^\s"<>]+$/.test(guidance)) return nameOf(name);
  return html`<a href="${guidance}" rel="noreferrer">${nameOf(name)}</a>`;
}
