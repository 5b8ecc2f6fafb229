/** Writes that outlive a crash: what has returned from here is on the disk. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

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

async function replaceFile(path: string, content: string | AsyncIterable<string | Uint8Array>): Promise<void> {
  const temporary = `${path}.new`;
  try {
    await writeDurably(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Writes a file that nobody looks at yet; on return its content is on the disk, its name need not be. */
export async function writeDurably(path: string, content: string | AsyncIterable<string | Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
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
