import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadPolicies } from '../../src/policy/load.ts';
import { digestOf, readPolicyFiles } from '../../src/policy/read.ts';
import { loadWith, NOW, outline, withPolicies } from '../worlds/temporary-policies.ts';

const MIB = 1024 * 1024;

function loadAfter(change: (policies: string, root: string) => void): string[] {
  return withPolicies((root) => {
    change(join(root, 'policies'), root);
    return outline(loadPolicies(root, 'policies', NOW));
  });
}

describe('files', () => {
  test('of exactly 1 MiB are read, larger ones are refused', () => {
    const text = 'kind: Invariants\ninvariants: []\n#';
    assert.deepEqual(outline(loadWith({ 'invariants.yaml': text.padEnd(MIB, 'x') })), []);
    assert.deepEqual(outline(loadWith({ 'invariants.yaml': text.padEnd(MIB + 1, 'x') })), [
      'policies/invariants.yaml error file-too-large',
    ]);
  });

  test('that are not UTF-8 are refused', () => {
    const latin1 = Buffer.from('kind: Invariants\ninvariants: [] # caf\xe9\n', 'latin1');
    assert.deepEqual(outline(loadWith({ 'invariants.yaml': latin1 })), [
      'policies/invariants.yaml error file-not-utf8',
    ]);
  });

  test('with a byte order mark and CRLF are fine, and lines and columns stay right', () => {
    const text = '\ufeffkind: Invariants\r\ninvariants:\r\n  - name: One\r\n    then: { mfa: none }\r\n';
    assert.deepEqual(outline(loadWith({ 'invariants.yaml': text.replace('none', 'standard') })), []);
    assert.deepEqual(outline(loadWith({ 'invariants.yaml': text })), [
      'policies/invariants.yaml:4:18 error schema-value',
    ]);
  });

  test('and folders whose name starts with a dot or underscore are passed over, and so is all that is not YAML', () => {
    const files = {
      '_draft.yaml': '{',
      '.hidden.yml': '{',
      '_drafts/tenant.yaml': '{',
      '.git/x.yaml': '{',
      'README.md': '{',
      'a.yaml.bak': '{',
    };
    assert.deepEqual(outline(loadWith(files)), []);
  });

  test('that are pipes are refused, not waited for', {
    skip: process.platform === 'win32' && 'Windows has no mkfifo',
  }, () => {
    assert.deepEqual(
      loadAfter((policies) => execFileSync('mkfifo', [join(policies, 'roles/pipe.yaml')])),
      ['policies/roles/pipe.yaml error file-unreadable'],
    );
  });

  test('must be in a folder that exists', () => {
    assert.deepEqual(outline(loadPolicies(tmpdir(), 'mfactl-no-such-folder', NOW)), [
      'mfactl-no-such-folder error missing-folder',
      'mfactl-no-such-folder/tenant.yaml error missing-tenant',
    ]);
  });
});

describe('symbolic links', () => {
  test('below policies/ are refused wherever they lead: outside, inside, in a circle or nowhere', () => {
    const outside = mkdtempSync(join(tmpdir(), 'mfactl-'));
    try {
      writeFileSync(join(outside, 'role.yaml'), 'kind: Role\n');
      const found = loadAfter((policies) => {
        symlinkSync(join(outside, 'role.yaml'), join(policies, 'roles/outside.yaml'));
        symlinkSync(outside, join(policies, 'organisations/A00001'));
        symlinkSync('..', join(policies, 'roles/loop'));
        symlinkSync('tenant.yaml', join(policies, 'same.yaml'));
        symlinkSync('../elsewhere', join(policies, 'nowhere'));
      });
      assert.deepEqual(found, [
        'policies/nowhere error link-in-policies',
        'policies/organisations/A00001 error link-in-policies',
        'policies/roles/loop error link-in-policies',
        'policies/roles/outside.yaml error link-in-policies',
        'policies/same.yaml error link-in-policies',
      ]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test('that stand for the folder itself are refused too: git keeps the link alone', () => {
    const root = mkdtempSync(join(tmpdir(), 'mfactl-'));
    try {
      mkdirSync(join(root, 'elsewhere'));
      symlinkSync('elsewhere', join(root, 'policies'));
      assert.deepEqual(outline(loadPolicies(root, 'policies', NOW)), [
        'policies error link-in-policies',
        'policies/tenant.yaml error missing-tenant',
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('two names in one folder', () => {
  test('that differ in capital letters alone, or in how an accent is written, are refused', () => {
    const found = loadAfter((policies) => {
      mkdirSync(join(policies, 'organisations/x26'));
      for (const name of ['caf\u00e9', 'cafe\u0301', 'Other', 'OTHER'])
        writeFileSync(
          join(policies, `roles/${name}.yaml`),
          `kind: Role\nname: ${JSON.stringify(name)}\ncategory: other\nmatch: [${JSON.stringify(name)}]\nmfa: standard\n`,
        );
    });
    assert.deepEqual(
      found.filter((line) => line.endsWith('names-differ-in-case')),
      [
        'policies/organisations/x26 error names-differ-in-case',
        'policies/roles/Other.yaml error names-differ-in-case',
        'policies/roles/caf\u00e9.yaml error names-differ-in-case',
      ],
    );
  });
});

describe('the digest', () => {
  const files = [
    { path: 'tenant.yaml', hash: 'aa' },
    { path: 'roles/z\u{fb01}.yaml', hash: 'bb' },
    { path: 'roles/z\u{1f600}.yaml', hash: 'cc' },
  ];

  test('is the same in any order', () => assert.equal(digestOf(files), digestOf(files.toReversed())));

  test('is the same whether a file system composes letters or not', () => {
    assert.equal(
      digestOf([{ path: 'roles/caf\u00e9.yaml', hash: 'aa' }]),
      digestOf([{ path: 'roles/cafe\u0301.yaml', hash: 'aa' }]),
    );
  });

  test('is a known value, so that another version or machine cannot differ unseen', () => {
    assert.equal(
      digestOf([{ path: 'a', hash: 'b' }]),
      'sha256:3a100994c4e38751871e6e8eef9adad2b20177fdeaf650daacdcd74f4c9421e3',
    );
  });

  test('changes with a name and with a byte', () => {
    const digests = [
      files,
      [{ path: 'tenant.yml', hash: 'aa' }, ...files.slice(1)],
      [{ path: 'tenant.yaml', hash: 'ab' }, ...files.slice(1)],
    ].map(digestOf);
    assert.equal(new Set(digests).size, 3);
  });

  test('covers all files, in the order of their UTF-8 bytes', () => {
    withPolicies((root) => {
      const read = readPolicyFiles(join(root, 'policies'), 'policies');
      const paths = read.files.map(({ path }) => path);
      assert.deepEqual(
        paths,
        paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      const loaded = loadPolicies(root, 'policies', NOW);
      assert.ok(loaded.ok);
      assert.equal(loaded.value.digest, digestOf(read.files));
      assert.equal(loaded.value.files, 11);
    });
  });
});
