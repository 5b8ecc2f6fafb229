/** Plans by hand. */
import { writePlan } from '../../src/plan/file/write.ts';
import { Fingerprint } from '../../src/plan/fingerprint.ts';
import type { Action, ActualLevel, Level } from '../../src/model/account.ts';
import { directionOf } from '../../src/model/level.ts';
import { STATUS } from '../../src/model/status.ts';
import { formatInstant } from '../../src/model/time.ts';
import type { PlanChange, PlanChunk, PlanHeader } from '../../src/generated/plan.ts';
import { STATUS_OF } from './memory-directory.ts';

/** When plans are made, and where clocks begin. */
export const NOW = Date.UTC(2026, 10, 24, 9);
const DIGEST = `sha256:${'1'.repeat(64)}`;

export interface ChunkSpec {
  readonly action?: Action;
  readonly organisation?: string;
  readonly to?: Level | null;
  readonly from?: ActualLevel;
  readonly withheld?: string | null;
  readonly accounts: readonly string[];
  readonly over?: Partial<PlanChange>;
}

export function chunk(id: number, spec: ChunkSpec): PlanChunk {
  const { action = 'enable', organisation = 'X26', from = 'disabled', withheld = null, accounts, over = {} } = spec;
  const to = spec.to === undefined ? 'standard' : spec.to;
  const changes = accounts.map(
    (name): PlanChange => ({
      account: { id: null, address: name },
      unit: '',
      cause: 'policy',
      direction: directionOf(action, to ?? from) ?? 'tighten',
      validUntil: null,
      before: { level: from, status: action === 'restore' ? STATUS.longTerm : STATUS_OF[from] },
      after: { level: to ?? from, status: action === 'except' ? STATUS.longTerm : STATUS_OF[to ?? from] },
      because: [],
      ...over,
    }),
  );
  return { type: 'chunk', id, organisation, action, to, withheld, changes } as PlanChunk;
}

/** What a planner would have counted. */
function countsOf(
  chunks: readonly PlanChunk[],
): Pick<PlanHeader['counts'], 'byAction' | 'byDirection' | 'byOrganisation'> {
  const byAction: Record<string, number> = {};
  const byDirection: Record<string, number> = {};
  const byOrganisation: Record<string, number> = {};
  const add = (counts: Record<string, number>, key: string): void => void (counts[key] = (counts[key] ?? 0) + 1);
  for (const { action, organisation, changes } of chunks)
    for (const { direction } of changes) {
      add(byAction, action);
      add(byDirection, direction);
      add(byOrganisation, organisation);
    }
  return { byAction, byDirection, byOrganisation };
}

/** Writes a plan by hand; `over` changes its header. */
export async function planOf(
  file: string,
  specs: readonly ChunkSpec[],
  over: Partial<PlanHeader> = {},
): Promise<PlanHeader> {
  const chunks = specs.map((spec, i) => chunk(i + 1, spec));
  const fingerprint = new Fingerprint();
  for (const one of chunks) for (const change of one.changes) fingerprint.add(one, change);
  const changes = chunks.reduce((sum, one) => sum + one.changes.length, 0);
  const header: Omit<PlanHeader, 'digest'> = {
    type: 'header',
    format: 'mfactl.plan/v1',
    tool: 'mfactl/0.1.0',
    policy: { digest: DIGEST, commit: null, dirty: false },
    directory: {
      kind: 'sandbox',
      name: 'sandbox-1',
      digest: DIGEST,
      observedAt: formatInstant(NOW),
      complete: { sources: [] },
    },
    target: { kind: 'sandbox', name: 'sandbox-1' },
    asOf: formatInstant(NOW),
    madeAt: formatInstant(NOW),
    scope: null,
    undoes: null,
    counts: {
      accounts: 0,
      managed: 0,
      changes,
      relabels: 0,
      ...countsOf(chunks),
      byCause: {},
      byStatus: {},
      accountsByOrganisation: {},
    },
    findings: [],
    guardrails: [],
    fingerprint: fingerprint.value(),
    ...over,
  };
  return writePlan(file, header, chunks);
}
