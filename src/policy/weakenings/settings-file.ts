/** The settings that say what is read, what is written and how: a change of them can undo what the policies say. */
import { parseYaml } from '../yaml/parse.ts';
import { type Path, type Source, originOf } from '../yaml/source.ts';
import type { CommittedFile } from './codeowners.ts';
import { type Weakening, canonicalText } from './weakening.ts';

/** All but the name of the product and the links to guidance. */
const WATCHED = [
  'policies',
  'reports',
  'directory',
  'target',
  'graph',
  'git',
  'apply',
  'ledger',
  'reconciler',
  'privacy',
];

/** Each value that differs, one sentence for each. */
export function settingsChanged(before: CommittedFile | null, after: CommittedFile | null): Weakening[] {
  if (before?.text === after?.text) return [];
  const name = (after ?? before)?.name ?? 'mfactl.yaml';
  const [old, now] = [before, after].map((file) => (file === null ? null : parsed(file))) as [
    Source | null,
    Source | null,
  ];
  return WATCHED.flatMap((setting) => valuesChanged(valueAt(old, [setting]), valueAt(now, [setting]), [setting])).map(
    ({ path, says }) => {
      const place = now === null ? `${name}:1` : originOf(now, path);
      return { kind: 'settings-changed', organisation: null, says, place };
    },
  );
}

/** A file that cannot be read as YAML sets nothing, so that every setting of the other one differs. */
function parsed({ name, text }: CommittedFile): Source | null {
  const file = parseYaml(name, text);
  return file.ok ? file.value : null;
}

function valueAt(source: Source | null, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), source?.value);
}

function valuesChanged(old: unknown, now: unknown, path: Path): { path: Path; says: string }[] {
  if (canonicalText(old ?? null) === canonicalText(now ?? null)) return [];
  if (isMapping(old) || isMapping(now)) {
    const keys = new Set([old, now].flatMap((value) => (isMapping(value) ? Object.keys(value) : [])));
    const inside = (value: unknown, key: string): unknown => (isMapping(value) ? value[key] : undefined);
    return [...keys].flatMap((key) => valuesChanged(inside(old, key), inside(now, key), [...path, key]));
  }
  const name = path.join('.');
  const write = (value: unknown): string => (typeof value === 'string' ? value : canonicalText(value));
  if (now === undefined) return [{ path, says: `The setting ${name}, which was ${write(old)}, is removed.` }];
  if (old === undefined) return [{ path, says: `The setting ${name} is added: ${write(now)}.` }];
  return [{ path, says: `The setting ${name} changes from ${write(old)} to ${write(now)}.` }];
}

function isMapping(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
