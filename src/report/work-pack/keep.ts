/** Where work packs lie, and how one gets there: all of it or nothing. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Disk, createFolder, writeDurably } from '../../machine/durable.ts';

/** What git must leave alone in the folder of all packs: everything, whatever the repository ignores. */
const IGNORE_ALL = '*\n';

/**
 * Writes the pack of a run below a folder and returns its own folder, which appears with all its files at once. A pack
 * that is there gets its files again, one by one: they are the same, unless somebody has changed or removed some.
 * Others on the machine cannot look into it. Throws the error of the operating system.
 */
export async function keepPack(
  folder: string,
  run: string,
  files: ReadonlyMap<string, string>,
  disk: Pick<Disk, 'replace' | 'rename'>,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, '.gitignore'), IGNORE_ALL);
  const pack = join(folder, run);
  if (existsSync(pack)) {
    for (const [name, text] of files) await disk.replace(join(pack, name), text);
    return pack;
  }
  const fill = async (unborn: string): Promise<boolean> => {
    for (const [name, text] of files) await writeDurably(join(unborn, name), text);
    return true;
  };
  await createFolder(pack, fill, disk, 0o700);
  return pack;
}
