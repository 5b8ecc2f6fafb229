import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { renderDiagnostics } from '../../policy/diagnostics/render.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { type ToldWeakening, weakenings } from '../../policy/weakenings/all.ts';
import { addStepSummary } from '../../github/limit.ts';
import { effectivePolicies } from '../../report/plan/effective-policy.ts';
import { forecastMarkdown } from '../../report/plan/forecast.ts';
import { maskedPlan } from '../../report/plan/markdown.ts';
import { type Mask, maskText } from '../../report/markup/mask.ts';
import { comparePolicies } from '../../report/plan/policy-difference.ts';
import { writePlan } from '../../plan/file/write.ts';
import { refusePublicEvent, runUrl } from '../../session/github.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { readPast } from '../../session/ledger.ts';
import { type Planned, makePlan } from '../../session/planning.ts';
import { policiesAt, policyStateAt } from '../../session/policies-at.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';

interface CiForecastOptions extends GlobalOptions {
  readonly head: string;
  readonly base: string;
  readonly out: string;
  readonly markdown: string;
  readonly link?: string;
}

/**
 * Plans with the policies of one commit, compares them with another's, and writes the forecast as plan and as Markdown.
 * It needs no token. Policies that are not valid make a forecast that says so.
 */
export async function ciForecast(io: Io, options: CiForecastOptions): Promise<number> {
  const settings = openSettings(io, options);
  await refusePublicEvent(io, settings);
  const mask = maskOf(io, settings);
  const head = await policiesAt(io, settings, options.head, '--head');
  if (!head.ok) {
    const says = maskText(
      renderDiagnostics(head.diagnostics, { format: 'human', color: false, textOf: () => null }),
      mask,
    );
    io.err(says);
    await keep(
      io,
      options.markdown,
      invalidMarkdown(head.diagnostics.filter(({ severity }) => severity === 'error').length),
    );
    return EXIT.failed;
  }
  const base = await policiesAt(io, settings, options.base, '--base', 'applied');
  const planned = await forecast(io, settings, head.value, options.head);
  const weaker = base.ok ? await weakeningsBetween(io, settings, options, base.value, head.value) : null;
  const markdown = forecastMarkdown({
    header: planned.header,
    chunks: planned.plan.chunks(),
    policies: head.value.policies,
    differences: base.ok
      ? comparePolicies(effectivePolicies(base.value.policies, mask), effectivePolicies(head.value.policies, mask))
      : null,
    weakenings: weaker,
    now: io.now(),
    mask,
    url: options.link ?? runUrl(io),
    ledgerHead: (await readPast(settings, io.now())).ledger.head,
  });
  await keepForecast(io, options.out, planned, mask);
  await keep(io, options.markdown, markdown);
  await addStepSummary(io.env, markdown);
  await io.out(
    `Forecast for ${options.head}: ${counted(planned.plan.counts.changes, 'change')}${weaker === null || weaker.length === 0 ? '' : `; ${counted(weaker.length, 'thing')} would be weaker`}. It is in ${options.out} and ${options.markdown}.\n`,
  );
  return planned.plan.refused ? EXIT.refused : EXIT.done;
}

async function weakeningsBetween(
  io: Io,
  settings: ResolvedSettings,
  { base, head, config }: CiForecastOptions,
  before: LoadedPolicies,
  after: LoadedPolicies,
): Promise<ToldWeakening[]> {
  const [old, next] = await Promise.all([
    policyStateAt(settings, base, before, config),
    policyStateAt(settings, head, after, config),
  ]);
  return weakenings(old, next, io.now());
}

/** A plan that names no target, so that no apply ever takes it. */
async function forecast(io: Io, settings: ResolvedSettings, loaded: LoadedPolicies, commit: string): Promise<Planned> {
  const planned = await makePlan(io, settings, loaded);
  return {
    ...planned,
    header: { ...planned.header, policy: { digest: loaded.digest, commit, dirty: false }, target: null },
  };
}

async function keepForecast(io: Io, out: string, { header, plan }: Planned, mask: Mask): Promise<void> {
  const masked = maskedPlan(header, () => plan.chunks(), mask);
  await written(io, out, (file) => writePlan(file, masked.header, masked.chunks()));
}

async function keep(io: Io, name: string, markdown: string): Promise<void> {
  await written(io, name, (file) => writeFile(file, markdown));
}

async function written(io: Io, name: string, write: (file: string) => Promise<unknown>): Promise<void> {
  const file = resolve(io.cwd, name);
  try {
    await mkdir(dirname(file), { recursive: true });
    await write(file);
  } catch (error) {
    throw new EndOfCommand(`the forecast cannot be written to ${name}: ${(error as Error).message}`);
  }
}

function invalidMarkdown(errors: number): string {
  return `## MFA forecast\n\n**No forecast: the policies are not valid** (${counted(errors, 'error')}). The check run shows file and line of each error.\n`;
}
