import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ciFolder, POLICIES, workflowEvent } from './ci-folder.ts';
import { tenant } from '../../worlds/tenant-folder.ts';

const ROWS = [
  { address: 'jo.example@nhs.net', organisation: 'X26', unit: 'Wards', reported: 'Admin Enabled' },
  { address: 'kim.example@nhs.net', organisation: 'X26', unit: 'Wards', reported: 'Admin Disabled', methods: '' },
  { address: 'lee.example@nhs.net', organisation: 'X26', unit: 'Kiosks', reported: 'Admin Enabled' },
];

/** Weak kiosks, and an exception that runs for another ten days. */
const CHANGE = {
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
    units: [{ path: 'Kiosks', mfa: 'named-locations', reason: 'Kiosks on the trust network' }],
  },
  'policies/organisations/X26/exceptions.yaml': {
    kind: 'Exceptions',
    organisation: 'X26',
    exceptions: [
      {
        user: 'jo.example@nhs.net',
        type: 'long-term',
        startsAt: '2026-11-01T00:00:00Z',
        expiresAt: '2026-12-04T00:00:00Z',
        reason: 'clinical-risk',
        approvedBy: 'lead.example@nhs.net',
        ticket: 'REQ1',
        riskAssessment: 'RA1',
      },
    ],
  },
};

const FORECAST = [
  'forecast',
  '--out',
  'forecast.ndjson',
  '--markdown',
  'forecast.md',
  '--link',
  'https://github.com/example/policies/actions/runs/7',
];

test('the forecast says counts, guardrails, lockout, lapses and what the policies say now, and cannot be applied', async (context) => {
  const folder = await ciFolder(context, POLICIES, ROWS);
  const base = folder.repository.refs.get('heads/main') ?? '';
  const head = await folder.commit(CHANGE, 'change');
  const ran = await folder.ci([...FORECAST, '--head', head, '--base', base]);
  assert.equal(ran.code, 0, ran.err);
  const markdown = await readFile(join(folder.path, 'forecast.md'), 'utf8');
  const order = [
    '## MFA forecast',
    '**3 changes** in 1 organisation',
    '| tighten | 1 |',
    '| loosen | 2 |',
    '### Guardrails',
    '### Lockout',
    '**1 account** without a registered method',
    '<summary>Loosens: 2 changes',
    '<summary>Tightens: 1 change',
    '### Exceptions that lapse within 30 days',
    '2026-12-04T00:00:00Z',
    'Fingerprint',
    '### Effective policy',
  ];
  let from = 0;
  for (const part of order) {
    const at = markdown.indexOf(part, from);
    assert.ok(at >= 0, `${part} is not there, or not in its place:\n${markdown}`);
    from = at;
  }
  assert.match(markdown, /\[The whole forecast\]\(<https:\/\/github\.com\/example\/policies\/actions\/runs\/7>\)/);
  assert.match(
    markdown,
    /```diff\n@@ [^\n]+ @@\n\+unit Kiosks: named-locations\n@@ [^\n]+ @@\n\+exception jo\.example@nhs\.net long-term: 2026-11-01T00:00:00Z to 2026-12-04T00:00:00Z, clinical-risk, approved by lead\.example@nhs\.net\n```/,
  );
  const header = JSON.parse((await readFile(join(folder.path, 'forecast.ndjson'), 'utf8')).split('\n')[0] ?? '') as {
    policy: unknown;
    target: unknown;
  };
  assert.deepEqual(header.target, null);
  assert.match(JSON.stringify(header.policy), new RegExp(`"commit":"${head}","dirty":false`));
  const applied = await folder.mfactl(Date.parse('2026-11-24T09:01:00Z'), 'apply', 'forecast.ndjson');
  assert.equal(applied.code, 4, applied.err);
  assert.match(applied.err, /names no target/);
});

