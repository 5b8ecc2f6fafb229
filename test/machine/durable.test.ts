import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listsChanged } from '../../src/machine/durable.ts';

test('every folder in which a new one stands is made to last, up to the one that was there before', async () => {
  const there = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    for (const below of [['runs'], ['reports', 'runs'], ['a', 'reports', 'runs']]) {
      const runs = join(there, ...below);
      const first = await mkdir(runs, { recursive: true });
      assert.ok(first !== undefined);
      const expected = below.map((_, i) => join(there, ...below.slice(0, i))).reverse();
      assert.deepEqual(listsChanged(runs, first), expected);
      await rm(first, { recursive: true });
    }
  } finally {
    await rm(there, { recursive: true, force: true });
  }
});
