/** Writes that outlive a crash: what has returned from here is on the disk. */
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The writes that a run depends on. It is passed in, so that tests can fill the disk or stop the machine at each of
 * them. Each may throw the error of the operating system.
 */
export interface Disk {
  /** Writes all of a text at the end of an open file. */
  append(file: FileHandle, text: string): Promise<void>;
  /** Returns once the content of an open file is on the disk. */
  sync(file: FileHandle): Promise<void>;
  /** The file has the old content or all of the new one, at any instant. */
  replace(path: string, content: string | AsyncIterable<string | Uint8Array>): Promise<void>;
  /** Gives a file or a folder another name within one file system, durably. */
  rename(from: string, to: string): Promise<void>;
}

/** The file system of this machine. */
export const nodeDisk: Disk = {
  append: (file, text) => file.appendFile(text),
  sync: (file) => file.datasync(),
  replace: replaceFile,
  async rename(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
};

type Content = string | AsyncIterable<string | Uint8Array>;

async function replaceFile(path: string, content: Content): Promise<void> {
  await replaceWith(path, (file) => file.writeFile(content));
}

/**
 * As `Disk.replace`, for a file that is not written from its first byte to its last: `write` gets an empty file, and
 * what it returns is returned. Where it throws, the old content stays.
 */
export async function replaceWith<Result>(path: string, write: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const temporary = `${path}.new`;
  try {
    const result = await writtenDurably(temporary, write);
    await nodeDisk.rename(temporary, path);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a file that nobody looks at yet; on return its content is on the disk, its name need not be. */
export async function writeDurably(path: string, content: Content): Promise<void> {
  await writtenDurably(path, (file) => file.writeFile(content));
}

async function writtenDurably<Result>(path: string, write: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const file = await open(path, 'w');
  try {
    const result = await write(file);
    await file.sync();
    return result;
  } finally {
    await file.close();
  }
}

/** Folders that are being made have such a name. */
const UNBORN = '.new-';

/**
 * Makes a folder, and those above it, durably. It appears by one rename with all that `fill` writes into it: before that
 * there is none. Where `fill` returns false nothing is made, and false is returned.
 */
export async function createFolder(
  path: string,
  fill: (unborn: string) => Promise<boolean>,
  disk: Pick<Disk, 'rename'>,
  mode = 0o777,
): Promise<boolean> {
  const above = dirname(path);
  const unborn = join(above, `${UNBORN}${basename(path)}`);
  const first = await mkdir(above, { recursive: true, mode });
  for (const changed of first === undefined ? [] : listsChanged(above, first)) await syncFolder(changed);
  // What a killed process left there.
  await rm(unborn, { recursive: true, force: true });
  await mkdir(unborn, { mode });
  try {
    if (!(await fill(unborn))) return false;
    await syncFolder(unborn);
    await disk.rename(unborn, path);
    return true;
  } finally {
    await rm(unborn, { recursive: true, force: true });
  }
}

/**
 * Folders whose lists are new after a folder was made with those above it, `first` being the topmost that was made: each
 * stands in the one above. The lowest comes first.
 */
export function listsChanged(folder: string, first: string): string[] {
  const above = dirname(resolve(folder));
  return resolve(folder) === resolve(first) || above === dirname(above)
    ? [above]
    : [above, ...listsChanged(above, first)];
}

/** Removes what killed processes left, in a folder that is there, of folders that never appeared. */
export async function removeUnborn(above: string): Promise<void> {
  for (const name of await readdir(above))
    if (name.startsWith(UNBORN)) await rm(join(above, name), { recursive: true, force: true });
}

/** Makes the names in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
