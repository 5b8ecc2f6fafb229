import type { CoverageReport } from '../../generated/coverage.ts';
import { utcText, zonedText } from '../markup/dates.ts';
import { counted, grouped } from '../markup/numbers.ts';
import { type Html, html, type Part } from '../markup/html.ts';
import { renderSection, type Section } from './section.ts';
import { htmlCode, isolated } from './table.ts';

/** The band at the top: what this is, of whom, and of when. */
export function header({ product, tenant, asOf, timezone, masked, policy, source, ledger }: CoverageReport): Html {
  const state = policy.commit === null ? policy.digest.slice(0, 15) : policy.commit.slice(0, 12);
  const origin: readonly (readonly [string, Part])[] = [
    ['Accounts', KINDS[source.kind]],
    ['Policies', html`${htmlCode(state)}${policy.dirty ? ' with local changes' : ''}`],
    ['Ledger', ledger === null ? 'no run yet' : `line ${grouped(ledger.seq)}`],
    ['Addresses', masked ? 'masked' : 'shown. This page holds personal data: keep it private'],
  ];
  return html`<header class="band"><div class="inner"><p class="product">${product}</p><h1>MFA coverage: ${isolated(tenant)}</h1>
<p class="as-of">As of <time datetime="${asOf}">${utcText(asOf)}</time> <span class="zoned">(${zonedText(asOf, timezone)} in ${timezone})</span></p>
<dl class="origin">${origin.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}<div><dd><a href="#source">More</a></dd></div></dl></div></header>`;
}

/** Links to the sections. */
export function contents(sections: readonly Section[]): Html {
  return html`<nav class="contents" aria-label="Contents"><ul>${sections.map(({ id, title, brief }) => html`<li><a href="#${id}">${brief ?? title}</a></li>`)}</ul></nav>`;
}

const KINDS = { report: 'the portal’s reports', sandbox: 'the embedded sandbox', graph: 'Microsoft Graph' } as const;

/** What the report was made from, so that somebody can make it again. */
export function sourceSection({ observedAt, timezone, policy, source, ledger }: CoverageReport): Section {
  const parts = source.sources.map(({ name, rows }) => html`<br>${isolated(name)} (${counted(rows, 'row')})`);
  const rows: readonly (readonly [string, Part])[] = [
    ['Accounts from', html`${KINDS[source.kind]}${source.kind === 'sandbox' ? null : parts}`],
    ['Observed at', html`${utcText(observedAt)}<br>${zonedText(observedAt, timezone)} in ${timezone}`],
    ['Policies', html`${htmlCode(policy.digest)}`],
    [
      'Commit',
      policy.commit === null
        ? 'none, the policies are not in git'
        : html`${htmlCode(policy.commit)}${policy.dirty ? ', with local changes' : ''}`,
    ],
    [
      'Ledger',
      ledger === null
        ? 'none, as there has been no run yet'
        : html`line ${grouped(ledger.seq)}<br>${htmlCode(ledger.head)}`,
    ],
  ];
  return {
    id: 'source',
    title: 'What it is made from',
    brief: 'Sources',
    content: html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`,
  };
}

const MADE = [
  ['total', 'Totals and shares'],
  ['pending', 'Pending changes'],
  ['statuses', 'Statuses'],
  ['methods', 'Authentication types'],
  ['organisations', 'Organisations'],
  ['exceptions', 'Exceptions'],
  ['lapsing', 'Exceptions that lapse'],
  ['rollout', 'Rollout'],
  ['weakMethods', 'Weak methods'],
  ['exposure', 'Exposure'],
  ['trend', 'Trend'],
] as const;

/** How each figure was made: what its link leads to. */
export function madeSection({ made }: CoverageReport): Section {
  return {
    id: 'made',
    title: 'How these figures are made',
    brief: 'How it is made',
    content: html`<p>The file <code>coverage.json</code> beside this page holds the same data. Sums and bands that only this page shows are added up from it.</p>
<dl class="facts">${MADE.map(([key, title]) => html`<div id="made-${key}" tabindex="-1"><dt>${title}</dt><dd>${made[key]}</dd></div>`)}</dl>`,
  };
}

/** The main part of the page. */
export function pageMain(sections: readonly Section[]): Html {
  return html`<main id="main" tabindex="-1">${sections.map(renderSection)}</main>`;
}
