import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../worlds/repository.ts';
import { ledgerLines } from './traces.ts';

/** Writes the ledger anew with its chain and head, as somebody with write access could. */
export async function rewriteLedger(
  repository: Repository,
  change: (line: Record<string, unknown>, i: number) => Record<string, unknown> | null,
): Promise<void> {
  let previous: string | null = null;
  let text = '';
  let seq = 0;
  for (const [i, line] of (await ledgerLines(repository)).entries()) {
    const changed = change({ ...line }, i);
    if (changed === null) continue;
    const { seq: _, type, previous: __, ...rest } = changed;
    const written: string = JSON.stringify({ seq: ++seq, type, previous, ...rest });
    previous = `sha256:${createHash('sha256').update(written).digest('hex')}`;
    text += `${written}\n`;
  }
  await writeFile(join(repository.reports, 'ledger.ndjson'), text);
  await writeFile(join(repository.reports, 'ledger.head'), `${seq}:${previous}\n`);
}
