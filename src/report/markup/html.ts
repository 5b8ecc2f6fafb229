/**
 * HTML and SVG from templates. Whatever is put into a template is text and is escaped, unless it is itself the result
 * of a template: so no name of an organisation, unit or file can become markup.
 */
import { printable } from '../../model/text.ts';

/** Markup that is safe to put into a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template takes: null is nothing. */
export type Part = string | number | Html | null | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in markup and in quoted attributes; characters that nobody could see are spelt out. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(({ markup }) => markup).join('');
}

/** A template of markup. Attributes must be quoted. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markupOf)));
}

/** A text that is markup already, such as our own stylesheet; never one that comes from data. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** JSON that may stand within a script element: no tag can end it. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
