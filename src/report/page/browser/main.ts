/** What makes the page move: everything else of it is there without this script. */
import type { CoverageReport } from '../../../generated/coverage.ts';
import { organisationSheet } from './detail.ts';
import { existing } from './element.ts';
import { explorer } from './explorer.ts';
import { rowsOf } from './rows.ts';
import { START, type View, formatState, parseState } from './state.ts';

/** Paper takes so many rows; a longer result is printed as far as it is shown. */
const MOST_PRINTED = 500;

/** Milliseconds of rest before the address tells what was typed: browsers refuse many changes in a short time. */
const REST = 250;

const report = JSON.parse(existing('data', HTMLScriptElement).textContent) as CoverageReport;
const dialog = existing('detail', HTMLDialogElement);
let state: View = parseState(location.hash.slice(1)) ?? START;
/** The organisation that was shown last. */
let opened: string | null = null;
let resting: ReturnType<typeof setTimeout> | undefined;

const view = explorer(rowsOf(report), (next) => {
  state = next(state);
  view.show(state);
  clearTimeout(resting);
  resting = setTimeout(writeAddress, REST);
});

function writeAddress(): void {
  clearTimeout(resting);
  resting = undefined;
  const text = formatState(state);
  history.replaceState(null, '', `#${text === '' ? 'organisations' : text}`);
}

function showOrganisation(): void {
  const index = report.organisations.findIndex(({ code }) => code === state.organisation);
  if (state.organisation === null || index < 0) {
    dialog.close();
    return;
  }
  opened = state.organisation;
  existing('detail-content', HTMLDivElement).replaceChildren(...organisationSheet(report, index));
  if (!dialog.open) dialog.showModal();
  existing('detail-title', HTMLHeadingElement).focus();
}

/** A link was followed, or the reader went back; the plain name of a section changes no view. */
function readAddress(): void {
  const next = parseState(location.hash.slice(1));
  if (next === null) {
    dialog.close();
    const target = document.getElementById(location.hash.slice(1));
    target?.scrollIntoView();
    target?.focus({ preventScroll: true });
    return;
  }
  state = next;
  view.show(state);
  showOrganisation();
}

/** Closed by its button, by Escape or by going back: the row of the organisation has the focus again. */
function closed(): void {
  state = { ...state, organisation: null };
  view.show(state);
  // A link to a section closes the sheet as well; then the reader is there.
  if (parseState(location.hash.slice(1)) === null) return;
  writeAddress();
  const rows = [...document.querySelectorAll<HTMLElement>('tr[data-organisation]')];
  rows
    .find(({ dataset }) => dataset['organisation'] === opened)
    ?.querySelector('a')
    ?.focus();
}

view.show(state);
showOrganisation();
if (parseState(location.hash.slice(1)) !== null && location.hash.length > 1)
  existing('organisations', HTMLElement).scrollIntoView({ behavior: 'instant' });
addEventListener('hashchange', readAddress);
// Before a link is followed the address must tell what is left, for that is what going back returns to.
addEventListener('click', () => resting !== undefined && writeAddress(), { capture: true });
dialog.addEventListener('close', closed);
existing('close', HTMLButtonElement).addEventListener('click', () => dialog.close());

let folded: () => void = () => {};
addEventListener('beforeprint', () => {
  folded = openDetails();
  view.showMany({ ...state, page: 1 }, MOST_PRINTED);
});
addEventListener('afterprint', () => {
  folded();
  view.show(state);
});

/** Opens whatever is folded, for paper cannot be clicked; the result folds those again. */
export function openDetails(): () => void {
  const closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  for (const each of closed) each.open = true;
  return () => {
    for (const each of closed) each.open = false;
  };
}
