/** A process of its own that applies a plan to a sandbox, or goes on with it: `node apply-child.ts FOLDER apply|resume RUN`. */
import { AGREES } from '../worlds/apply-world.ts';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyNeeds } from '../../src/apply/needs.ts';
import { nodeDisk } from '../../src/machine/durable.ts';
import { resumeRun } from '../../src/apply/finish-open-runs.ts';
import { acquireFileLock } from '../../src/apply/lock/file.ts';
import { machineProcesses } from '../../src/machine/process-life.ts';
import { RETRY_LIMITS } from '../../src/machine/retry-budget.ts';
import { actualState } from '../../src/model/status.ts';
import { createSandboxReader } from '../../src/directory/sandbox/reader.ts';
import { createSandboxWriter } from '../../src/directory/sandbox/writer.ts';

const [folder = '', way = 'apply', run = 'the-run'] = process.argv.slice(2);
const sandbox = join(folder, 'tenant.sqlite');
const clock = {
  now: Date.now,
  random: Math.random,
  sleep: async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    await setTimeout(milliseconds, undefined, { signal });
  },
};

const needs: ApplyNeeds = {
  outside: {
    reader: createSandboxReader(sandbox, clock.now),
    writer: createSandboxWriter(sandbox, clock),
    redecide: async (accounts) =>
      accounts.map((account) => ({ ...actualState(account), level: 'disabled', status: 'Admin Disabled' })),
    isProtected: async (accounts) => accounts.map(() => false),
  },
  books: { ledgerFolder: join(folder, 'reports'), disk: nodeDisk, partSize: 45_000_000, publish: null },
  rules: { maxPlanAge: 3_600_000, directory: null, policyDigest: null, repository: null },
  limits: { canary: 2, maxFailures: 5, settle: 1000, retries: RETRY_LIMITS },
  applier: {
    actor: 'jo.example@nhs.net',
    approvers: [],
    host: 'host-1',
    pid: process.pid,
    started: await machineProcesses.startOf(process.pid),
    tool: 'mfactl/0.1.0',
  },
  locking: {
    acquireLock: (record, takeOver) =>
      acquireFileLock({ folder: join(folder, '.mfactl'), name: 'lock', record, takeOver, life: machineProcesses }),
    takeOver: null,
  },
  planAnew: async () => AGREES,
  clock,
  id: () => randomBytes(8).toString('hex'),
  onEvent: () => void process.send?.('step'),
};

const { signal } = new AbortController();
const result =
  way === 'apply'
    ? await applyPlan({ file: join(folder, 'plan.ndjson'), run }, needs, signal)
    : await resumeRun(run, needs, signal);
process.send?.(result);
process.disconnect?.();
