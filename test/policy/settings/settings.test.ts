import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Checked } from '../../../src/model/diagnostic.ts';
import { DAY, HOUR } from '../../../src/model/time.ts';
import type { ResolvedSettings } from '../../../src/policy/settings/settings.ts';
import { readSettings } from '../../../src/policy/settings/read.ts';
import { outline } from '../../worlds/temporary-policies.ts';

function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'mfactl-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads settings from mfactl.yaml; paths then start with `/srv/tenant`. */
function read(text: string): Checked<ResolvedSettings> {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'mfactl.yaml'), text);
    const settings = readSettings(null, folder);
    return JSON.parse(
      JSON.stringify(settings).replaceAll(folder, '/srv/tenant'),
      (_, value) => value,
    ) as Checked<ResolvedSettings>;
  });
}

function valueOf(text: string): ResolvedSettings {
  const settings = read(text);
  assert.ok(settings.ok, JSON.stringify(settings.diagnostics));
  return settings.value;
}

describe('settings', () => {
  test('have defaults for everything, with or without a file', () => {
    const withoutFile = inFolder(
      (folder) => JSON.parse(JSON.stringify(readSettings(null, folder)).replaceAll(folder, '/srv/tenant')) as unknown,
    );
    assert.deepEqual(withoutFile, read('# nothing\n'));
    assert.deepEqual(valueOf('{}'), {
      root: '/srv/tenant',
      policies: 'policies',
      reports: '/srv/tenant/reports',
      product: 'NHSmail',
      directory: { kind: 'sandbox', file: '/srv/tenant/.mfactl/sandbox.sqlite' },
      target: { kind: 'sandbox', file: '/srv/tenant/.mfactl/sandbox.sqlite' },
      apply: { chunkSize: 50, canary: 5, maxFailures: 5, maxPlanAge: 4 * HOUR, settle: 5 * 60_000, lock: 'file' },
      git: { remote: 'origin', branch: null },
      reconciler: 'ci',
      ledger: { branch: null, heartbeatUrl: null },
      privacy: { addresses: 'show', maskKey: 'MFACTL_MASK_KEY' },
      graph: {
        tenantId: null,
        clientId: null,
        groups: { standard: null, namedLocations: null },
        properties: { organisation: null, unit: null, userPolicy: null },
        roleGroups: {},
        legacyPerUser: false,
      },
      guidance: {},
    });
  });

  test('of a report: paths start at the file, and nothing can be written', () => {
    const settings = valueOf(
      'directory:\n  kind: report\n  mailboxReport: data/Mailbox Report.csv\n  mfaStatusReport: /elsewhere/MFA.csv\n  observedAt: 2026-11-24T06:00:00Z\n  columns: { unit: OU Name }\n',
    );
    assert.deepEqual(settings.directory, {
      kind: 'report',
      mailboxReport: '/srv/tenant/data/Mailbox Report.csv',
      mfaStatusReport: '/elsewhere/MFA.csv',
      observedAt: Date.parse('2026-11-24T06:00:00Z'),
      columns: { unit: 'OU Name' },
    });
    assert.equal(settings.target, null);
  });

  test('a directory that can be written is its own target, unless one is named', () => {
    assert.deepEqual(valueOf('directory: { kind: sandbox, file: a.sqlite }').target, {
      kind: 'sandbox',
      file: '/srv/tenant/a.sqlite',
    });
    assert.deepEqual(valueOf('directory: { kind: graph }').target, { kind: 'graph' });
    assert.deepEqual(valueOf('directory: { kind: graph }\ntarget: { kind: portal }').target, { kind: 'portal' });
    assert.deepEqual(valueOf('target: { kind: sandbox, file: b.sqlite }').target, {
      kind: 'sandbox',
      file: '/srv/tenant/b.sqlite',
    });
  });

  test('durations and shares are parsed', () => {
    const { apply } = valueOf(
      'apply: { chunkSize: 20, canary: 0, maxFailures: 2.5%, maxPlanAge: P1D, settle: PT30S, lock: git }',
    );
    assert.deepEqual(apply, {
      chunkSize: 20,
      canary: 0,
      maxFailures: 2.5,
      maxPlanAge: DAY,
      settle: 30_000,
      lock: 'git',
    });
  });

  test('the folder of the policies is told relative to the root', () => {
    assert.equal(valueOf('policies: ./rules/mfa/').policies, 'rules/mfa');
    assert.equal(valueOf('policies: .').policies, '.');
  });

  test('a file that is named must exist; its folder is the root', () => {
    inFolder((folder) => {
      assert.deepEqual(outline(readSettings('other.yaml', folder)), ['other.yaml error settings-missing-file']);
      mkdirSync(join(folder, 'sub'));
      writeFileSync(join(folder, 'sub/other.yaml'), 'product: NHS.net Connect\n');
      const settings = readSettings('sub/other.yaml', folder);
      assert.ok(settings.ok);
      assert.equal(settings.value.root, join(folder, 'sub'));
      assert.equal(settings.value.product, 'NHS.net Connect');
    });
  });

  test('a folder in the place of the file is told, not thrown', () => {
    inFolder((folder) => {
      mkdirSync(join(folder, 'mfactl.yaml'));
      assert.deepEqual(outline(readSettings(null, folder)), ['mfactl.yaml error file-unreadable']);
    });
  });

  for (const [text, ...expected] of [
    ['polices: x\n', '1:1 error schema-unknown-property'],
    ['apply: { chunkSize: 51, canary: -1 }\n', '1:21 error schema-range', '1:33 error schema-range'],
    ['ledger: { heartbeatUrl: "http://example.org" }\n', '1:25 error schema-format'],
    ['ledger: { heartbeatUrl: "https://user:pass@example.org" }\n', '1:25 error schema-format'],
    ['apply: { maxPlanAge: P36526D, settle: P36525D }\n', '1:22 error schema-format'],
    ['ledger: { branch: 7 }\n', '1:19 error schema-type'],
    ['directory: { kind: report }\n', '1:20 error settings-missing-report', '1:20 error settings-missing-report'],
    ['directory: { kind: sandbox, mailboxReport: a.csv }\n', '1:29 error settings-not-for-kind'],
    ['target: { kind: portal, file: a.sqlite }\n', '1:25 error settings-not-for-kind'],
    ['git: { branch: main }\nledger: { branch: main }\n', '2:19 error settings-ledger-branch'],
    ['directory: [\n', '2:1 error yaml-syntax'],
    ['apply: 50%\n', '1:8 error schema-type'],
  ] as const) {
    test(`refuses ${text.trim()}`, () =>
      assert.deepEqual(
        outline(read(text)),
        expected.map((line) => `mfactl.yaml:${line}`),
      ));
  }
});
