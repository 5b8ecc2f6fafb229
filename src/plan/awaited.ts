/** Changes that wait with somebody are not handed over a second time. */
import { type Instant, type State, accountNames, mayBeOne } from '../model/account.ts';
import type { LeftOut } from './changes.ts';
import { type HandedOver, type Look, isWaiting } from './handed-over.ts';
import { type Population, nameAt } from '../snapshot/population.ts';
import { reportedException } from '../model/status.ts';

/** The changes that are not handed over a second time, and which of the lines they are. */
export interface Awaited {
  readonly leftOut: LeftOut;
  /** Filled while changes are collected. */
  readonly matched: ReadonlySet<HandedOver>;
}

/**
 * Leaves out what waits with somebody: the same change of the same account, at an instant at which it is wanted. To the
 * portal another level is another change, and so is an exception of another type; other statuses it sets by itself.
 */
export function awaited(
  population: Population,
  lines: readonly HandedOver[],
  look: Omit<Look, 'scope'>,
  now: Instant,
): Awaited {
  const waiting = new Map<string, HandedOver>();
  if (!look.isUndo)
    for (const line of lines.filter((each) => isWaiting(each, look) && isWanted(each, now)))
      for (const name of accountNames(line.account)) waiting.set(`${name}\n${line.action}\n${line.to}`, line);
  const matched = new Set<HandedOver>();
  if (waiting.size === 0) return { leftOut: () => false, matched };
  const leftOut: LeftOut = (row, { action, desired }) => {
    const account = nameAt(population, row);
    const line = accountNames(account)
      .map((name) => waiting.get(`${name}\n${action}\n${desired.level}`))
      .find((known) => known !== undefined && mayBeOne(known.account, account) && gives(known, desired));
    if (line !== undefined) matched.add(line);
    return line !== undefined;
  };
  return { leftOut, matched };
}

/** What was wanted until an instant, and is wanted anew after it, is to be done anew. */
function isWanted({ validUntil }: HandedOver, now: Instant): boolean {
  return validUntil === null || now < validUntil;
}

function gives({ status }: HandedOver, desired: State): boolean {
  return status === null || reportedException(status) === reportedException(desired.status);
}
