import { createHash } from 'node:crypto';
import type { Instant } from '../../model/account.ts';
import { type Html, html, trusted } from '../markup/html.ts';
import { titleOf } from './instructions.ts';
import { WORK_PACK_SCRIPT, WORK_PACK_STYLE } from './page-assets.ts';
import { stepSection } from './page-step.ts';
import { type WorkStep, usersOf } from './steps.ts';
import { counted } from '../markup/numbers.ts';
import { withLocalTime } from '../markup/local-time.ts';

/** What a work pack is for. */
export interface PackFacts {
  readonly run: string;
  readonly planId: string;
  /** The name of the mail service. */
  readonly product: string;
  /** When the run ended: a report that is to confirm the work must be observed later. */
  readonly handedOverAt: Instant;
  readonly timezone: string;
  /** Links to guidance, by status. */
  readonly guidance: ReadonlyMap<string, string>;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const SECURITY_POLICY = `default-src 'none'; style-src ${hashOf(WORK_PACK_STYLE)}; script-src ${hashOf(WORK_PACK_SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** The page of a work pack: everything is in it, it asks the network for nothing, and it works from the disk. */
export function packPage(steps: readonly WorkStep[], facts: PackFacts): string {
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(SECURITY_POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MFA work pack ${facts.run}</title>
<style>${trusted(WORK_PACK_STYLE)}</style>
</head>
<body data-run="${facts.run}">
<a class="skip" href="#work">Skip to the work</a>
${header(steps, facts)}
<noscript><p>JavaScript is turned off. The page shows the work, but cannot save the ticks.</p></noscript>
<nav aria-labelledby="contents"><h2 id="contents">Steps</h2>
<ol>${steps.map(contentsItem)}</ol></nav>
<main id="work" tabindex="-1">
${steps.map((step) => stepSection(step, facts))}
${afterwards(facts)}
</main>
<script>${trusted(WORK_PACK_SCRIPT)}</script>
</body>
</html>
`.markup;
}

function header(steps: readonly WorkStep[], { product }: PackFacts): Html {
  const batches = steps.reduce((sum, { batches: own }) => sum + own.length, 0);
  const users = steps.reduce((sum, step) => sum + usersOf(step), 0);
  return html`<header>
<h1>MFA work pack for ${product}</h1>
<p>${counted(users, 'change')} in ${counted(steps.length, 'step')} to make in the portal. Work from top to bottom, and tick each batch when it is done.</p>
<p class="note">This page holds addresses of people. Keep it on this machine, and delete its folder when a report has confirmed the work.</p>
</header>
<section class="bar" aria-label="Progress">
<p id="progress">0 of ${batches} batches done, ${users} users left</p>
<progress id="meter" aria-labelledby="progress" max="${users}" value="0"></progress>
<p id="said" role="status"></p>
</section>`;
}

function contentsItem(step: WorkStep): Html {
  const { number, organisation } = step;
  const users = usersOf(step);
  return html`<li><a href="#step-${number}">${titleOf(step)}, ${organisation || 'no organisation'}</a>: ${counted(users, 'user')}, <span data-step="${number}">${users} left</span></li>`;
}

function afterwards({ handedOverAt, timezone, run, planId }: PackFacts): Html {
  return html`<section aria-labelledby="afterwards"><h2 id="afterwards">When all is done</h2>
<ol>
<li>Wait until the portal shows the changes, then download both reports: Mailbox Report and MFA Status report. Only reports made after ${withLocalTime(handedOverAt, timezone)} count, and only within 8 days.</li>
<li>Put them where <code>mfactl.yaml</code> names them and run <code>mfactl plan</code>. It shows which changes the reports confirm, and plans the missing ones again.</li>
<li>Run <code>mfactl apply</code>, which records the result in the ledger.</li>
</ol>
<p class="note">Run ${run}, plan ${planId}.</p></section>`;
}
