/**
 * The body of an issue that was made from a form: headings, each with what was typed below it. Anybody may write such a
 * body by hand, so it is data that is either exactly as the form makes it or refused.
 */

/** What a form asks for: the heading as the form writes it, and the longest answer that it takes. */
export interface FormField<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly longest: number;
}

/** Answers by field, trimmed; null where nothing was typed. Or what is wrong, in plain sentences of ours. */
export type FormAnswers<Name extends string> =
  | { readonly ok: true; readonly answers: Readonly<Record<Name, string | null>> }
  | { readonly ok: false; readonly problems: readonly string[] };

/** A body longer than that was not typed into the form. */
const LONGEST_FORM = 20_000;
/** What GitHub writes where nothing was typed. */
const NOTHING = '_No response_';
/** Controls, and marks that hide or turn round what follows them. */
const HIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/u;

/** Reads the answers. Every heading must be there once, in order, with one line below it. */
export function readForm<Name extends string>(body: string, fields: readonly FormField<Name>[]): FormAnswers<Name> {
  if (body.length > LONGEST_FORM)
    return refused(
      `The form holds more than ${LONGEST_FORM.toLocaleString('en-GB')} characters. Keep the answers short.`,
    );
  const text = body.replaceAll('\r\n', '\n');
  if (HIDDEN.test(text))
    return refused('The form holds control characters or hidden marks. Type the answers instead of pasting them.');
  const sections = sectionsOf(text);
  const labels = fields.map(({ label }) => label);
  if (sections === null || sections.map(({ label }) => label).join('\n') !== labels.join('\n')) {
    return refused(
      `The headings are not those of the form. Each must be there once, in this order, and no line of an answer may start with "###": ${labels.join(', ')}.`,
    );
  }
  const problems: string[] = [];
  const answers = {} as Record<Name, string | null>;
  for (const [i, { name, label, longest }] of fields.entries()) {
    const typed = sections[i]?.answer ?? '';
    answers[name] = typed === '' || typed === NOTHING ? null : typed;
    if ((answers[name] ?? '').length > longest) problems.push(`"${label}" may have at most ${longest} characters.`);
    else if (typed.includes('\n')) problems.push(`"${label}" may have only one line.`);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, answers };
}

/** Null where something stands before the first heading. */
function sectionsOf(text: string): { label: string; answer: string }[] | null {
  const [before = '', ...parts] = `\n${text}`.split(/\n### /);
  if (before.trim() !== '') return null;
  return parts.map((part) => {
    const end = part.includes('\n') ? part.indexOf('\n') : part.length;
    return { label: part.slice(0, end).trim(), answer: part.slice(end).trim() };
  });
}

function refused<Name extends string>(problem: string): FormAnswers<Name> {
  return { ok: false, problems: [problem] };
}
