import { type MadeKey, madeLink } from './figure.ts';
import { type Html, html, type Part } from '../markup/html.ts';

/** A section of the page; the list of contents is made from these as well. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** A shorter title for the list of contents. */
  readonly brief?: string;
  /** How its figures were made, where it has any of one kind. */
  readonly made?: MadeKey;
  readonly content: Part;
}

/** The section with its heading and the link to how its figures were made. */
export function renderSection({ id, title, made, content }: Section): Html {
  const link = made === undefined ? null : madeLink(made, title);
  return html`<section id="${id}" aria-labelledby="${id}-title"><div class="section-head"><h2 id="${id}-title">${title}</h2>${link}</div>${content}</section>
`;
}

/** Why a section shows nothing. */
export function nothing(why: string): Html {
  return html`<p class="nothing">${why}</p>`;
}
