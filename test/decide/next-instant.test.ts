import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, suite, test } from 'node:test';
import { stringify } from 'yaml';
import { nextInstant } from '../../src/decide/turning-points.ts';
import type { Policies } from '../../src/model/policies.ts';
import { formatInstant } from '../../src/model/time.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { tenant } from '../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

const organisation = (extra: object = {}): object => ({ kind: 'Organisation', code: 'X26', name: 'Example', ...extra });

/** Policies as files say them, so that what resolving adds (a default end, the tenant's zone) is in them. */
async function policiesOf(context: TestContext, files: Readonly<Record<string, unknown>>): Promise<Policies> {
  const root = await mkdtemp(join(tmpdir(), 'mfactl-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({
    'tenant.yaml': tenant({ approvers: ['lead.example@nhs.net'] }),
    'organisations/X26/organisation.yaml': organisation(),
    ...files,
  })) {
    const file = join(root, 'policies', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, stringify(content));
  }
  const loaded = loadPolicies(root, 'policies', NOW);
  assert.ok(loaded.ok, JSON.stringify(loaded.diagnostics));
  return loaded.value.policies;
}

/** Every instant from now on, one after the other. */
function instantsFrom(policies: Policies, now: number): string[] {
  const found: string[] = [];
  for (let next = nextInstant(policies, now); next !== null; next = nextInstant(policies, next))
    found.push(formatInstant(next));
  return found;
}

const exception = (extra: object): object => ({
  'organisations/X26/exceptions.yaml': {
    kind: 'Exceptions',
    organisation: 'X26',
    exceptions: [{ user: 'jo.example@nhs.net', type: 'short-term', reason: 'phone-lost', ...extra }],
  },
});

suite('the next instant at which policies change by themselves', () => {
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    ['none', {}, []],
    [
      'an exception that begins and ends',
      exception({ startsAt: '2026-11-25T10:00:00Z', expiresAt: '2026-11-25T12:00:00Z' }),
      ['2026-11-25T10:00:00Z', '2026-11-25T12:00:00Z'],
    ],
    [
      'an exception that runs, its end left out',
      exception({ startsAt: '2026-11-24T08:00:00Z' }),
      ['2026-11-25T08:00:00Z'],
    ],
    [
      'an exception with a directory id',
      exception({ id: 'abc', startsAt: '2026-11-24T08:00:00Z' }),
      ['2026-11-25T08:00:00Z'],
    ],
    [
      'an exception that begins now: that has happened',
      exception({ startsAt: '2026-11-24T09:00:00Z' }),
      ['2026-11-25T09:00:00Z'],
    ],
    [
      'waves, and ends of units and user policies',
      {
        'organisations/X26/organisation.yaml': organisation({
          units: [{ path: 'Kiosks', mfa: 'disabled', reason: 'no phones', until: '2026-12-03T00:00:00Z' }],
          userPolicies: [{ name: 'Volunteers', mfa: 'disabled', reason: 'later', until: '2026-12-02T00:00:00Z' }],
          rollout: [
            { wave: 'First', starts: '2026-12-01T08:00:00Z', units: ['Kiosks'] },
            { wave: 'All', starts: '2026-12-04T08:00:00Z', everyone: true },
          ],
        }),
      },
      ['2026-12-01T08:00:00Z', '2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z', '2026-12-04T08:00:00Z'],
    ],
    [
      "a day of closing, in the tenant's zone",
      { 'organisations/X26/organisation.yaml': organisation({ closed: '2027-04-01' }) },
      ['2027-03-31T23:00:00Z'],
    ],
    [
      're-enrolments, open for 30 days',
      {
        'organisations/X26/re-enrolments.yaml': {
          kind: 'ReEnrolments',
          organisation: 'X26',
          reEnrolments: [{ user: 'jo.example@nhs.net', requestedAt: '2026-11-26T00:00:00Z', reason: 'phone-lost' }],
        },
      },
      ['2026-11-26T00:00:00Z', '2026-12-26T00:00:00Z'],
    ],
    [
      'overrides that begin and expire',
      {
        'overrides.yaml': {
          kind: 'Overrides',
          overrides: [
            {
              guardrail: 'loosen',
              limit: 9,
              reason: 'wave',
              approvedBy: 'lead.example@nhs.net',
              startsAt: '2026-12-01T00:00:00Z',
              expiresAt: '2026-12-02T00:00:00Z',
            },
          ],
        },
      },
      ['2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z'],
    ],
  ];
  for (const [name, files, expected] of cases) {
    test(name, async (context) => {
      assert.deepEqual(instantsFrom(await policiesOf(context, files as Record<string, unknown>), NOW), expected);
    });
  }
});
