import type { CoverageReport } from '../../generated/coverage.ts';
import { stackedBar } from './chart/bar.ts';
import { derivedFigure, figure, type MadeKey, madeLink } from './figure.ts';
import { type Html, html, type Part } from '../markup/html.ts';
import type { Section } from './section.ts';

/** One of the numbers below a key figure: a swatch where the bar has it, a name, and where it stands in the data. */
interface Line {
  readonly name: string;
  readonly path: string;
  readonly swatch?: string;
}

interface Card {
  readonly question: string;
  readonly value: Html;
  readonly of: Html;
  readonly bar: Html;
  readonly lines: readonly Line[];
  readonly made: MadeKey;
}

/** The three facts, which stay apart, and beside them what is not known and what is to be done. */
export function keyFigures(report: CoverageReport): Section {
  const managed = html`of ${figure(report, 'total.managed.accounts')} managed accounts`;
  return {
    id: 'figures',
    title: 'Key figures',
    content: html`<div class="cards">${[enforcedCard(report, managed), registeredCard(report, managed), exceptionCard(report)].map((card) => renderCard(report, card))}</div>
<div class="tiles">${tiles(report)}</div>`,
  };
}

function enforcedCard(report: CoverageReport, of: Html): Card {
  const { levels, accounts } = report.total.managed;
  const parts = [
    { className: 'fill-standard', value: levels.standard },
    { className: 'fill-named', value: levels['named-locations'] },
    { className: 'fill-disabled', value: levels.disabled },
    { className: 'fill-unknown', value: levels.unknown },
  ];
  return {
    question: 'Is MFA enforced?',
    value: figure(report, 'total.enforcedPercent'),
    of,
    bar: stackedBar(parts, accounts),
    lines: [
      { name: 'At every sign-in', path: 'total.managed.levels.standard', swatch: 'fill-standard' },
      { name: 'Except on named locations', path: 'total.managed.levels.named-locations', swatch: 'fill-named' },
      { name: 'Not enforced', path: 'total.managed.levels.disabled', swatch: 'fill-disabled' },
      { name: 'Unknown', path: 'total.managed.levels.unknown', swatch: 'fill-unknown' },
    ],
    made: 'total',
  };
}

function registeredCard(report: CoverageReport, of: Html): Card {
  const { registered, accounts } = report.total.managed;
  const parts = [
    { className: 'fill-standard', value: registered.yes },
    { className: 'fill-disabled', value: registered.no },
    { className: 'fill-unknown', value: registered.unknown },
  ];
  return {
    question: 'Is a method registered?',
    value: figure(report, 'total.registeredPercent'),
    of,
    bar: stackedBar(parts, accounts),
    lines: [
      { name: 'At least one method', path: 'total.managed.registered.yes', swatch: 'fill-standard' },
      { name: 'No method', path: 'total.managed.registered.no', swatch: 'fill-disabled' },
      { name: 'Unknown', path: 'total.managed.registered.unknown', swatch: 'fill-unknown' },
    ],
    made: 'total',
  };
}

function exceptionCard({ total }: CoverageReport): Card {
  const { exceptions } = total;
  const all = exceptions['short-term'] + exceptions['long-term'] + exceptions.unrecorded;
  const parts = [
    { className: 'fill-long', value: exceptions['long-term'] },
    { className: 'fill-short', value: exceptions['short-term'] },
    { className: 'fill-unknown', value: exceptions.unrecorded },
  ];
  return {
    question: 'Is an exception active?',
    value: derivedFigure('exceptionsInForce', all),
    of: html`accounts with one in force`,
    bar: stackedBar(parts, all),
    lines: [
      { name: 'Long term (180 days)', path: 'total.exceptions.long-term', swatch: 'fill-long' },
      { name: 'Short term (24 hours)', path: 'total.exceptions.short-term', swatch: 'fill-short' },
      { name: 'Unrecorded (portal only)', path: 'total.exceptions.unrecorded', swatch: 'fill-unknown' },
      { name: 'Refused, so not in force', path: 'total.exceptions.refused' },
    ],
    made: 'exceptions',
  };
}

function renderCard(report: CoverageReport, { question, value, of, bar: drawn, lines, made }: Card): Html {
  const rows = lines.map(({ name, path, swatch }) => {
    const mark =
      swatch === undefined
        ? null
        : html`<svg class="swatch" width="12" height="12" aria-hidden="true" focusable="false"><rect class="${swatch}" width="12" height="12"/></svg>`;
    return html`<div><dt>${mark}${name}</dt><dd>${figure(report, path)}</dd></div>`;
  });
  return html`<article class="card"><h3>${question}</h3><p class="key"><strong>${value}</strong> ${of}</p>${drawn}<dl>${rows}</dl>${madeLink(made, question)}</article>`;
}

function tiles(report: CoverageReport): Html[] {
  const tile = (title: string, path: string, says: Part, made: MadeKey): Html =>
    html`<div class="tile"><h3>${title}</h3><p class="number">${figure(report, path)}</p><p>${says}</p>${madeLink(made, title)}</div>`;
  return [
    tile(
      'Managed accounts',
      'total.managed.accounts',
      html`of ${figure(report, 'total.accounts')} in the directory; ${figure(report, 'total.unmanaged.accounts')} are not managed, so mfactl never changes them`,
      'total',
    ),
    tile(
      'Unknown level',
      'total.managed.levels.unknown',
      'managed accounts for which the directory does not say whether MFA is enforced. They never count as compliant',
      'total',
    ),
    tile('Pending changes', 'total.pending', 'that a plan would hold now', 'pending'),
    tile('Lapse within 30 days', 'lapsing.total', html`exceptions; <a href="#lapsing">whose and when</a>`, 'lapsing'),
  ];
}
