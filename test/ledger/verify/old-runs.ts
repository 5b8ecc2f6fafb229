/**
 * Two runs as version 0.1.0 wrote them: every member that it had, and none that came later. What this version makes again
 * of them must come to the same bytes, so nothing here may be changed to suit a newer version.
 */
import { Fingerprint } from '../../../src/plan/fingerprint.ts';
import type { PlanChunk, PlanHeader } from '../../../src/generated/plan.ts';

export const DIGEST = `sha256:${'1'.repeat(64)}`;
const account = (name: string): { id: null; address: string } => ({ id: null, address: `${name}.example@nhs.net` });
const [RAISED, EXEMPT, WITHHELD] = [account('raised'), account('exempt'), account('withheld')];

const change = (who: object, direction: string, before: object, after: object): object => ({
  account: who,
  unit: '',
  cause: 'policy',
  direction,
  validUntil: null,
  before,
  after,
  because: [{ step: 'base', policy: 'policies/organisations/X26/organisation.yaml:4', says: 'the level of X26' }],
});
const OFF = { level: 'disabled', status: 'Admin Disabled' };
const ON = { level: 'standard', status: 'Admin Enabled' };
const AWAY = { level: 'disabled', status: 'MFA Long Term Exception' };

const chunk = (id: number, action: string, to: string, withheld: string | null, changes: object[]): PlanChunk =>
  ({ type: 'chunk', id, organisation: 'X26', action, to, withheld, changes }) as unknown as PlanChunk;
const CHUNKS = [
  chunk(1, 'enable', 'standard', null, [change(RAISED, 'tighten', OFF, ON)]),
  chunk(2, 'except', 'disabled', null, [change(EXEMPT, 'loosen', ON, AWAY)]),
  chunk(3, 'disable', 'disabled', 'loosen', [change(WITHHELD, 'loosen', ON, OFF)]),
];

export function header(at: string, chunks: readonly PlanChunk[], counts: object): Omit<PlanHeader, 'digest'> {
  const fingerprint = new Fingerprint();
  for (const one of chunks) for (const each of one.changes) fingerprint.add(one, each);
  return {
    type: 'header',
    format: 'mfactl.plan/v1',
    tool: 'mfactl/0.1.0',
    policy: { digest: DIGEST, commit: null, dirty: false },
    directory: {
      kind: 'sandbox',
      name: 'sandbox-1',
      digest: DIGEST,
      observedAt: at,
      complete: { sources: [{ name: 'sandbox', pages: null, rows: 3, claimed: null }] },
    },
    target: { kind: 'sandbox', name: 'sandbox-1' },
    asOf: at,
    madeAt: at,
    scope: null,
    undoes: null,
    counts: { accounts: 3, managed: 3, relabels: 0, byStatus: {}, accountsByOrganisation: { X26: 3 }, ...counts },
    findings: [],
    guardrails: [],
    fingerprint: fingerprint.value(),
  } as unknown as Omit<PlanHeader, 'digest'>;
}

export interface OldRun {
  readonly run: string;
  readonly at: string;
  readonly chunks: readonly PlanChunk[];
  /** Of changes, as the header counts them. */
  readonly counts: object;
  /** Lines of the journal between the first and the last. */
  readonly journal: readonly object[];
  readonly exit: number;
  readonly outcomes: object;
  readonly loosened: object;
  /** Lines of the receipt. */
  readonly accounts: readonly object[];
  readonly pending: string;
}

const applied = (who: object): object => ({
  account: who,
  outcome: 'applied',
  reason: null,
  evidence: 'answer',
  problem: null,
});
const AT = '2026-11-24T09:00:00Z';

export const FIRST: OldRun = {
  run: 'old-1',
  at: AT,
  chunks: CHUNKS,
  counts: {
    changes: 3,
    byAction: { enable: 1, except: 1, disable: 1 },
    byDirection: { tighten: 1, loosen: 2 },
    byCause: { policy: 3 },
    byOrganisation: { X26: 3 },
  },
  journal: [
    {
      type: 'intent',
      at: AT,
      chunk: 1,
      organisation: 'X26',
      action: 'enable',
      direction: 'tighten',
      accounts: [RAISED],
      methods: null,
    },
    { type: 'outcomes', at: AT, chunk: 1, outcomes: [applied(RAISED)] },
    { type: 'canary', at: AT, action: 'enable', ok: true, says: 'the directory shows the first changes of enable' },
    { type: 'resumed', at: AT, actor: 'lead.example@nhs.net', host: 'host-1', pid: 8 },
    {
      type: 'intent',
      at: AT,
      chunk: 2,
      organisation: 'X26',
      action: 'except',
      direction: 'loosen',
      accounts: [EXEMPT],
      methods: null,
    },
    { type: 'outcomes', at: AT, chunk: 2, outcomes: [applied(EXEMPT)] },
  ],
  exit: 3,
  outcomes: { applied: 2, already: 0, skipped: 0, withheld: 1, failed: 0, handedOver: 0 },
  loosened: { X26: 1 },
  accounts: [
    {
      account: RAISED,
      organisation: 'X26',
      action: 'enable',
      before: OFF,
      after: ON,
      outcome: 'applied',
      reason: null,
      evidence: 'answer',
      problem: null,
    },
    {
      account: EXEMPT,
      organisation: 'X26',
      action: 'except',
      before: ON,
      after: AWAY,
      outcome: 'applied',
      reason: null,
      evidence: 'answer',
      problem: null,
    },
    {
      account: WITHHELD,
      organisation: 'X26',
      action: 'disable',
      before: ON,
      after: OFF,
      outcome: 'withheld',
      reason: 'loosen',
      evidence: 'plan',
      problem: null,
    },
  ],
  pending: `${JSON.stringify({ account: WITHHELD, organisation: 'X26', action: 'disable', to: 'disabled', outcome: 'withheld', reason: 'loosen', run: 'old-1', at: AT })}\n`,
};

/** A plan that leaves out what was withheld, and has nothing to do. */
export const SECOND: OldRun = {
  run: 'old-2',
  at: '2026-11-25T09:00:00Z',
  chunks: [],
  counts: { changes: 0, byAction: {}, byDirection: {}, byCause: {}, byOrganisation: {} },
  journal: [],
  exit: 0,
  outcomes: { applied: 0, already: 0, skipped: 0, withheld: 0, failed: 0, handedOver: 0 },
  loosened: {},
  accounts: [],
  pending: '',
};
