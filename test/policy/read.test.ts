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
  test('to a file or folder outside are refused, whatever they are called', () => {
    const outside = mkdtempSync(join(tmpdir(), 'mfactl-'));
    try {
      writeFileSync(join(outside, 'role.yaml'), 'kind: Role\n');
      const found = loadAfter((policies) => {
        symlinkSync(join(outside, 'role.yaml'), join(policies, 'roles/outside.yaml'));
        symlinkSync(outside, join(policies, 'organisations/A00001'));
        symlinkSync('../../..', join(policies, 'organisations/A00002'));
      });
      assert.deepEqual(found, [
        'policies/organisations/A00001 error link-leaves-folder',
        'policies/organisations/A00002 error link-leaves-folder',
        'policies/roles/outside.yaml error link-leaves-folder',
      ]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test('to a folder that only begins with the same name are refused', () => {
    const found = loadAfter((policies) => {
      mkdirSync(`${policies}-of-others`);
      writeFileSync(`${policies}-of-others/a.yaml`, 'kind: Role\n');
      symlinkSync('../policies-of-others/a.yaml', join(policies, 'a.yaml'));
    });
    assert.deepEqual(found, ['policies/a.yaml error link-leaves-folder']);
  });

  test('that lead in a circle, or to each other, end', () => {
    const found = loadAfter((policies) => {
      symlinkSync('..', join(policies, 'roles/loop'));
      symlinkSync('b.yaml', join(policies, 'a.yaml'));
      symlinkSync('a.yaml', join(policies, 'b.yaml'));
    });
    assert.deepEqual(found, [
      'policies/a.yaml error file-unreadable',
      'policies/b.yaml error file-unreadable',
      'policies/roles/loop error link-repeats-folder',
    ]);
  });

  test('that double at each level do not multiply', () => {
    const found = loadAfter((policies) => {
      for (let level = 0; level < 30; level++) {
        const folder = join(policies, `_levels/${level}`);
        mkdirSync(folder, { recursive: true });
        for (const name of ['a', 'b']) symlinkSync(`../${level + 1}`, join(folder, name));
      }
      mkdirSync(join(policies, '_levels/30'));
      symlinkSync('_levels/0', join(policies, 'start'));
    });
    assert.equal(found.length, 30);
    assert.ok(found.every((line) => line.endsWith('link-repeats-folder')));
  });

  test('that lead nowhere are refused: what is not there must not be taken for empty', () => {
    const found = loadAfter((policies) => symlinkSync('../elsewhere', join(policies, 'more')));
    assert.deepEqual(found, ['policies/more error file-unreadable']);
  });

  test('to files inside are read under their own name', () => {
    const found = loadAfter((policies) => {
      mkdirSync(join(policies, '_shared'));
      writeFileSync(
        join(policies, '_shared/role.yaml'),
        'kind: Role\nname: Nurse\ncategory: other\nmatch: [Nurse]\nmfa: high\n',
      );
      symlinkSync('../_shared/role.yaml', join(policies, 'roles/nurse.yaml'));
    });
    assert.deepEqual(found, ['policies/roles/nurse.yaml:5:6 error schema-value']);
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

  test('is a known value, so that another version or machine can not differ unseen', () => {
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
