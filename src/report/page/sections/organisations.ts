import type { CoverageReport, OrganisationCoverage } from '../../../generated/coverage.ts';
import { COLUMNS, FILTERS } from '../browser/columns.ts';
import { stackedBar } from '../chart/bar.ts';
import { derivedFigure } from '../figure.ts';
import { type Html, html } from '../../markup/html.ts';
import type { Section } from '../section.ts';
import { htmlTable, whole } from '../table.ts';

/** Shares of accounts with MFA, the best first: at least so many per cent, and less than so many. */
const BANDS: readonly (readonly [id: string, title: string, from: number, to: number])[] = [
  ['all', '100 %', 100, Infinity],
  ['95', '95 to under 100 %', 95, 100],
  ['80', '80 to under 95 %', 80, 95],
  ['50', '50 to under 80 %', 50, 80],
  ['0', 'under 50 %', 0, 50],
];

/** All organisations, to be searched, filtered and sorted; rows are made by the page's script from the data in it. */
export function organisationsSection(report: CoverageReport): Section {
  return {
    id: 'organisations',
    title: 'Organisations',
    made: 'organisations',
    content: html`<p>${derivedFigure('organisations', report.organisations.length)} ${report.organisations.length === 1 ? 'organisation has' : 'organisations have'} accounts. Shares are of managed accounts and rounded down, so 100 % means all of them.</p>
${spread(report.organisations)}
<noscript><p class="nothing">The table of organisations needs JavaScript. The file coverage.json holds the same figures.</p></noscript>
<div id="explorer" hidden>${toolbar(report)}
<p id="result" role="status"></p>
<div class="scroll organisations" role="region" tabindex="0" aria-label="Table of organisations"><table id="organisations-table"><caption class="hidden">Organisations</caption><thead><tr>${heads()}</tr></thead><tbody></tbody></table></div>
<nav class="pager" aria-label="Pages of organisations"><button type="button" id="previous">Previous</button><span id="page"></span><button type="button" id="next">Next</button></nav></div>`,
  };
}

function spread(organisations: readonly OrganisationCoverage[]): Html {
  const shares = organisations.map(({ enforcedPercent }) => enforcedPercent);
  const rows = BANDS.map(([id, title, from, to]) => {
    const count = shares.filter((share) => share !== null && share >= from && share < to).length;
    return [
      whole(title),
      stackedBar([{ className: from === 100 ? 'fill-standard' : 'fill-plain', value: count }], shares.length),
      derivedFigure(`spread.${id}`, count),
    ];
  });
  const none = shares.filter((share) => share === null).length;
  if (none > 0) rows.push([whole('no managed account'), stackedBar([], 1), derivedFigure('spread.none', none)]);
  const columns = [
    { head: 'MFA enforced on' },
    { head: '', holds: 'bar' },
    { head: 'organisations', holds: 'numbers' },
  ] as const;
  return htmlTable('Organisations by their share of accounts with MFA', columns, rows, { compact: true });
}

function toolbar({ statuses }: CoverageReport): Html {
  const boxes = FILTERS.map(
    ({ id, title }) => html`<label class="box"><input type="checkbox" name="only" value="${id}"> ${title}</label>`,
  );
  const options = statuses
    .filter(({ accounts }) => accounts > 0)
    .map(({ name }) => html`<option value="=${name}">${name === '' ? '(blank)' : name}</option>`);
  return html`<div class="toolbar" role="search" aria-label="Organisations">
<label class="field search">Code or name<input type="search" id="search" autocomplete="off" spellcheck="false"></label>
<label class="field">With an account whose status is<select id="status"><option value="">any</option>${options}</select></label>
<label class="field rows">Rows a page<select id="rows"><option>50</option><option>100</option></select></label>
<fieldset><legend>Only organisations</legend>${boxes}</fieldset>
<button type="button" id="clear">Clear search and filters</button></div>`;
}

function heads(): Html[] {
  return COLUMNS.map(
    ({ id, title, numbers }) =>
      html`<th scope="col" class="${numbers ? 'numbers' : 'text'} column-${id}" data-column="${id}"><button type="button">${title}<span class="arrow" aria-hidden="true"></span></button></th>`,
  );
}

/** Where one organisation is shown by itself. */
export const DETAIL: Html = html`<dialog id="detail" aria-labelledby="detail-title"><div class="sheet"><button type="button" id="close">Close</button><div id="detail-content"></div></div></dialog>`;