test('what a guardrail withholds is said, and is exit code 3', async (context) => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    address: `user${i}.example@nhs.net`,
    organisation: 'X26',
    unit: 'Kiosks',
    reported: 'Admin Enabled',
  }));
  const folder = await ciFolder(context, POLICIES, rows);
  const base = folder.repository.refs.get('heads/main') ?? '';
  const head = await folder.commit(CHANGE, 'change');
  const ran = await folder.ci([...FORECAST, '--head', head, '--base', base]);
  assert.equal(ran.code, 3, ran.err);
  assert.match(
    await readFile(join(folder.path, 'forecast.md'), 'utf8'),
    /limits exceeded\*\*[^]*- loosen in X26: 40 accounts would get a weaker level, the last day included; the limit is 3\. mfactl withholds 40 changes\./,
  );
});

test('one change of the tenant is shown once for all organisations that follow it', async (context) => {
  const others = Object.fromEntries(
    ['X1A', 'X2A', 'X3A', 'X4A', 'X5A', 'X6A', 'X7A'].map((code) => [
      `policies/organisations/${code}/organisation.yaml`,
      { kind: 'Organisation', code, name: 'Example' },
    ]),
  );
  const folder = await ciFolder(context, { ...POLICIES, ...others });
  const base = folder.repository.refs.get('heads/main') ?? '';
  const head = await folder.commit({
    'policies/tenant.yaml': tenant({ mfa: 'named-locations', approvers: ['lead.example@nhs.net'] }),
  });
  await folder.ci([...FORECAST, '--head', head, '--base', base]);
  const markdown = await readFile(join(folder.path, 'forecast.md'), 'utf8');
  assert.match(
    markdown,
    /\*\*X1A, X26, X2A, X3A, X4A and 3 more\*\*\n\n```diff\n@@ -2,1 \+2,1 @@\n-level standard, as the tenant\n\+level named-locations, as the tenant\n```/,
  );
});

test('what gets weaker stands first, in words, with file and line and who may approve it', async (context) => {
  const folder = await ciFolder(context, {
    ...POLICIES,
    '.github/CODEOWNERS':
      '* @example/identity\n/policies/organisations/X26/ @example/x26-admins lead.example@nhs.net\n',
    'policies/invariants.yaml': {
      kind: 'Invariants',
      invariants: [
        { name: 'Nobody is without MFA', when: { exception: 'none' }, then: { atLeast: 'named-locations' } },
      ],
    },
  });
  const base = folder.repository.refs.get('heads/main') ?? '';
  const head = await folder.commit(
    {
      ...CHANGE,
      'policies/invariants.yaml': { kind: 'Invariants', invariants: [] },
      'mfactl.yaml': { directory: { kind: 'sandbox' }, apply: { maxPlanAge: 'P90D' } },
      '.github/CODEOWNERS': '* @someone\n',
    },
    'change',
  );
  const ran = await folder.ci([...FORECAST, '--head', head, '--base', base], { GITHUB_STEP_SUMMARY: '' });
  assert.equal(ran.code, 0, ran.err);
  assert.match(ran.out, /; 4 things would be weaker\./);
  const markdown = await readFile(join(folder.path, 'forecast.md'), 'utf8');
  const section = /### What this makes weaker: 4 things\n\n([^]*?)\n\n/.exec(markdown)?.[1] ?? '';
  assert.deepEqual(
    section.split('\n').map((line) => line.replace(/<\/?code>/g, '')),
    [
      '- Unit Kiosks of X26 falls from standard to named-locations. policies/organisations/X26/organisation.yaml:5 May be approved by &#64;example/x26-admins, lead.example&#64;nhs.net.',
      '- The invariant "Nobody is without MFA" is removed: nothing proves it any more. policies/invariants.yaml:3 May be approved by &#64;example/identity.',
      '- The setting apply.maxPlanAge is added: P90D. mfactl.yaml:4 May be approved by &#64;example/identity.',
      '- CODEOWNERS changes: it says who reviews what. .github/CODEOWNERS:1 May be approved by &#64;example/identity.',
    ],
  );
  const places = ['**', head, '### What this makes weaker', '### Guardrails', '### Effective policy'].map((part) =>
    markdown.indexOf(part),
  );
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    places,
  );
});

