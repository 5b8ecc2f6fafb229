/**
 * A preload for `node --import`: the command under test dies, or finds its disk full, at a chosen boundary. Boundaries
 * are the calls that make something last: writes, flushes, renames and links of files, and the commits of the sandbox.
 *
 * MFACTL_PROOF: number of the boundary (from 0) and the moment, such as `12:torn`.
 * MFACTL_PROOF_POINTS: a file to which the name of each boundary is added.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/**
 * before, torn, after: SIGKILL before the call, in the middle of a write, or after it. lost: SIGKILL before the call,
 * and everything goes that no flush has put on the disk, as when the machine is lost. full: the disk takes half of the
 * write and nothing afterwards.
 */
export type Moment = 'before' | 'torn' | 'after' | 'lost' | 'full';

/** The variables of one boundary, for the environment of the command. */
export function breakAt(boundary: number, moment: Moment): Record<string, string> {
  return { MFACTL_PROOF: `${boundary}:${moment}` };
}

type Handle = fs.promises.FileHandle;
type Step = () => unknown;

const files = fs.promises;
const [number = '', moment = 'before'] = (process.env['MFACTL_PROOF'] ?? '').split(':') as [string?, Moment?];
const chosen = number === '' ? Number.POSITIVE_INFINITY : Number(number);
const told = process.env['MFACTL_PROOF_POINTS'];
const paths = new WeakMap<Handle, string>();
/** What undoes the things that are not yet on the disk, by the path whose flush makes them last. */
const undo = new Map<string, Step[]>();
let passed = 0;
let isFull = false;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error('unreachable');
}

function loseWhatIsNotFlushed(): void {
  for (const steps of undo.values()) for (const step of steps.reverse()) step();
}

function enter(name: string, path: string): boolean {
  if (told !== undefined) fs.appendFileSync(told, `${name} ${path}\n`);
  const here = passed++ === chosen;
  if (here && moment === 'before') die();
  if (here && moment === 'lost') {
    loseWhatIsNotFlushed();
    die();
  }
  return here;
}

/** Passes a boundary around a call that is no write. */
async function around<Result>(name: string, path: string, call: () => Promise<Result>): Promise<Result> {
  const here = enter(name, path);
  const result = await call();
  if (here && (moment === 'after' || moment === 'torn')) die();
  return result;
}

function full(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    errno: -28,
    syscall: 'write',
  });
}

/** The content, of which the disk may take half. */
async function* measured(content: unknown, here: boolean): AsyncGenerator<Buffer> {
  if (isFull) full();
  const blocks =
    typeof content === 'string' || content instanceof Uint8Array
      ? [content]
      : (content as AsyncIterable<string | Uint8Array>);
  for await (const block of blocks) {
    const bytes = Buffer.from(block as string);
    if (here && (moment === 'torn' || moment === 'full')) {
      yield bytes.subarray(0, Math.ceil(bytes.length / 2));
      if (moment === 'torn') die();
      isFull = true;
      full();
    }
    yield bytes;
  }
}

async function write(handle: Handle, name: string, content: unknown): Promise<void> {
  const path = paths.get(handle) ?? '';
  const here = enter(name, path);
  const { size } = fs.fstatSync(handle.fd);
  const steps = undo.get(path) ?? [];
  undo.set(path, steps);
  steps.push(() => {
    if (fs.existsSync(path)) fs.truncateSync(path, size);
  });
  for await (const bytes of measured(content, here)) fs.writeSync(handle.fd, bytes);
  if (here && moment === 'after') die();
}

function patchHandles(prototype: Record<string, unknown>): void {
  prototype['appendFile'] = function append(this: Handle, content: unknown) {
    return write(this, 'append', content);
  };
  prototype['writeFile'] = function writeFile(this: Handle, content: unknown) {
    return write(this, 'write', content);
  };
  for (const name of ['sync', 'datasync']) {
    const original = prototype[name] as (this: Handle) => Promise<void>;
    prototype[name] = async function flush(this: Handle) {
      const path = paths.get(this) ?? '';
      await around('flush', path, async () => {
        await original.call(this);
        undo.delete(path);
      });
    };
  }
}

/** Remembers how to take back a rename until the folder is flushed. */
function undoRename(from: string, to: string): Step {
  const before = fs.existsSync(to) && fs.statSync(to).isFile() ? fs.readFileSync(to) : null;
  return () => {
    fs.renameSync(to, from);
    if (before !== null) fs.writeFileSync(to, before);
  };
}

function patchFiles(): void {
  const { open, rename, link } = files;
  Object.assign(files, {
    async open(path: string, ...rest: [string?, number?]) {
      const handle = await open(path, ...rest);
      paths.set(handle, path);
      return handle;
    },
    async rename(from: string, to: string) {
      const step = undoRename(from, to);
      await around('rename', to, async () => {
        await rename(from, to);
        const folder = join(to, '..');
        undo.set(folder, [...(undo.get(folder) ?? []), step]);
      });
    },
    link: (from: string, to: string) => around('link', to, () => link(from, to)),
  });
  syncBuiltinESMExports();
}

/** SQLite flushes by itself; what is to be broken is the moment around its commit. */
function patchCommits(): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function patched(sql: string): void {
    const here = sql === 'COMMIT' && enter('commit', '');
    exec.call(this, sql);
    if (here && (moment === 'after' || moment === 'torn')) die();
  };
}

if (process.env['MFACTL_PROOF'] !== undefined || told !== undefined) {
  const sample = await files.open(import.meta.filename, 'r');
  patchHandles(Object.getPrototypeOf(sample) as Record<string, unknown>);
  await sample.close();
  patchFiles();
  patchCommits();
}
