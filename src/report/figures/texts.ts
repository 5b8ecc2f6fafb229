import { groupRows, type Population, valueAt } from '../../snapshot/population.ts';
import { fold } from '../../model/text.ts';
import type { CoverageText } from '../../generated/coverage.ts';
import { type Mask, maskText } from '../markup/mask.ts';

/** Texts that mfactl does not know are told one by one up to this many: a broken file can hold as many as it has rows. */
const OTHERS = 20;
/** The name of all others together. */
export const OTHER_TEXTS = '(other texts)';

/** Accounts by a text of the source, as they may be shown, with the name under which each text is counted. */
export interface TextCounts {
  readonly texts: readonly CoverageText[];
  readonly nameOf: (text: string) => string;
}

/** Counts hold the texts of a legend first; the most frequent of the others are told, the rest is one. */
export function textCounts(
  counts: ReadonlyMap<string, number>,
  legend: readonly string[],
  guidance: ReadonlyMap<string, string>,
  mask: Mask,
): TextCounts {
  const known = new Map(legend.map((name) => [fold(name), name]));
  const others = [...counts].filter(([text]) => text !== '' && !known.has(fold(text)));
  const told = new Set(
    others
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, OTHERS)
      .map(([text]) => text),
  );
  const nameOf = (text: string): string => {
    if (text === '') return '';
    return known.get(fold(text)) ?? (told.has(text) ? maskText(text, mask) : OTHER_TEXTS);
  };
  const byName = new Map<string, number>();
  for (const [text, accounts] of counts) byName.set(nameOf(text), (byName.get(nameOf(text)) ?? 0) + accounts);
  const rest = byName.get(OTHER_TEXTS);
  if (rest !== undefined && byName.delete(OTHER_TEXTS)) byName.set(OTHER_TEXTS, rest);
  const links = new Map([...guidance].map(([name, address]) => [fold(name), address]));
  const texts = [...byName].map(([name, accounts]) => ({
    name,
    accounts,
    known: known.has(fold(name)),
    guidance: webAddress(links.get(fold(name))),
  }));
  return { texts, nameOf };
}

function webAddress(address: string | undefined): string | null {
  return address !== undefined && /^https?:\/\/\S+$/.test(address) ? address : null;
}

/** Accounts of each organisation by their reported status; statuses that nobody has are left out. */
export function statusesByOrganisation(
  population: Population,
  nameOf: (status: string) => string,
): Map<string, Map<string, number>> {
  const { organisation, reported } = population.columns;
  const { groups, representatives } = groupRows(population.size, [organisation, reported]);
  const accounts = new Uint32Array(representatives.length);
  for (const group of groups) accounts[group] = (accounts[group] as number) + 1;
  const counts = new Map<string, Map<string, number>>();
  representatives.forEach((row, group) => {
    const code = valueAt(organisation, row);
    const own = counts.get(code) ?? new Map<string, number>();
    counts.set(code, own);
    const name = nameOf(valueAt(reported, row));
    own.set(name, (own.get(name) ?? 0) + (accounts[group] as number));
  });
  return counts;
}
