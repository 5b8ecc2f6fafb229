import { handedOverOf } from '../../ledger/pending.ts';
import { observedBy } from '../../plan/handed-over.ts';
import { populationThen } from '../../history/audit.ts';
import { contextAt } from '../../decide/context.ts';
import { sweep } from '../../decide/sweep.ts';
import { formatInstant } from '../../model/time.ts';
import type { Audit, AuditAccount, AuditSample } from '../../generated/audit.ts';
import { auditJson, renderAudit } from '../../report/account/audit.ts';
import { paint } from '../../report/markup/terminal.ts';
import { type Then, allAccounts, auditHead, sampled } from './audit-answer.ts';
import { gatherEvidence } from './audit-evidence.ts';
import { policiesThen } from './audit-policies.ts';
import { statesThen } from './audit-states.ts';
import { readHeldLedger } from '../../session/ledger.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { readDirectory } from '../../session/planning.ts';
import { openProvenance } from '../../session/provenance.ts';
import { type GlobalOptions, instantOption, maskOf, maskedIo, openSettings } from '../../session/workspace.ts';

interface AuditOptions extends GlobalOptions {
  readonly at?: string;
  readonly sample?: number;
  readonly seed?: string;
  readonly json?: boolean;
}

/** Tells who had MFA at an instant and who was exempt, from git, the receipts and the directory as it is now. */
export async function audit(io: Io, options: AuditOptions): Promise<number> {
  const at = instantOption(io, options.at, '--at');
  if (at > io.now())
    throw new EndOfCommand(`--at ${formatInstant(at)} is in the future. For a forecast use "mfactl plan --as-of".`);
  const sample = sampleOption(options);
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const snapshot = await readDirectory(io, settings);
  const held = await readHeldLedger(settings, io.now());
  const here = await openProvenance(settings, null);
  const policies = await policiesThen(io, settings, held.ledger, here, at);
  const states = await statesThen(
    held,
    { ...snapshot, observedAt: observedBy(snapshot, handedOverOf(held.ledger)) },
    at,
  );
  const changed = new Map([...states.changed].map(([row, { state }]) => [row, state]));
  const population = populationThen(snapshot.population, changed);
  const context = contextAt(at, snapshot);
  const swept = sweep(population, policies.loaded.policies, context);
  const then: Then = { at, madeAt: io.now(), snapshot, held, policies, states, population, context, swept, mask };
  const head = auditHead(then, sample, here.remarks);
  const provenance =
    policies.commit === null || sample === null ? here : await openProvenance(settings, policies.commit);
  const accounts =
    sample === null
      ? allAccounts(then)
      : await sampled(then, sample, (picked) => gatherEvidence(held, provenance, picked, at, mask));
  await write(io, options, head, accounts, then);
  return EXIT.done;
}

function sampleOption({ sample, seed }: AuditOptions): AuditSample {
  if (sample === undefined && seed !== undefined)
    throw new EndOfCommand('--seed needs --sample, the number of accounts to pick.');
  return sample === undefined ? null : { size: sample, seed: seed ?? '1' };
}

/** Pieces of about this many characters are written at once. */
const PIECE = 1 << 16;

async function write(
  io: Io,
  { json }: AuditOptions,
  head: Omit<Audit, 'accounts'>,
  accounts: Iterable<AuditAccount>,
  { policies, states, mask }: Then,
): Promise<void> {
  if (json !== true) {
    const shown = { ...head, accounts: head.sample === null ? [] : [...accounts] };
    const { timezone } = policies.loaded.policies.tenant;
    const undone = [...states.changed.values()].filter(({ by }) => by !== null).length;
    const text = renderAudit(shown, { paint: paint(io.colour.out), timezone, undone });
    return maskedIo(io, mask).out(text);
  }
  let pending = '';
  for (const text of auditJson(head, accounts, mask)) {
    pending += text;
    if (pending.length < PIECE) continue;
    await io.out(pending);
    pending = '';
  }
  await io.out(pending);
}
