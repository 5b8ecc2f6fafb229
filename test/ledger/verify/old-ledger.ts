/** Writes the ledger of version 0.1.0: receipts, journals and lines around the runs of old-runs.ts. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lineHash } from '../../../src/ledger/chain.ts';
import { CHAIN_START, sealLine } from '../../../src/machine/sealed-lines.ts';
import { planLines } from '../../../src/plan/file/write.ts';
import { DIGEST, FIRST, header, type OldRun, SECOND } from './old-runs.ts';

function receiptOf(old: OldRun, planId: string, fingerprint: string): string {
  const all = {
    format: 'mfactl.receipt/v1',
    run: old.run,
    planId,
    fingerprint,
    policy: { digest: DIGEST, commit: null, dirty: false },
    target: { kind: 'sandbox', name: 'sandbox-1' },
    undoes: null,
    tool: 'mfactl/0.1.0',
    actor: 'lead.example@nhs.net',
    approvers: [],
    host: 'host-1',
    start: old.at,
    end: old.at,
    resumed: old.journal.filter((line) => 'type' in line && line.type === 'resumed').length,
    exit: old.exit,
    stopped: null,
    counts: old.outcomes,
    uncertain: 0,
  };
  const accounts = old.accounts.map((one) => `\n${JSON.stringify(one)}`).join(',');
  return `${JSON.stringify(all).slice(0, -1)},"accounts":[${accounts}\n]}\n`;
}

function journalOf({ run, at, chunks, journal, exit }: OldRun, planId: string): string {
  const changes = chunks.filter(({ withheld }) => withheld === null).length;
  const who = { actor: 'lead.example@nhs.net', approvers: [], host: 'host-1', pid: 7, tool: 'mfactl/0.1.0' };
  const lines = [
    { type: 'run', at, format: 'mfactl.journal/v1', run, planId, changes, ...who },
    ...journal,
    { type: 'closed', at, exit, stopped: null },
  ];
  let end = CHAIN_START;
  return lines
    .map((line) => {
      const sealed = sealLine(end, line);
      end = sealed.end;
      return `${sealed.text}\n`;
    })
    .join('');
}

/** Writes the ledger below a folder. */
export async function writeOldLedger(reports: string): Promise<void> {
  let previous: string | null = null;
  let ledger = '';
  let seq = 0;
  const write = async (file: string, text: string): Promise<string> => {
    await mkdir(dirname(join(reports, file)), { recursive: true });
    await writeFile(join(reports, file), text);
    return lineHash(text);
  };
  for (const old of [FIRST, SECOND]) {
    const plan = header(old.at, old.chunks, old.counts);
    const planId = await write(`runs/${old.run}/plan.ndjson`, [...planLines(plan, () => old.chunks)].join(''));
    const journal = await write(`runs/${old.run}/journal.ndjson`, journalOf(old, planId));
    const receipt = await write(`runs/${old.run}/receipt.json`, receiptOf(old, planId, plan.fingerprint));
    const days = [FIRST, SECOND]
      .slice(0, seq + 1)
      .map(({ at }) => ({ day: at.slice(0, 10), total: 3, organisations: { X26: 3 } }));
    const population = await write('population.ndjson', days.map((day) => `${JSON.stringify(day)}\n`).join(''));
    const pending = await write('pending.ndjson', old.pending);
    const { run, at, exit, outcomes, loosened, counts } = old;
    const line: string = JSON.stringify({
      seq: ++seq,
      type: 'run',
      previous,
      run,
      planId,
      receipt,
      journal,
      parts: [],
      population,
      pending,
      fingerprint: plan.fingerprint,
      policy: { digest: DIGEST, commit: null },
      asOf: at,
      undoes: null,
      partial: false,
      actor: 'lead.example@nhs.net',
      approvers: [],
      start: at,
      end: at,
      exit,
      changes: (counts as { changes: number }).changes,
      counts: outcomes,
      uncertain: 0,
      reEnrolled: 0,
      loosened,
    });
    ledger += `${line}\n`;
    previous = lineHash(line);
  }
  await write('ledger.ndjson', ledger);
  await write('ledger.head', `${seq}:${previous ?? ''}\n`);
}
