import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SourceFinding } from '../../snapshot/snapshot.ts';
import { compareNamedDates, dateInName, type NamedDate } from './named-date.ts';

/** The file that a setting stands for. */
export interface ChosenFile {
  readonly path: string;
  /** What people should know of the choice; null where the setting names the file itself. */
  readonly finding: SourceFinding | null;
}

interface Candidate {
  readonly name: string;
  readonly date: NamedDate | null;
  readonly changed: number;
}

/**
 * Finds the file that a setting means. Where no file has that very name, the last part of the path may be a pattern
 * (`*` for any characters, `?` for one): the newest file that fits is meant, by the date in its name, else by its time
 * of change. Where none fits, the path is the pattern itself.
 */
export async function chooseFile(setting: string): Promise<ChosenFile> {
  const pattern = basename(setting);
  if (!isPattern(pattern) || (await isThere(setting))) return { path: setting, finding: null };
  const folder = dirname(setting);
  const candidates = await candidatesIn(folder, patternTest(pattern));
  const dated = candidates.filter(({ date }) => date !== null);
  const newest = (dated.length > 0 ? dated : candidates).toSorted(compareAge).at(-1);
  if (newest === undefined) return { path: setting, finding: null };
  const others = candidates.length === 1 ? 'the only file' : `the newest of ${candidates.length} files`;
  const by =
    candidates.length === 1 ? '' : newest.date === null ? ', by their time of change' : ', by the date in its name';
  const says = `${newest.name} was read: ${others} for ${pattern}${by}.`;
  return { path: join(folder, newest.name), finding: { code: 'report-chosen', severity: 'info', says } };
}

/** Whether a name stands for more than one file. */
function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

function patternTest(pattern: string): RegExp {
  const parts = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${parts}$`, 'su');
}

async function candidatesIn(folder: string, fits: RegExp): Promise<Candidate[]> {
  const names = await readdir(folder).catch(() => []);
  const found: Candidate[] = [];
  for (const name of names.filter((each) => fits.test(each.normalize('NFC')))) {
    const status = await stat(join(folder, name)).catch(() => null);
    if (status?.isFile() === true) found.push({ name, date: dateInName(name), changed: status.mtimeMs });
  }
  return found;
}

function compareAge(a: Candidate, b: Candidate): number {
  const byDate = a.date === null || b.date === null ? 0 : compareNamedDates(a.date, b.date);
  return byDate || a.changed - b.changed || (a.name < b.name ? -1 : 1);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
