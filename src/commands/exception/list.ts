import type { Instant } from '../../model/account.ts';
import type { UserException } from '../../model/policies.ts';
import { compareUtf8, foldCode, printable } from '../../model/text.ts';
import { formatInstant, parseDuration } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { type Mask, maskedData } from '../../report/markup/mask.ts';
import { textTable } from '../../report/markup/terminal.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { type GlobalOptions, maskOf, openPolicies, openSettings } from '../../session/workspace.ts';

interface ListOptions extends GlobalOptions {
  readonly organisation?: string[];
  readonly lapsesWithin?: string;
  readonly expired?: boolean;
  readonly json?: boolean;
}

type State = 'coming' | 'active' | 'lapsed';

/** Lists exceptions, those that lapse first before others. */
export async function exceptionList(io: Io, options: ListOptions): Promise<number> {
  if (options.expired === true && options.lapsesWithin !== undefined)
    throw new EndOfCommand('--expired and --lapses-within cannot be used together.');
  const settings = openSettings(io, options);
  const { policies } = openPolicies(io, settings);
  const mask = maskOf(io, settings);
  const now = io.now();
  const entries = [...policies.exceptions.byAddress.values()]
    .flat()
    .filter(chosen(options, now))
    .sort((a, b) => a.expiresAt - b.expiresAt || compareUtf8(mask(a.user), mask(b.user)));
  const shownOf = (entry: UserException): Shown => maskedData(shown(entry, now, mask), mask);
  if (options.json === true) for (const entry of entries) await io.out(`${JSON.stringify(shownOf(entry))}\n`);
  else if (entries.length === 0) await io.out('There are no exceptions.\n');
  else
    await io.out(
      textTable(
        HEADER,
        entries.map((entry) => cells(shownOf(entry), policies.tenant.timezone)),
      ),
    );
  return EXIT.done;
}

/** Whether the options choose an entry: those that have lapsed only where they are asked for. */
function chosen(options: ListOptions, now: Instant): (entry: UserException) => boolean {
  const codes = options.organisation?.map(foldCode);
  const within = options.lapsesWithin === undefined ? null : parseDuration(options.lapsesWithin);
  if (options.lapsesWithin !== undefined && within === null) {
    throw new EndOfCommand(`--lapses-within takes a duration such as P14D, not "${printable(options.lapsesWithin)}".`);
  }
  return (entry) => {
    if (codes !== undefined && !codes.includes(entry.organisation)) return false;
    const lapsed = entry.expiresAt <= now;
    return within === null ? lapsed === (options.expired === true) : !lapsed && entry.expiresAt <= now + within;
  };
}

function stateOf({ startsAt, expiresAt }: UserException, now: Instant): State {
  if (expiresAt <= now) return 'lapsed';
  return startsAt <= now ? 'active' : 'coming';
}

/** An entry as JSON shows it. */
interface Shown {
  readonly user: string;
  readonly organisation: string;
  readonly type: string;
  readonly state: State;
  readonly startsAt: string;
  readonly expiresAt: string;
  readonly reason: string;
  readonly approvedBy: string | null;
  readonly ticket: string | null;
  readonly policy: string;
}

function shown(entry: UserException, now: Instant, mask: Mask): Shown {
  return {
    user: mask(entry.user),
    organisation: entry.organisation,
    type: entry.type,
    state: stateOf(entry, now),
    startsAt: formatInstant(entry.startsAt),
    expiresAt: formatInstant(entry.expiresAt),
    reason: entry.reason,
    approvedBy: entry.approvedBy === null ? null : mask(entry.approvedBy),
    ticket: entry.ticket,
    policy: entry.origin,
  };
}

const HEADER = [
  'user',
  'organisation',
  'type',
  'state',
  'expires (UTC)',
  'expires (tenant)',
  'reason',
  'approved by',
  'ticket',
  'where',
];

function cells(entry: Shown, timezone: string): string[] {
  const local = formatLocal(Date.parse(entry.expiresAt), timezone);
  const { user, organisation, type, state, expiresAt, reason, approvedBy, ticket, policy } = entry;
  return [user, organisation, type, state, expiresAt, local, reason, approvedBy ?? '–', ticket ?? '–', policy].map(
    printable,
  );
}
