/** When accounts were made to register afresh, as the journals of runs tell. */
import { accountKey, accountNames } from '../model/account-names.ts';
import type { Instant } from '../model/account.ts';
import type { AccountRef } from '../generated/journal.ts';
import { checkedInstant } from '../model/checked-instant.ts';
import { journalOf, planHeaderOf } from './run/files.ts';

/**
 * Adds the re-enrolments of a run to instants by each of `accountNames`. An intent counts as done; but what was about
 * to be handed over and was skipped in the end has reached nobody.
 */
export async function followReEnrolments(
  reports: string,
  run: string,
  reEnrolledAt: Map<string, Instant>,
): Promise<void> {
  const intents: { readonly key: string; readonly account: AccountRef; readonly at: Instant }[] = [];
  const skipped = new Set<string>();
  for await (const line of journalOf(reports, run)) {
    if (line.type === 'intent' && line.action === 're-enrol')
      for (const account of line.accounts)
        intents.push({ key: keyOf(line.chunk, account), account, at: checkedInstant(line.at) });
    if (line.type !== 'outcomes') continue;
    for (const { account, outcome } of line.outcomes)
      if (outcome === 'skipped') skipped.add(keyOf(line.chunk, account));
  }
  const isUnsaid = intents.some(({ key }) => skipped.has(key)) && (await isHandOver(reports, run));
  for (const { key, account, at } of intents)
    if (!isUnsaid || !skipped.has(key)) for (const name of accountNames(account)) remember(reEnrolledAt, name, at);
}

function keyOf(chunk: number, account: AccountRef): string {
  return `${chunk}\n${accountKey(account)}`;
}

async function isHandOver(reports: string, run: string): Promise<boolean> {
  return (await planHeaderOf(reports, run)).target?.kind === 'portal';
}

function remember(instants: Map<string, Instant>, key: string, at: Instant): void {
  instants.set(key, Math.max(instants.get(key) ?? at, at));
}
