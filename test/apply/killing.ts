/** Stops an apply for good at a chosen point, as SIGKILL would: from there on nothing of it goes on. */
import type { Disk } from '../../src/machine/durable.ts';
import { type World } from '../worlds/apply-world.ts';

/** Where at a point: before its effect, after it, or (for a write to a file) in the middle of it. */
export type Moment = 'before' | 'torn' | 'after';

/** Promises of killed applies: kept, so that their open files are not collected in the middle of a test. */
const forever: Promise<never>[] = [];

export interface Killer {
  /** Points passed so far, by name. */
  readonly points: string[];
  /** Resolves when the apply is killed. */
  readonly killed: Promise<'killed'>;
  /** Gives the world back disk, writer and reader as they were. */
  readonly heal: () => void;
}

/**
 * Wraps disk, writer and reader of a world: the apply dies at the `at`-th point (from 0). With a number that is never
 * reached, the points are only counted.
 */
export function killAt(world: World, at: number, moment: Moment): Killer {
  const points: string[] = [];
  let die: (value: 'killed') => void = () => undefined;
  const killed = new Promise<'killed'>((resolve) => {
    die = resolve;
  });
  const stopHere = (): Promise<never> => {
    die('killed');
    const never = new Promise<never>(() => undefined);
    forever.push(never);
    return never;
  };
  async function pass<Value>(
    name: string,
    effect: () => Promise<Value>,
    torn: () => Promise<unknown> = effect,
  ): Promise<Value> {
    const here = points.push(name) - 1 === at;
    if (here && moment === 'before') return stopHere();
    if (here && moment === 'torn') {
      await torn();
      return stopHere();
    }
    const value = await effect();
    return here ? stopHere() : value;
  }
  const { outside, books } = world;
  const { writer, reader } = outside;
  const { disk } = books;
  const killing: Disk = {
    append: (file, text) =>
      pass(
        'append',
        () => disk.append(file, text),
        () => disk.append(file, text.slice(0, Math.ceil(text.length / 2))),
      ),
    sync: (file) => pass('sync', () => disk.sync(file)),
    replace: (path, content) => pass('replace', () => disk.replace(path, content)),
    rename: (from, to) => pass('rename', () => disk.rename(from, to)),
  };
  world.books = { ...books, disk: killing };
  world.outside = {
    ...outside,
    writer: {
      ...writer,
      kind: writer.kind,
      name: writer.name,
      limit: writer.limit,
      write: (request, signal) => pass('write', () => writer.write(request, signal)),
    },
    reader: { ...reader, readAccounts: (keys, signal) => pass('read', () => reader.readAccounts(keys, signal)) },
  };
  return { points, killed, heal: () => void Object.assign(world, { outside, books }) };
}
