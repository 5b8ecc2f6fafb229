import type { CoverageReport, CoverageText } from '../../generated/coverage.ts';
import { fold } from '../../model/text.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from '../figures/legend.ts';
import { OTHER_TEXTS } from '../figures/texts.ts';
import { link, markdownTable, text } from '../markup/markdown.ts';
import { grouped } from '../markup/numbers.ts';

type Guidance = ReadonlyMap<string, string>;

/** What all statuses and authentication types mean, how many accounts have each, and where to read more. */
export function legendMarkdown(report: CoverageReport, guidance: Guidance): string {
  const parts = [statusSection(report, guidance), methodSection(report, guidance), guidanceSection(guidance)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function statusSection({ statuses }: CoverageReport, guidance: Guidance): string {
  const known = STATUS_LEGEND.map(({ name, level, legacy, means }) => [
    linked(name, guidance),
    level,
    legacy ? 'legacy' : '',
    means,
    grouped(accountsOf(statuses, name)),
  ]);
  const blank = ['(blank)', 'unknown', '', 'The report gives no status.', grouped(accountsOf(statuses, ''))];
  const others = otherTexts(statuses).map(({ name, accounts }) => [
    text(name),
    'unknown',
    '',
    'mfactl does not know this text.',
    grouped(accounts),
  ]);
  return [
    '## What the statuses mean',
    'The level is what the status means where the directory does not give the Conditional Access groups of an account. mfactl reads legacy statuses, but never sets them.',
    markdownTable(['status', 'level', '', 'meaning', 'accounts'], [...known, blank, ...others], ['accounts']),
  ].join('\n\n');
}

function methodSection({ methods, total: { managed, unmanaged } }: CoverageReport, guidance: Guidance): string {
  const known = METHOD_LEGEND.map(({ name, eras, means }) => [
    linked(name, guidance),
    eras.join(', '),
    means,
    grouped(accountsOf(methods, name)),
  ]);
  const registered = (key: 'no' | 'unknown'): string => grouped(managed.registered[key] + unmanaged.registered[key]);
  const none = [
    ['(none)', '', 'No method is registered.', registered('no')],
    ['(unknown)', '', 'The directory does not give it.', registered('unknown')],
  ];
  const others = otherTexts(methods).map(({ name, accounts }) => [
    text(name),
    '',
    'mfactl does not know this text.',
    grouped(accounts),
  ]);
  return [
    '## What the authentication types mean',
    'An account counts once for each of its types. Legacy names come from per-user MFA, new names from Conditional Access.',
    markdownTable(['type', 'name', 'meaning', 'accounts'], [...known, ...none, ...others], ['accounts']),
  ].join('\n\n');
}

/** Links that the settings give under a name that is in no legend. */
function guidanceSection(guidance: Guidance): string {
  const names = new Set([...STATUS_LEGEND, ...METHOD_LEGEND].map(({ name }) => fold(name)));
  const more = [...guidance].filter(([name]) => !names.has(fold(name)));
  return more.length === 0
    ? ''
    : ['## More guidance', more.map(([name, address]) => `- ${link(name, address)}`).join('\n')].join('\n\n');
}

function linked(name: string, guidance: Guidance): string {
  const address = [...guidance].find(([key]) => fold(key) === fold(name))?.[1];
  return address === undefined ? name : link(name, address);
}

/** Accounts with a text; none where it is not among those that were counted. */
function accountsOf(texts: readonly CoverageText[], wanted: string): number {
  return texts.find(({ name }) => name === wanted)?.accounts ?? 0;
}

/** Texts of no legend, the most frequent first; those that are not told one by one come last, as one. */
function otherTexts(texts: readonly CoverageText[]): CoverageText[] {
  const isRest = ({ name }: CoverageText): number => Number(name === OTHER_TEXTS);
  return texts
    .filter(({ name, known }) => name !== '' && !known)
    .sort((a, b) => isRest(a) - isRest(b) || b.accounts - a.accounts);
}
