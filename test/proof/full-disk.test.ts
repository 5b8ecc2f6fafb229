import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { JournalError } from '../../src/ledger/run/journal.ts';
import { readRunState } from '../../src/ledger/run/state.ts';
import { APPLY, brokenCopy, inPairs, type Undisturbed, undisturbed } from './broken.ts';
import { assertNothingLost, goOn, registerAnew } from './going-on.ts';
import { createMixed, RUN } from './mixed.ts';
import type { Repository } from '../worlds/repository.ts';
import { requestsOf, runFile } from './traces.ts';
import { boundariesOf } from './kill-at.ts';
import { isThorough } from '../worlds/thorough.ts';

let base: Repository;
let plain: Undisturbed;

before(async () => {
  base = await createMixed();
  plain = await undisturbed(base);
});
after(() => base.remove());

/** Numbers of the commits, in order. */
function commits(): number[] {
  return plain.points.flatMap((name, i) => (name === 'commit' ? [i] : []));
}

async function withCopy(repository: Repository, work: (copy: Repository) => Promise<void>): Promise<void> {
  const copy = await repository.copy();
  try {
    await work(copy);
  } finally {
    await copy.remove();
  }
}

/** A repository whose apply was killed right before the `n`-th commit after the run began; its journal ends there. */
async function interrupted(point: number): Promise<{ copy: Repository; journal: string; text: string }> {
  const { copy, ran } = await brokenCopy(base, point, 'before');
  assert.equal(ran.signal, 'SIGKILL');
  const journal = runFile(copy, RUN, 'journal.ndjson');
  return { copy, journal, text: await readFile(journal, 'utf8') };
}

suite('An apply whose disk is full', () => {
  test('at any write it says so and ends, and once there is room it can be resumed', async () => {
    await inPairs(boundariesOf(plain, 'append', 'write'), async (boundary) => {
      const where = `full at boundary ${boundary}`;
      const { copy, ran } = await brokenCopy(base, boundary, 'full');
      try {
        assert.equal(ran.signal, null, where);
        assert.notEqual(ran.code, null, where);
        assert.match(ran.out + ran.err, /no space left on device/, where);
        assert.doesNotMatch(ran.err, /a fault in mfactl/, where);
        if (boundary % 2 === 0) registerAnew(copy);
        await assertNothingLost(copy, await goOn(copy, copy.here), plain.goal, where);
      } finally {
        await copy.remove();
      }
    });
  });

  test('which is a really full file system under reports/, it goes on once there is room', async (t) => {
    const copy = await base.copy();
    await mkdir(copy.reports);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', copy.reports], { stdio: 'pipe' });
    } catch (error) {
      await copy.remove();
      t.skip(`a file system of 1 MB cannot be mounted here: ${(error as Error).message.split('\n')[1]}`);
      return;
    }
    try {
      // It lies where nobody looks at it.
      const ballast = join(copy.reports, 'latest');
      let full = 0;
      for (let room = 0; room <= 40_960; room += 4096) {
        await fill(ballast, room);
        const ran = await copy.mfactl(APPLY);
        await rm(ballast);
        // The run got its line when only the side files found no room: the next apply has made them again.
        if (ran.code === 3 || ran.out.includes('the run the-run has applied this plan already')) break;
        full++;
        assert.equal(ran.code, 1, ran.out + ran.err);
        assert.match(ran.out + ran.err, /no space left on device/, `${room} bytes of room`);
        assert.doesNotMatch(ran.err, /a fault in mfactl/);
      }
      t.diagnostic(`${full} times full`);
      assert.ok(full >= 3, `${full} times full`);
      await assertNothingLost(copy, await goOn(copy, copy.here), plain.goal, 'a full file system');
    } finally {
      execFileSync('umount', [copy.reports]);
      await copy.remove();
    }
  });
});

/** Fills a file system until only so many bytes are left. */
async function fill(path: string, room: number): Promise<void> {
  try {
    for (;;) await appendFile(path, Buffer.alloc(4096));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  await truncate(path, Math.max(0, (await stat(path)).size - room));
}

suite('A journal', () => {
  test('that was cut at any byte of its last line holds up to the line before, and the run can be resumed', async (t) => {
    // The journal ends with an intent before one commit, and with outcomes before another.
    for (const point of [commits()[4], commits()[7]] as number[]) {
      const { copy, journal, text } = await interrupted(point);
      try {
        const start = text.lastIndexOf('\n', text.length - 2) + 1;
        const seq = text.slice(0, start).split('\n').length - 1;
        t.diagnostic(`${text.length - start} bytes of ${text.slice(start, start + 30)}`);
        for (let cut = start; cut < text.length; cut++) {
          await writeFile(journal, text.slice(0, cut));
          const { end } = await readRunState(journal);
          assert.deepEqual([end.chain.seq, end.length], [seq, start], `cut at byte ${cut - start}`);
        }
        const tried = Array.from({ length: text.length - start }, (_, i) => i).filter(
          (i) => isThorough || i % 83 === 0,
        );
        for (const cut of tried) {
          await writeFile(journal, text.slice(0, start + cut));
          await withCopy(copy, async (one) =>
            assertNothingLost(one, await goOn(one, one.here), plain.goal, `cut at byte ${cut}`),
          );
        }
      } finally {
        await copy.remove();
      }
    }
  });

  test('that was changed anywhere before its last line is refused: the line is named, and nothing is sent', async () => {
    const { copy, journal, text } = await interrupted(commits()[7] as number);
    try {
      const lines = text.trimEnd().split('\n');
      const sent = requestsOf(copy);
      assert.ok(lines.length > 5);
      for (const [i, line] of lines.entries()) {
        for (const at of [0, Math.floor(line.length / 3), Math.floor(line.length / 2), line.length - 1]) {
          const changed = `${line.slice(0, at)}${line[at] === '0' ? '1' : '0'}${line.slice(at + 1)}`;
          const bad = `${lines.with(i, changed).join('\n')}\n`;
          await writeFile(journal, bad);
          await assert.rejects(
            readRunState(journal),
            (error: unknown) => error instanceof JournalError && error.message.includes(`journal.ndjson:${i + 1}:`),
          );
          if (at > 0) continue;
          for (const argv of [['apply', '--resume', RUN], ['apply', 'plan.ndjson'], ['plan']]) {
            const ran = await copy.here(argv);
            assert.equal(ran.code, 1, `${argv.join(' ')}: ${ran.err}`);
            assert.match(ran.err, new RegExp(`journal\\.ndjson:${i + 1}: this line has changed since it was written`));
          }
          assert.equal(await readFile(journal, 'utf8'), bad, 'it is left as it is');
        }
      }
      assert.equal(requestsOf(copy), sent);
    } finally {
      await copy.remove();
    }
  });

  test('of which a line is missing, or stands twice, or has changed places, is refused', async () => {
    const { copy, journal, text } = await interrupted(commits()[7] as number);
    try {
      const lines = text.trimEnd().split('\n');
      const twisted = [
        lines.toSpliced(2, 1),
        lines.toSpliced(2, 0, lines[2] as string),
        lines.with(2, lines[3] as string).with(3, lines[2] as string),
        lines.slice(1),
      ];
      for (const order of twisted) {
        await writeFile(journal, `${order.join('\n')}\n`);
        const ran = await copy.here(['apply', '--resume', RUN]);
        assert.equal(ran.code, 1);
        assert.match(ran.err, /cannot trust the run/);
      }
    } finally {
      await copy.remove();
    }
  });
});
