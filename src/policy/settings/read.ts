import { dirname, relative, resolve, sep } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { HOUR, durationOf, instantOf, parsePercent } from '../../model/time.ts';
import type { DirectorySettings, GraphSettings, Settings, TargetSettings } from '../../generated/settings.ts';
import { parseYaml } from '../yaml/parse.ts';
import { type Place, diagnose, wholeFile } from '../diagnostics/diagnose.ts';
import { readTextFile } from '../read.ts';
import type { GraphOptions, ResolvedSettings } from './settings.ts';
import { checkSchema } from '../diagnostics/schema.ts';
import { type Source, placeOf } from '../yaml/source.ts';

const DEFAULT_FILE = 'mfactl.yaml';
const DEFAULT_SANDBOX = '.mfactl/sandbox.sqlite';

/**
 * The settings in `file`, which must then exist; where it is null, those of `mfactl.yaml` in `cwd` if that exists, else
 * the defaults. Relative paths start at the settings file, or at `cwd` where there is none.
 */
export function readSettings(file: string | null, cwd: string): Checked<ResolvedSettings> {
  const name = file ?? DEFAULT_FILE;
  const path = resolve(cwd, name);
  const read = readTextFile(path);
  if ('text' in read) return parseSettings(name, read.text, dirname(path));
  if (!read.missing) return { ok: false, diagnostics: [diagnose(read.code, wholeFile(name), read.message)] };
  if (file === null) return { ok: true, value: resolveSettings({}, resolve(cwd)), diagnostics: [] };
  const message = 'This settings file does not exist. Correct the path.';
  return { ok: false, diagnostics: [diagnose('settings-missing-file', wholeFile(name), message)] };
}

function parseSettings(name: string, text: string, root: string): Checked<ResolvedSettings> {
  const parsed = parseYaml(name, text);
  if (!parsed.ok) {
    // A file without a document, or with comments alone, sets nothing.
    if (parsed.diagnostics.every(({ code }) => code === 'empty-document')) {
      return { ok: true, value: resolveSettings({}, root), diagnostics: [] };
    }
    return parsed;
  }
  const schemaErrors = checkSchema(parsed.value, 'Settings');
  if (schemaErrors.length > 0) return { ok: false, diagnostics: schemaErrors };
  const settings = parsed.value.value as Settings;
  const diagnostics = [...checkKinds(settings, parsed.value), ...checkBranches(settings, parsed.value)];
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, value: resolveSettings(settings, root), diagnostics: [] };
}

/** What each kind of directory has beside `kind`. */
const PROPERTIES: Readonly<Record<DirectorySettings['kind'], readonly string[]>> = {
  sandbox: ['file'],
  report: ['mailboxReport', 'mfaStatusReport', 'observedAt', 'columns'],
  graph: [],
};

/** Properties of another kind would be silently ignored. */
function checkKinds({ directory, target }: Settings, source: Source): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (part: 'directory' | 'target', property: string, kind: string): void => {
    const message = `A ${part} of kind ${kind} has no ${property}. Remove it, or correct kind.`;
    diagnostics.push(diagnose('settings-not-for-kind', placeOf(source, [part, property], 'key'), message));
  };
  for (const property of Object.keys(directory ?? {})) {
    if (directory !== undefined && property !== 'kind' && !PROPERTIES[directory.kind].includes(property))
      report('directory', property, directory.kind);
  }
  if (target?.file !== undefined && target.kind !== 'sandbox') report('target', 'file', target.kind);
  if (directory?.kind === 'report')
    diagnostics.push(...missingReports(directory, placeOf(source, ['directory', 'kind'])));
  return diagnostics;
}

/** Beside policies, receipts would start applies. Where `git.branch` is left out, the first use of the ledger compares. */
function checkBranches({ ledger, git }: Settings, source: Source): Diagnostic[] {
  if (typeof ledger?.branch !== 'string' || ledger.branch !== git?.branch) return [];
  const message = 'This is the branch of the policies. Give the ledger a branch of its own, for example mfactl-ledger.';
  return [diagnose('settings-ledger-branch', placeOf(source, ['ledger', 'branch']), message)];
}

