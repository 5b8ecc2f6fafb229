import { fold } from '../../model/text.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { type Html, html, trusted } from '../markup/html.ts';
import { batchFile, formFile, helpdeskFile } from './files.ts';
import { expectationOf, instructionsOf, titleOf, userPage } from './instructions.ts';
import { type Batch, type HandedChange, isOneByOne, type WorkStep, usersOf } from './steps.ts';
import { counted } from '../markup/numbers.ts';

/** What a step of the page needs beside the step. */
export interface StepFacts {
  readonly timezone: string;
  readonly guidance: ReadonlyMap<string, string>;
}

/** One step of the page: what is done, then its batches. */
export function stepSection(step: WorkStep, facts: StepFacts): Html {
  const { number, batches } = step;
  return html`<section aria-labelledby="step-${number}">
<h2 id="step-${number}">Step ${number}. ${titleOf(step)}: ${organisationOf(step)}, ${counted(usersOf(step), 'user')}</h2>
<ol>${instructionsOf(step).map((sentence) => html`<li>${sentence}</li>`)}</ol>
${[...fileNotes(step), html`${expectationOf(step)}`, ...links(step, facts)].map(paragraph)}
${batches.map((batch, index) => batchArticle(step, batch, index, facts))}
</section>
`;
}

function organisationOf({ organisation }: WorkStep): string {
  return organisation || 'no organisation';
}

function paragraph(content: Html): Html {
  return html`<p>${content}</p>
`;
}

function fileNotes(step: WorkStep): Html[] {
  const helpdesk = helpdeskFile(step);
  const form = formFile(step);
  return [
    ...(helpdesk === null
      ? []
      : [
          html`For more than 50 users the helpdesk can make all changes at once. Raise a ticket with ${fileLink(helpdesk)}, which holds only the addresses. Then tick every batch.`,
        ]),
    ...(form === null ? [] : [html`Rows for the form: ${fileLink(form)}.`]),
  ];
}

function fileLink(name: string): Html {
  return html`<a href="./${encodeURIComponent(name)}">${name}</a>`;
}

/** Guidance that the settings name for the statuses that the step leads to. */
function links({ batches }: WorkStep, { guidance }: StepFacts): Html[] {
  const wanted = new Set(batches.flatMap(({ changes }) => changes.map(({ after }) => fold(after.status))));
  return [...guidance]
    .filter(([name]) => wanted.has(fold(name)))
    .map(([name, link]) => outwards(link, `Guidance: ${name}`));
}

/** A link that leaves the page open, and tells where it leads nobody. */
function outwards(link: string, says: string): Html {
  return html`<a href="${link}" target="_blank" rel="noopener noreferrer">${says}</a>`;
}

function batchArticle(step: WorkStep, batch: Batch, index: number, facts: StepFacts): Html {
  const { id, changes } = batch;
  const isSingle = isOneByOne(step);
  const name = `${isSingle ? 'User' : 'Batch'} ${index + 1} of ${step.batches.length}`;
  const whose = isSingle
    ? changes[0].address
    : `${organisationOf(step)}, ${titleOf(step)}, ${counted(changes.length, 'user')}`;
  const what = changes.length === 1 ? changes[0].address : `${changes.length} addresses`;
  return html`<article aria-labelledby="batch-${id}">
<h3 id="batch-${id}">${name}: ${whose}</h3>
${notes(step, batch, index, facts).map(paragraph)}
<label for="addresses-${id}">${isSingle ? 'Address' : 'Addresses, one a line'}</label>
<textarea id="addresses-${id}" readonly rows="${changes.length}" spellcheck="false">${changes.map(addressLine)}</textarea>
<button type="button" data-copy="addresses-${id}" data-what="${what}">Copy ${what}</button>
<label class="tick"><input type="checkbox" value="${id}" data-users="${changes.length}" data-step="${step.number}"> ${name} done</label>
${isSingle ? null : userList(changes)}
</article>
`;
}

function addressLine({ address }: HandedChange, index: number): Html {
  return html`${trusted(index === 0 ? '' : '\n')}${address}`;
}

/** What is particular to a batch: its file, what the user's entry says, and until when it is wanted. */
function notes(step: WorkStep, { changes }: Batch, index: number, { timezone }: StepFacts): Html[] {
  const file = batchFile(step, index);
  const { exception, address } = changes[0];
  const ends = changes.flatMap(({ validUntil }) => (validUntil === null ? [] : [Date.parse(validUntil)]));
  const ticket = exception?.ticket == null ? '' : `, ticket ${exception.ticket}`;
  return [
    ...(file === null ? [] : [html`The same addresses as a file: ${fileLink(file)}`]),
    ...(isOneByOne(step) ? [outwards(userPage(address), `Open ${address} in the portal`)] : []),
    ...(step.task === 'grant-short-term' && exception !== null ? [html`Reason: ${exception.reason}${ticket}`] : []),
    ...(ends.length === 0
      ? []
      : [
          html`<strong>Leave it out from ${formatLocal(Math.min(...ends), timezone)}.</strong> From then on the policies no longer ask for it. Make a new plan, which shows what they ask for instead.`,
        ]),
  ];
}

function userList(changes: readonly HandedChange[]): Html {
  return html`<details><summary>Open single users in the portal</summary>
<ul class="users">${changes.map(({ address }) => html`<li>${outwards(userPage(address), address)}</li>`)}</ul></details>`;
}
