import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkPlanFile } from '../../plan/file/check.ts';
import { readPlanChunks, writePlan } from '../../plan/file/write.ts';
import { isRefused } from '../../plan/guardrails/guardrails.ts';
import { type NamedHeader, mergeProblems } from '../../plan/merge/check.ts';
import { mergeHeaders } from '../../plan/merge/headers.ts';
import { type Fate, type PlanPart, mergeChunks, splitBySize, surveyParts } from '../../plan/merge/plans.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import { valueAt } from '../../snapshot/population.ts';
import type { PlanChunk, PlanHeader } from '../../generated/plan.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { type Mask, maskedJson } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { renderFindingKinds, renderPlanHead } from '../../report/plan/text.ts';
import { EXIT, EndOfCommand, type Io } from '../../session/io.ts';
import { NO_ORGANISATION, readDirectory } from '../../session/planning.ts';
import { openRunPolicies } from '../../session/ledger.ts';
import { type GlobalOptions, accept, maskOf, maskedIo, openSettings } from '../../session/workspace.ts';

interface MergeOptions extends GlobalOptions {
  readonly plans: readonly string[];
  readonly out: string;
  readonly json?: boolean;
}

type Parts = readonly [NamedHeader, ...NamedHeader[]];

/** Joins plans of parts of one tenant to one plan, and checks the guardrails on the whole. */
export async function merge(io: Io, options: MergeOptions): Promise<number> {
  const settings = openSettings(io, options);
  const loaded = await openRunPolicies(io, settings);
  const mask = maskOf(io, settings);
  const parts = await readParts(io, options.plans, mask);
  refuseUnfit(parts, loaded);
  const streams = parts.map((part) => streamed(io, part));
  const { header, missing } = mergeHeaders(
    parts.map((part) => part.header) as [PlanHeader, ...PlanHeader[]],
    await surveyParts(streams),
  );
  if (missing.length > 0)
    io.err(
      `No plan covers organisation ${missing.map((code) => code || NO_ORGANISATION).join(', ')}, so the joined plan leaves it out.\n`,
    );
  const fate = await fateOf(io, settings, header);
  const written = await keepMerged(io, options.out, header, mergeChunks(streams, fate));
  if (options.json === true) await io.out(`${maskedJson(written, mask)}\n`);
  else {
    const text = { paint: paint(io.colour.out), mask, timezone: loaded.policies.tenant.timezone, changesPerChunk: 0 };
    await maskedIo(io, mask).out(`${renderPlanHead(written, text)}${renderFindingKinds(written.findings, text)}`);
  }
  io.err(`The plan is in ${options.out}. Look at it with "mfactl show ${options.out}".\n`);
  return isRefused(written.guardrails) ? EXIT.refused : EXIT.done;
}

async function readParts(io: Io, names: readonly string[], mask: Mask): Promise<Parts> {
  const parts: NamedHeader[] = [];
  for (const name of names)
    parts.push({ name, header: accept(io, io.cwd, await checkPlanFile(resolve(io.cwd, name)), mask).header });
  return parts as unknown as Parts;
}

function refuseUnfit(parts: Parts, { digest, policies }: LoadedPolicies): void {
  const changed = parts.find(({ header }) => header.policy.digest !== digest);
  if (changed !== undefined)
    throw new EndOfCommand(
      `the policies have changed since ${changed.name} was made. Make the plans again.`,
      EXIT.stale,
    );
  const problems = mergeProblems(parts, policies);
  if (problems.length > 0) throw new EndOfCommand(['mfactl cannot join these plans:', ...problems].join('\n  '));
}

function streamed(io: Io, { name }: NamedHeader): PlanPart {
  return () => readPlanChunks(resolve(io.cwd, name));
}

/** Which accounts have no method stands in the directory alone. It is read again only where that decides. */
async function fateOf(
  io: Io,
  settings: ResolvedSettings,
  { guardrails, directory, target }: Pick<PlanHeader, 'guardrails' | 'directory' | 'target'>,
): Promise<Fate> {
  const fate = { guardrails, throughPortal: target?.kind === 'portal', chunkSize: settings.apply.chunkSize };
  const lockout = guardrails.find(({ id, organisation }) => id === 'lockout' && organisation === null);
  if (lockout === undefined || lockout.ok) return { ...fate, methodsOf: () => null };
  const { population, digest } = await readDirectory(io, settings);
  if (digest !== directory.digest)
    throw new EndOfCommand('the directory has changed since the plans were made. Make them again.', EXIT.stale);
  const rowOf = rowFinder(population);
  return { ...fate, methodsOf: (account) => valueAt(population.columns.methods, rowOf(account)) };
}

async function keepMerged(
  io: Io,
  out: string,
  header: Omit<PlanHeader, 'digest'>,
  chunks: AsyncIterable<PlanChunk>,
): Promise<PlanHeader> {
  const file = resolve(io.cwd, out);
  try {
    await mkdir(dirname(file), { recursive: true });
    return await writePlan(file, header, chunks);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new EndOfCommand(`mfactl cannot write the plan to ${out}: ${error.message}`);
  }
}

interface ShardsOptions extends GlobalOptions {
  readonly count: number;
}

/** A matrix of GitHub has at most this many jobs. */
const MOST = 256;

/** Splits the organisations of the directory into parts of about the same size, as a job matrix. */
export async function shards(io: Io, options: ShardsOptions): Promise<number> {
  const { count } = options;
  if (count < 1 || count > MOST)
    throw new EndOfCommand(
      `--count takes a number from 1 to ${MOST}, which is the largest number of jobs in a matrix.`,
    );
  const { population } = await readDirectory(io, openSettings(io, options));
  const { codes, values } = population.columns.organisation;
  const sizes = new Map<string, number>();
  for (const code of codes) {
    const name = values[code] || NO_ORGANISATION;
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const include = splitBySize(sizes, count).map((organisations, i) => ({ shard: i + 1, organisations }));
  if (include.length < count)
    io.err(`There are too few organisations for that many parts, so mfactl makes ${include.length}.\n`);
  await io.out(`${JSON.stringify({ include })}\n`);
  return EXIT.done;
}
