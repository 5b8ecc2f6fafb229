import { fold } from '../../model/text.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from '../figures/legend.ts';
import { link, markdownTable, text } from '../markup/markdown.ts';
import { maskText } from '../markup/mask.ts';
import type { ReportData } from '../figures/report-data.ts';
import { grouped } from '../markup/numbers.ts';

/** Other texts than these many are counted together: a broken file can hold as many as it has rows. */
const OTHERS = 20;

/** What all statuses and authentication types mean, how many accounts have each, and where to read more. */
export function legendMarkdown(data: ReportData): string {
  return [statusSection(data), methodSection(data), guidanceSection(data)].filter((part) => part !== '').join('\n\n');
}

function statusSection({ figures, guidance, mask }: ReportData): string {
  const { statuses } = figures;
  const known = STATUS_LEGEND.map(({ name, level, legacy, means }) => [
    linked(name, guidance),
    level,
    legacy ? 'legacy' : '',
    means,
    grouped(statuses.get(name) ?? 0),
  ]);
  const blank = ['(blank)', 'unknown', '', 'The report tells no status.', grouped(statuses.get('') ?? 0)];
  const others = otherTexts(
    statuses,
    STATUS_LEGEND.map(({ name }) => name),
  ).map(([name, count]) => [
    text(maskText(name, mask)),
    'unknown',
    '',
    'A text that mfactl does not know.',
    grouped(count),
  ]);
  return [
    '## What the statuses mean',
    'The level is the one that the status stands for where the source does not tell the membership of the Conditional Access groups. Legacy statuses are read and never newly assigned.',
    markdownTable(['status', 'level', '', 'meaning', 'accounts'], [...known, blank, ...others], ['accounts']),
  ].join('\n\n');
}

function methodSection({ figures, guidance, mask }: ReportData): string {
  const { methods, total } = figures;
  const known = METHOD_LEGEND.map(({ name, eras, means }) => [
    linked(name, guidance),
    eras.join(', '),
    means,
    grouped(methods.get(name) ?? 0),
  ]);
  const none = [
    ['(none)', '', 'No method is registered.', grouped(total.managed.registered.no + total.unmanaged.registered.no)],
    [
      '(unknown)',
      '',
      'The source does not tell.',
      grouped(total.managed.registered.unknown + total.unmanaged.registered.unknown),
    ],
  ];
  const others = otherTexts(
    methods,
    METHOD_LEGEND.map(({ name }) => name),
  ).map(([name, count]) => [text(maskText(name, mask)), '', 'A text that mfactl does not know.', grouped(count)]);
  return [
    '## What the authentication types mean',
    'An account counts once for each of its types. Legacy names come from per-user MFA, new names from Conditional Access.',
    markdownTable(['type', 'name', 'meaning', 'accounts'], [...known, ...none, ...others], ['accounts']),
  ].join('\n\n');
}

/** Links that the settings give under a name that is in no legend. */
function guidanceSection({ guidance }: ReportData): string {
  const names = new Set([...STATUS_LEGEND, ...METHOD_LEGEND].map(({ name }) => fold(name)));
  const more = [...guidance].filter(([name]) => !names.has(fold(name)));
  return more.length === 0
    ? ''
    : ['## More guidance', more.map(([name, address]) => `- ${link(name, address)}`).join('\n')].join('\n\n');
}

function linked(name: string, guidance: ReadonlyMap<string, string>): string {
  const address = [...guidance].find(([key]) => fold(key) === fold(name))?.[1];
  return address === undefined ? name : link(name, address);
}

/** Texts of no legend, the most frequent first; beyond a number they are counted as one. */
function otherTexts(counts: ReadonlyMap<string, number>, known: readonly string[]): (readonly [string, number])[] {
  const others = [...counts].filter(([name]) => name !== '' && !known.includes(name)).sort(([, a], [, b]) => b - a);
  const rest = others.slice(OTHERS);
  if (rest.length === 0) return others;
  return [
    ...others.slice(0, OTHERS),
    [`${grouped(rest.length)} more`, rest.reduce((sum, [, count]) => sum + count, 0)],
  ];
}
