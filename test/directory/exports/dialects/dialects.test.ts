import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Checked } from '../../../../src/model/diagnostic.ts';
import type { Snapshot } from '../../../../src/snapshot/snapshot.ts';
import { accountsOf } from '../../../worlds/accounts.ts';
import { inFolder, running } from '../../scene.ts';
import { READ_DIALECTS } from './read-dialects.ts';
import { REFUSED_DIALECTS } from './refused-dialects.ts';
import { readerOf } from '../reports.ts';
import { type Exports, PLAIN_EXPORTS } from './written-exports.ts';

const VARIANTS = [...READ_DIALECTS, ...REFUSED_DIALECTS];

async function readVariant({ mailbox, mfa }: Exports): Promise<Checked<Snapshot>> {
  let read: Checked<Snapshot> | null = null;
  await inFolder(async (folder) => {
    if (mailbox !== null) await writeFile(join(folder, 'mailbox.csv'), mailbox);
    if (mfa !== null) await writeFile(join(folder, 'mfa.csv'), mfa);
    read = await readerOf(folder).read(running());
  });
  if (read === null) throw new Error('nothing was read');
  return read;
}

describe('what others make of the exports', () => {
  it('is tried in at least 40 ways', () => equal(VARIANTS.length >= 40, true));

  for (const { name, exports, outcome } of VARIANTS) {
    it(`${name}: ${'code' in outcome ? `one message, ${outcome.code}` : outcome.same ? 'read as the plain ones' : 'read, and told'}`, async () => {
      const [plain, read] = [await readVariant(PLAIN_EXPORTS), await readVariant(exports)];
      if (!plain.ok) throw new Error('the plain exports are refused');
      if ('code' in outcome) {
        const first = read.diagnostics.filter(({ file }) => file === outcome.file);
        deepEqual(
          first.map(({ line, code }) => ({ line, code })),
          [{ line: outcome.line, code: outcome.code }],
        );
        match(first[0]?.message ?? '', outcome.says);
        return;
      }
      deepEqual(read.diagnostics, []);
      if (!read.ok) return;
      deepEqual([...new Set(read.value.findings.map(({ code }) => code))], [...new Set(outcome.findings)]);
      if (!outcome.same) return notEqual(read.value.digest, plain.value.digest);
      equal(read.value.digest, plain.value.digest);
      deepEqual(accountsOf(read.value.population), accountsOf(plain.value.population));
    });
  }
});
