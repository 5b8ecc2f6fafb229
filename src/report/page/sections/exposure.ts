import type { CoverageReport, Exposure } from '../../../generated/coverage.ts';
import { stackedBar } from '../chart/bar.ts';
import { zonedDay } from '../../markup/dates.ts';
import { figure, madeLink } from '../figure.ts';
import { grouped } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { nothing, type Section } from '../section.ts';
import { organisationLink, isolated, htmlTable } from '../table.ts';

/** The most exposed ones; each organisation shows its own. */
const LISTED = 10;

/** User-days without MFA. */
export function exposureSection(report: CoverageReport): Section {
  const section = { id: 'exposure', title: 'Exposure', made: 'exposure' } as const;
  const { exposure, missing, timezone } = report;
  if (exposure === null)
    return { ...section, content: nothing(missing.exposure ?? 'mfactl cannot measure the exposure.') };
  return {
    ...section,
    content: html`<p class="key"><strong>${figure(report, 'exposure.userDays')}</strong> user-days without MFA</p>
<p>From ${zonedDay(exposure.from, timezone)} to ${zonedDay(exposure.to, timezone)}. This is the time that accounts which are managed today were without MFA, or at an unknown level. Parts are rounded up.</p>
<div class="columns"><div><h3>By organisation</h3>${byOrganisation(report, exposure)}
<h3>By approver</h3>${byApprover(report, exposure)}<p>By the approver of the exception that was in force. ${madeLink('exposure', 'exposure by approver')}</p></div>
<div><h3>By unit</h3>${byUnit(report, exposure)}</div></div>`,
  };
}

interface Row {
  readonly name: Html;
  readonly userDays: number;
}

function ranked(
  report: CoverageReport,
  key: 'byOrganisation' | 'byUnit' | 'byApprover',
  head: string,
  rows: readonly Row[],
  leftOut = 0,
): Html {
  const most = Math.max(1, ...rows.map(({ userDays }) => userDays));
  const cells = rows
    .slice(0, LISTED)
    .map(({ name, userDays }, i) => [
      name,
      stackedBar([{ className: 'fill-disabled', value: userDays }], most),
      figure(report, `exposure.${key}.${i}.userDays`),
    ]);
  const left = rows.length - cells.length + leftOut;
  const columns = [{ head }, { head: '', holds: 'bar' }, { head: 'user-days', holds: 'numbers' }] as const;
  return html`${htmlTable(`User-days without MFA by ${head}`, columns, cells)}${left > 0 ? html`<p>And ${grouped(left)} more.</p>` : null}`;
}

function byOrganisation(report: CoverageReport, exposure: Exposure): Html {
  const names = new Map(report.organisations.map(({ code: each, name }) => [each, name]));
  const rows = exposure.byOrganisation.map(({ organisation, userDays }) => {
    const name = names.get(organisation);
    return { name: html`${organisationLink(organisation)} ${name == null ? null : isolated(name)}`, userDays };
  });
  return ranked(report, 'byOrganisation', 'organisation', rows);
}

function byUnit(report: CoverageReport, exposure: Exposure): Html {
  const rows = exposure.byUnit.map(({ organisation, unit, userDays }) => ({
    name: html`${organisationLink(organisation)} ${unit === '' ? html`(no unit)` : isolated(unit)}`,
    userDays,
  }));
  return ranked(report, 'byUnit', 'unit', rows, exposure.unitsLeftOut);
}

function byApprover(report: CoverageReport, exposure: Exposure): Html {
  const rows = exposure.byApprover.map(({ approver, userDays }) => ({
    name: approver === null ? html`(nobody)` : isolated(approver),
    userDays,
  }));
  return ranked(report, 'byApprover', 'approver', rows);
}
