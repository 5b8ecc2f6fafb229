import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import ICAL from 'ical.js';
import { DAY, HOUR } from '../../../src/model/time.ts';
import { expiriesIcs } from '../../../src/report/latest/expiries-ics.ts';
import { maskAddresses } from '../../../src/report/markup/mask.ts';
import type { ReportData } from '../../../src/report/figures/report-data.ts';
import { exception, organisation, override, policies, units, userPolicies, wave } from '../../worlds/build.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { dataUnder, policies as examples, reportData, withExceptions } from '../data.ts';

/** The events of a calendar as another program reads them. */
function eventsOf(data: ReportData): InstanceType<typeof ICAL.Event>[] {
  const calendar = new ICAL.Component(ICAL.parse(expiriesIcs(data)) as unknown[]);
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
}

const jo = { address: 'jo.example@nhs.net' };
const active = exception({
  organisation: 'X1A',
  startsAt: REFERENCE - HOUR,
  expiresAt: REFERENCE + HOUR,
  approvedBy: 'lead.example@nhs.net',
});

suite('expiries.ics', () => {
  test('has an event for each exception that is active or coming, wave, until and override, and for nothing that is over', () => {
    const X26 = organisation('X26', {
      units: units(
        { name: 'Wards/Blue', level: 'disabled', until: REFERENCE + 2 * DAY },
        { name: 'Old', level: 'disabled', until: REFERENCE },
      ),
      userPolicies: userPolicies({ name: 'X26.E3.Staff', level: 'named-locations', until: REFERENCE + 3 * DAY }),
      rollout: [
        wave({ wave: 'First', starts: REFERENCE - 1 }),
        wave({ wave: 'Last', starts: REFERENCE + 4 * DAY, everyone: true }),
      ],
    });
    const given = policies({
      organisations: [X26, organisation('X1A')],
      exceptions: [
        active,
        exception({ ...active, startsAt: REFERENCE + DAY, expiresAt: REFERENCE + 5 * DAY }),
        exception({ ...active, user: 'over.example@nhs.net', expiresAt: REFERENCE }),
        exception({ ...active, user: 'gone.example@nhs.net' }),
      ],
      overrides: [
        override({ guardrail: 'loosen', limit: 9, organisation: 'X26', expiresAt: REFERENCE + 6 * DAY }),
        override({ guardrail: 'lockout', limit: 9, expiresAt: REFERENCE - 1 }),
      ],
    });
    const events = eventsOf(dataUnder(given, [jo]));
    assert.deepEqual(
      events.map(({ summary, startDate }) => [startDate.toUnixTime() * 1000 - REFERENCE, summary]),
      [
        [HOUR, 'MFA exception of jo.example@nhs.net (X1A) lapses'],
        [2 * DAY, 'The level disabled of unit Wards/Blue in X26 ends'],
        [3 * DAY, 'The level named-locations of user policy X26.E3.Staff in X26 ends'],
        [4 * DAY, 'Wave Last of X26 starts'],
        [5 * DAY, 'MFA exception of jo.example@nhs.net (X1A) lapses'],
        [6 * DAY, 'Override of loosen for X26 expires'],
      ],
    );
    assert.match(events[0]?.description ?? '', /Policy: policies\/organisations\/X26\/exceptions\.yaml:4$/);
    assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length);
  });

  test('says nothing of a refused exception, which ends nothing', () => {
    assert.equal(
      eventsOf(dataUnder({ ...withExceptions([active]), overrides: [] }, [{ ...jo, compromised: true }])).filter(
        ({ summary }) => summary.includes('jo.'),
      ).length,
      0,
    );
  });

  test('reminds 14 days ahead of a long-term exception, and of nothing else', () => {
    const long = exception({ ...active, type: 'long-term', expiresAt: REFERENCE + 100 * DAY });
    const alarms = (data: ReportData): string[] =>
      eventsOf(data)
        .filter(({ summary }) => summary.includes('jo.'))
        .flatMap(({ component }) => component.getAllSubcomponents('valarm'))
        .map((alarm) => String(alarm.getFirstPropertyValue('trigger')));
    assert.deepEqual(alarms(dataUnder(withExceptions([long]), [jo])), ['-P14D']);
    assert.deepEqual(alarms(dataUnder(withExceptions([active]), [jo])), []);
  });

  test('is the same bytes each time; later reports keep the ids of their events', () => {
    const data = reportData([jo]);
    assert.equal(expiriesIcs(data), expiriesIcs(data));
    assert.match(expiriesIcs(data), /\r\nDTSTAMP:20261124T090000Z\r\n/);
    const ids = (of: ReportData): string[] => eventsOf(of).map(({ uid }) => uid);
    const longer = { ...active, expiresAt: active.expiresAt + DAY };
    const of = (entries: readonly (typeof active)[]): string[] =>
      ids(dataUnder({ ...withExceptions(entries), organisations: new Map(), overrides: [] }, [jo]));
    assert.deepEqual(of([active]), of([longer]));
    assert.equal(of([active]).length, 1);
  });

  test('gives waves of one name, and overrides of one limit, ids of their own, which stay once the first has begun or expired', () => {
    const first = { wave: 'Wards', starts: REFERENCE + DAY };
    const second = { wave: 'Wards', starts: REFERENCE + 9 * DAY, everyone: true };
    const lift = { guardrail: 'loosen', limit: 9, organisation: 'X26' } as const;
    const given = policies({
      organisations: [organisation('X26', { rollout: [wave(first), wave(second)] })],
      overrides: [
        override({ ...lift, startsAt: REFERENCE - DAY, expiresAt: REFERENCE + 2 * DAY }),
        override({ ...lift, startsAt: REFERENCE + 5 * DAY, expiresAt: REFERENCE + 8 * DAY }),
      ],
    });
    const idsAt = (now: number): string[] => eventsOf({ ...dataUnder(given, [jo]), now }).map(({ uid }) => uid);
    const before = idsAt(REFERENCE);
    assert.equal(new Set(before).size, 4);
    assert.deepEqual(idsAt(REFERENCE + 3 * DAY), before.slice(2));
  });

  test('keeps the id of a wave of one name that is moved to another day', () => {
    const idsOf = (starts: number): string[] =>
      eventsOf(
        dataUnder(policies({ organisations: [organisation('X26', { rollout: [wave({ wave: 'Wards', starts })] })] }), [
          jo,
        ]),
      ).map(({ uid }) => uid);
    assert.deepEqual(idsOf(REFERENCE + DAY), idsOf(REFERENCE + 9 * DAY));
  });

  test('lets no text add a line, a property or a control character', () => {
    const hostile = 'a,b;c\\n\r\nEND:VEVENT\nBEGIN:VEVENT\u0000\u202e d';
    const entry = exception({ ...active, reason: hostile, organisation: 'X1A', origin: hostile });
    const data = dataUnder({ ...withExceptions([entry]), organisations: new Map(), overrides: [] }, [jo], {
      tenant: hostile,
    });
    const text = expiriesIcs(data);
    assert.doesNotMatch(text, /[\u0000\u202e]|(^|[^\r])\n/);
    assert.equal(text.match(/^BEGIN:VEVENT/gm)?.length, 1);
    const [event] = eventsOf(data);
    assert.ok(event?.description.includes('Reason: a,b;c\\n\\u{d}\\u{a}END:VEVENT'), event?.description);
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  });

  test('with masks shows no address, nor a hash that could be guessed', () => {
    const masked = (key: string): ReportData =>
      dataUnder({ ...withExceptions([active]), overrides: examples.overrides }, [jo], { mask: maskAddresses(key) });
    const text = expiriesIcs(masked('a key'));
    assert.doesNotMatch(text.replaceAll('\r\n ', ''), /@|example@|nhs\.net/);
    const own = (data: ReportData): string[] =>
      eventsOf(data)
        .filter(({ summary }) => summary.startsWith('MFA exception'))
        .map(({ uid }) => uid);
    assert.deepEqual(own(masked('a key')), own(masked('a key')));
    assert.notDeepEqual(own(masked('a key')), own(masked('another key')));
  });
});
