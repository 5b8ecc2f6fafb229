/** A small directory, a turned clock and plans by hand: what the tests of an apply need. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApplyDeps, ApplyEvent, ApplyOptions } from '../../src/apply/deps.ts';
import type { Disk } from '../../src/apply/durable.ts';
import { heldBy } from '../../src/apply/lock.ts';
import { writePlan } from '../../src/apply/plan-file.ts';
import { RETRY_LIMITS } from '../../src/apply/retry.ts';
import { Fingerprint } from '../../src/core/fingerprint.ts';
import type { Account, Action, ActualLevel, Level, Membership } from '../../src/core/model.ts';
import { formatInstant } from '../../src/core/time.ts';
import type { AccountKey, DirectoryReader, DirectoryWriter, WriteRequest, WriteResult } from '../../src/directory/port.ts';
import type { PlanChange, PlanChunk, PlanHeader } from '../../src/generated/plan.ts';

export const NOW = Date.UTC(2026, 10, 24, 9);
const DIGEST = `sha256:${'1'.repeat(64)}`;

/** A clock that is turned by sleeping. */
export class TurnedClock {
  time = NOW;
  slept: number[] = [];
  now = (): number => this.time;
  random = (): number => 0.5;
  sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    // The wait for an answer after a stop must not turn the clock of a test that never stops.
    this.slept.push(milliseconds);
    this.time += milliseconds;
  };
}

export const STATUS_OF: Record<ActualLevel, string> = {
  disabled: 'Admin Disabled',
  standard: 'Admin Enabled',
  'named-locations': 'Admin Enabled',
  unknown: '',
};
const MEMBERSHIP_OF: Record<ActualLevel, Membership> = {
  disabled: 'none',
  standard: 'standard',
  'named-locations': 'named-locations',
  unknown: 'unknown',
};

export function address(i: number): string {
  return `user${String(i).padStart(4, '0')}@nhs.net`;
}

export function account(name: string, level: ActualLevel, over: Partial<Account> = {}): Account {
  return {
    address: name,
    id: null,
    organisation: 'X26',
    unit: '',
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: [],
    reported: STATUS_OF[level],
    methods: ['PhoneAppOTP'],
    membership: MEMBERSHIP_OF[level],
    compromised: false,
    ...over,
  };
}

/** Files as they are, without waiting for the disk: the order of the writes is the real one. */
export const quickDisk: Disk = {
  append: (file, text) => file.appendFile(text),
  sync: async () => undefined,
  async replace(path, content) {
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  },
  rename,
};

/** A lock in memory; it is gone with the process that took it. */
function memoryLock(world: { readonly generation: number }): ApplyDeps['acquireLock'] {
  let held: { id: string; generation: number } | null = null;
  return async ({ id, ...record }) => {
    if (held !== null && held.generation === world.generation) return heldBy({ id: held.id, ...record });
    held = { id, generation: world.generation };
    return {
      ok: true,
      tookOver: null,
      lock: {
        id,
        isHeld: async () => held?.id === id,
        release: async () => {
          if (held?.id === id) held = null;
        },
      },
    };
  };
}

/** What a write does instead of working; `null`: it works. */
export type Fault = (request: WriteRequest, number: number) => Promise<WriteResult[] | null> | WriteResult[] | null;

/** A directory in memory. */
export class MemoryDirectory {
  readonly accounts = new Map<string, Account>();
  readonly requests: WriteRequest[] = [];
  /** Times that each account was written, by address. */
  readonly writes = new Map<string, number>();
  fault: Fault = () => null;
  beforeRead: (keys: readonly AccountKey[]) => void | Promise<void> = () => undefined;
  limit = 50;
  name = 'sandbox-1';

  add(...accounts: Account[]): void {
    for (const one of accounts) this.accounts.set(one.address, one);
  }

  set(name: string, over: Partial<Account>): void {
    this.accounts.set(name, { ...(this.accounts.get(name) as Account), ...over });
  }

  level(name: string): Membership | null | undefined {
    return this.accounts.get(name)?.membership;
  }

  readonly reader: DirectoryReader = {
    kind: 'sandbox',
    read: () => Promise.reject(new Error('not needed')),
    readAccounts: async (keys, signal) => {
      signal.throwIfAborted();
      await this.beforeRead(keys);
      return keys.map((key) => this.accounts.get(key.address) ?? null);
    },
  };

  get writer(): DirectoryWriter {
    return { kind: 'sandbox', name: this.name, limit: () => this.limit, write: (request) => this.write(request) };
  }

  async write(request: WriteRequest): Promise<WriteResult[]> {
    this.requests.push(request);
    return (await this.fault(request, this.requests.length)) ?? this.perform(request);
  }