function missingReports(directory: DirectorySettings, place: Place): Diagnostic[] {
  const missing = (['mailboxReport', 'mfaStatusReport'] as const).filter((name) => directory[name] === undefined);
  return missing.map((name) =>
    diagnose('settings-missing-report', place, `A directory of kind report needs ${name}. Add it.`),
  );
}

function resolveSettings(settings: Settings, root: string): ResolvedSettings {
  const { apply = {}, ledger = {}, privacy = {} } = settings;
  const directory = resolveDirectory(settings.directory ?? { kind: 'sandbox' }, root);
  return {
    root,
    policies: relative(root, resolve(root, settings.policies ?? 'policies')).replaceAll(sep, '/') || '.',
    reports: resolve(root, settings.reports ?? 'reports'),
    product: settings.product ?? 'NHSmail',
    directory,
    target: resolveTarget(settings.target, directory, root),
    apply: {
      chunkSize: apply.chunkSize ?? 50,
      canary: apply.canary ?? 5,
      maxFailures: parsePercent(apply.maxFailures ?? '5%'),
      maxPlanAge: apply.maxPlanAge === undefined ? 4 * HOUR : durationOf(apply.maxPlanAge),
      settle: apply.settle === undefined ? HOUR / 12 : durationOf(apply.settle),
      lock: apply.lock ?? 'file',
    },
    git: { remote: settings.git?.remote ?? 'origin', branch: settings.git?.branch ?? null },
    reconciler: settings.reconciler ?? 'ci',
    ledger: { branch: ledger.branch ?? null, heartbeatUrl: ledger.heartbeatUrl ?? null },
    privacy: { addresses: privacy.addresses ?? 'show', maskKey: privacy.maskKey ?? 'MFACTL_MASK_KEY' },
    graph: resolveGraph(settings.graph ?? {}),
    guidance: new Map(Object.entries(settings.guidance ?? {})),
  };
}

function resolveDirectory(directory: DirectorySettings, root: string): ResolvedSettings['directory'] {
  const { kind, file, mailboxReport, mfaStatusReport, observedAt, columns } = directory;
  if (kind === 'graph') return { kind };
  if (kind === 'sandbox') return { kind, file: resolve(root, file ?? DEFAULT_SANDBOX) };
  if (mailboxReport === undefined || mfaStatusReport === undefined)
    throw new Error('A report that is missing was not refused.');
  return {
    kind,
    mailboxReport: resolve(root, mailboxReport),
    mfaStatusReport: resolve(root, mfaStatusReport),
    observedAt: observedAt === undefined ? null : instantOf(observedAt),
    columns: columns ?? {},
  };
}

/** Where no target is named it is the directory itself, if that can be written: reports cannot. */
function resolveTarget(
  target: TargetSettings | undefined,
  directory: ResolvedSettings['directory'],
  root: string,
): ResolvedSettings['target'] {
  if (target === undefined) return directory.kind === 'report' ? null : directory;
  return target.kind === 'sandbox'
    ? { kind: 'sandbox', file: resolve(root, target.file ?? DEFAULT_SANDBOX) }
    : { kind: target.kind };
}

function resolveGraph({
  tenantId,
  clientId,
  groups,
  properties,
  roleGroups,
  legacyPerUser,
}: GraphSettings): GraphOptions {
  return {
    tenantId: tenantId ?? null,
    clientId: clientId ?? null,
    groups: { standard: groups?.standard ?? null, namedLocations: groups?.['named-locations'] ?? null },
    properties: {
      organisation: properties?.organisation ?? null,
      unit: properties?.unit ?? null,
      userPolicy: properties?.userPolicy ?? null,
    },
    roleGroups: new Map(Object.entries(roleGroups ?? {})),
    legacyPerUser: legacyPerUser ?? false,
  };
}