test('names in policies cannot become markup, a mention or the end of a block', async (context) => {
  const folder = await ciFolder(context);
  const base = folder.repository.refs.get('heads/main') ?? '';
  const path = 'Wards ``` </details> <img src=x> @everyone [x](https://evil.example) <!-- mfactl:forecast -->';
  const organisation = {
    kind: 'Organisation',
    code: 'X26',
    name: '<b>@everyone</b>',
    units: [{ path, mfa: 'named-locations', reason: 'Kiosks' }],
  };
  const head = await folder.commit({ 'policies/organisations/X26/organisation.yaml': organisation }, 'change');
  assert.equal((await folder.ci([...FORECAST, '--head', head, '--base', base])).code, 0);
  const markdown = await readFile(join(folder.path, 'forecast.md'), 'utf8');
  const [, fence = '', block = ''] = /\n(`{3,})diff\n([^]*?)\n\1\n/.exec(markdown) ?? [];
  assert.equal(fence, '````');
  assert.ok(block.includes(path));
  assert.doesNotMatch(markdown.replace(block, ''), /@everyone|<img|<b>|:\/\/evil|<!--/);
});

test('policies that are not valid make a forecast that says so, and a check run that says where', async (context) => {
  const folder = await ciFolder(context);
  const base = folder.repository.refs.get('heads/main') ?? '';
  const head = await folder.commit(
    {
      'policies/organisations/X26/organisation.yaml': 'kind: Organisation\ncode: X26\nname: Example\nmfa: sometimes\n',
    },
    'change',
  );
  folder.repository.openPull('change');
  const forecast = await folder.ci([...FORECAST, '--head', head, '--base', base]);
  assert.equal(forecast.code, 1);
  assert.match(
    await readFile(join(folder.path, 'forecast.md'), 'utf8'),
    /No forecast: the policies are not valid\*\* \(1 error\)/,
  );
  folder.repository.codeScanning = true;
  const checks = await folder.ci(['checks', '--head', head]);
  assert.equal(checks.code, 1);
  const [run] = folder.repository.checkRuns;
  assert.deepEqual([run?.headSha, run?.conclusion, run?.title], [head, 'failure', '1 error, 0 warnings']);
  assert.match(
    JSON.stringify(run?.annotations),
    /"path":"policies\/organisations\/X26\/organisation\.yaml","start_line":4,/,
  );
  assert.deepEqual(
    folder.repository.sarifs.map(({ commit, ref }) => [commit, ref]),
    [[head, 'refs/pull/1/head']],
  );
});

test('in a public repository addresses that would be shown end the command; masked ones leave neither plan nor comment', async (context) => {
  const folder = await ciFolder(context, POLICIES, ROWS);
  const base = folder.repository.refs.get('heads/main') ?? '';
  const head = await folder.commit(CHANGE, 'change');
  const event = await workflowEvent(folder, { private: false });
  const shown = await folder.ci([...FORECAST, '--head', head, '--base', base], event);
  assert.equal(shown.code, 1);
  assert.match(shown.err, /this repository is public, so addresses must be masked/);
  await folder.write('mfactl.yaml', { directory: { kind: 'sandbox' }, privacy: { addresses: 'mask' } });
  const masked = await folder.ci([...FORECAST, '--head', head, '--base', base], {
    ...event,
    MFACTL_MASK_KEY: 'a key of a test',
  });
  assert.equal(masked.code, 0, masked.err);
  const written = (
    await Promise.all(['forecast.md', 'forecast.ndjson'].map((file) => readFile(join(folder.path, file), 'utf8')))
  ).join('');
  assert.doesNotMatch(`${written}${masked.out}${masked.err}`, /@nhs\.net|&#64;nhs/);
  assert.match(written, /account-[0-9a-f]{16}/);
});
