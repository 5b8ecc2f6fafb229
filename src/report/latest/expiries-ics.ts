import ical, { type ICalAlarmData, ICalAlarmType, type ICalEventData } from 'ical-generator';
import { createHash } from 'node:crypto';
import { REVIEW_AHEAD } from '../../model/policies.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { printable } from '../../model/text.ts';
import { type Expiry, expiries } from '../figures/expiries.ts';
import { maskText } from '../markup/mask.ts';
import type { ReportData } from '../figures/report-data.ts';

/**
 * A calendar of what lapses (RFC 5545): one event without length for each. The same data gives the same bytes, and an
 * event keeps its id from report to report, so that a calendar which subscribes to it moves it and adds no second one.
 */
export function expiriesIcs(data: ReportData): string {
  const calendar = ical({
    name: printable(`MFA expiries: ${maskText(data.tenant, data.mask)}`),
    prodId: { company: 'mfactl', product: 'mfactl', language: 'EN' },
  });
  const seen = new Map<string, number>();
  for (const expiry of expiries(data)) {
    const id = idOf(expiry);
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    calendar.createEvent(eventOf(expiry, before === 0 ? id : `${id}-${before + 1}`, data));
  }
  return `${calendar.toString()}\r\n`;
}

function eventOf({ at, says, details, origin, review }: Expiry, id: string, data: ReportData): ICalEventData {
  const lines = [...details, `At: ${formatLocal(at, data.timezone)}`, `Policy: ${origin}`];
  return {
    id,
    stamp: new Date(data.now),
    start: new Date(at),
    summary: printable(says),
    description: lines.map(printable).join('\n'),
    alarms: review ? [reviewAlarm(says)] : [],
  };
}

function reviewAlarm(says: string): ICalAlarmData {
  return {
    type: ICalAlarmType.display,
    triggerBefore: REVIEW_AHEAD / 1000,
    description: printable(`Renew or let lapse: ${says}`),
  };
}

/** A hash of what may be shown: with masks it is one of masks, which nobody can guess without the key. */
function idOf({ key }: Expiry): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
}
