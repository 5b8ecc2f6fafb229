import { createHash } from 'node:crypto';
import type { CoverageReport } from '../../generated/coverage.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from '../../generated/report-page.ts';
import { PATTERNS } from './chart/bar.ts';
import { exceptionsSection } from './sections/exceptions.ts';
import { exposureSection } from './sections/exposure.ts';
import { contents, header, madeSection, pageMain, sourceSection } from './header.ts';
import { embeddedJson, html, trusted } from '../markup/html.ts';
import { keyFigures } from './key-figures.ts';
import { lapsingSection } from './sections/lapsing.ts';
import { DETAIL, organisationsSection } from './sections/organisations.ts';
import { rolloutSection } from './sections/rollout.ts';
import type { Section } from './section.ts';
import { legendSection, statusesSection } from './sections/statuses.ts';
import { trendSection } from './sections/trend.ts';
import { weakMethodsSection } from './sections/weak-methods.ts';

/** The sections in their order. */
const SECTIONS: readonly ((report: CoverageReport) => Section)[] = [
  keyFigures,
  trendSection,
  organisationsSection,
  statusesSection,
  exceptionsSection,
  lapsingSection,
  rolloutSection,
  weakMethodsSection,
  exposureSection,
  legendSection,
  madeSection,
  sourceSection,
];

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere, and nothing runs but the one script of the page; its data is no script. */
const SECURITY_POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(PAGE_STYLE)}`,
  `script-src ${hashOf(PAGE_SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * reports/latest/index.html: one file that holds its style, its script and the data of coverage.json, and works from
 * disk. In pieces, because the data of a large tenant takes megabytes: it stands last, so that the page is seen first.
 */
export function* reportPage(report: CoverageReport): Generator<string> {
  const sections = SECTIONS.map((section) => section(report));
  yield html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(SECURITY_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>MFA coverage: ${report.tenant}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the figures</a>
${PATTERNS}
${header(report)}
<div class="inner page">
${contents(sections)}
${pageMain(sections)}
</div>
${DETAIL}
`.markup;
  yield `<script type="application/json" id="data">${embeddedJson(report)}</script>\n`;
  yield html`<script>${trusted(PAGE_SCRIPT)}</script>\n</body>\n</html>\n`.markup;
}