  perform(request: WriteRequest): WriteResult[] {
    return request.items.map(({ account: { address: name }, after }) => {
      const before = this.accounts.get(name);
      if (before === undefined) return { outcome: 'failed', code: 'gone', retryable: false, says: 'there is no such account' };
      this.writes.set(name, (this.writes.get(name) ?? 0) + 1);
      if (request.action === 're-enrol') this.set(name, { methods: [] });
      else this.set(name, { membership: MEMBERSHIP_OF[after.level], reported: after.status });
      return { outcome: 'applied' };
    });
  }
}

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
  const loosens = action === 'disable' || action === 'except';
  const changes = accounts.map(
    (name): PlanChange => ({
      account: { id: null, address: name },
      unit: '',
      cause: 'policy',
      direction: loosens ? 'loosen' : 'tighten',
      validUntil: null,
      before: { level: from, status: STATUS_OF[from] },
      after: { level: to ?? from, status: STATUS_OF[to ?? from] },
      because: [],
      ...over,
    }),
  );
  return { type: 'chunk', id, organisation, action, to, withheld, changes } as PlanChunk;
}

/** Writes a plan by hand; `over` changes its header. */
export async function planOf(file: string, specs: readonly ChunkSpec[], over: Partial<PlanHeader> = {}): Promise<PlanHeader> {
  const chunks = specs.map((spec, i) => chunk(i + 1, spec));
  const fingerprint = new Fingerprint();
  for (const one of chunks) for (const change of one.changes) fingerprint.add(one, change);
  const changes = chunks.reduce((sum, one) => sum + one.changes.length, 0);
  const header: Omit<PlanHeader, 'digest'> = {
    type: 'header',
    format: 'mfactl.plan/v1',
    tool: 'mfactl/0.1.0',
    policy: { digest: DIGEST, commit: null, dirty: false },
    directory: { kind: 'sandbox', name: 'sandbox-1', digest: DIGEST, observedAt: formatInstant(NOW), complete: { sources: [] } },
    target: { kind: 'sandbox', name: 'sandbox-1' },
    asOf: formatInstant(NOW),
    madeAt: formatInstant(NOW),
    scope: null,
    undoes: null,
    counts: { accounts: 0, managed: 0, changes, relabels: 0, byAction: {}, byDirection: {}, byCause: {}, byStatus: {}, byOrganisation: {}, accountsByOrganisation: {} },
    findings: [],
    guardrails: [],
    fingerprint: fingerprint.value(),
    ...over,
  };
  return writePlan(file, header, chunks);
}

/** Everything that an apply needs, in a temporary folder. */
export interface World {
  readonly folder: string;
  readonly reports: string;
  readonly plan: string;
  readonly directory: MemoryDirectory;
  readonly clock: TurnedClock;
  readonly events: ApplyEvent[];
  stop: AbortController;
  /** The process as the lock sees it: another number is another process, and the ones before it are gone. */
  generation: number;
  deps: ApplyDeps;
  options: ApplyOptions;
}

export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  const reports = join(folder, 'reports');
  await mkdir(reports);
  const clock = new TurnedClock();
  const directory = new MemoryDirectory();
  const events: ApplyEvent[] = [];
  let ids = 0;
  const world = { generation: 1 };
  const deps: ApplyDeps = {
    reader: directory.reader,
    writer: directory.writer,
    redecide: async (accounts) => accounts.map(() => ({ level: 'disabled', status: STATUS_OF.disabled })),
    isProtected: async (accounts) => accounts.map(() => false),
    acquireLock: memoryLock(world),
    isDescendant: null,
    publish: null,
    clock,
    disk: quickDisk,
    id: () => createHash('sha256').update(`${process.pid} ${++ids}`).digest('hex').slice(0, 16),
    onEvent: (event) => events.push(event),
  };
  const options: ApplyOptions = {
    reports,
    run: null,
    canary: 0,
    maxFailures: 5,
    maxPlanAge: 4 * 3_600_000,
    settle: 300_000,
    retries: RETRY_LIMITS,
    partSize: 45_000_000,
    takeOver: null,
    directory: null,
    actor: 'lead.example@nhs.net',
    approvers: [],
    host: 'host-1',
    pid: process.pid,
    started: 'process 1',
    tool: 'mfactl/0.1.0',
  };
  return Object.assign(world, { folder, reports, plan: join(folder, 'plan.ndjson'), directory, clock, events, stop: new AbortController(), deps, options });
}

export async function withWorld(test: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld();
  try {
    await test(world);
  } finally {
    await rm(world.folder, { recursive: true, force: true });
  }
}

/** As if the process had died: what it held is gone, and another one begins. */
export function restart(world: World): void {
  world.generation++;
  world.options = { ...world.options, started: `process ${world.generation}` };
  world.stop = new AbortController();
}
