/** The script that workflows apply with, and an mfactl in its hands that only pretends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../.github/actions/mfactl/apply.sh', import.meta.url));

/** Runs apply.sh with an mfactl that ends with these codes, one after the other; `sleep` is noted and takes no time. */
async function applyScript(
  t: TestContext,
  mode: string,
  mfactl: string,
): Promise<{ child: ReturnType<typeof spawn>; folder: string; ended: Promise<{ code: number; out: string }> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, script] of [
    ['mfactl', mfactl],
    ['sleep', 'echo "slept $1"'],
  ] as const) {
    await writeFile(join(folder, name), `#!/usr/bin/env bash\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const child = spawn(SCRIPT, [mode, 'plan.ndjson'], {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = child.stdout === null ? Promise.resolve('') : text(child.stdout);
  const ended = Promise.all([output, once(child, 'close')]).then(([out, [code]]) => ({
    code: code as number,
    out,
  }));
  return { child, folder, ended };
}

/** Ends with each code once, the last again and again. */
const codes = (...list: number[]): string =>
  `n=$(cat n 2>/dev/null || echo 0); echo $((n + 1)) > n; echo "$*"; codes=(${list.join(' ')}); exit "\${codes[n]:-${list.at(-1)}}"`;

suite('mfactl-apply', { skip: process.platform === 'win32' ? 'it is a script of bash' : false }, () => {
  test('waits for the lock, and ends as mfactl does', async (t) => {
    const { ended } = await applyScript(t, 'wait', codes(5, 5, 6));
    assert.deepEqual(await ended, {
      code: 6,
      out: `apply plan.ndjson\nslept 60\napply plan.ndjson\nslept 60\napply plan.ndjson\n`,
    });
  });

  test('waits ten minutes and no longer', async (t) => {
    const { code, out } = await (await applyScript(t, 'wait', codes(5))).ended;
    assert.equal(code, 5);
    assert.equal(out.match(/slept 60/g)?.length, 10);
  });

  test('in a schedule a lock is a skip and a guardrail a warning; a failure stays one', async (t) => {
    for (const [given, expected, says] of [
      [5, 0, /::notice::/],
      [3, 0, /::warning::/],
      [6, 6, /apply plan/],
      [1, 1, /apply plan/],
    ] as const) {
      const { code, out } = await (await applyScript(t, 'skip', codes(given))).ended;
      assert.equal(code, expected);
      assert.match(out, says);
      assert.doesNotMatch(out, /slept/);
    }
  });

  test('hands a signal on to mfactl, and waits until it has stopped in good order', async (t) => {
    // Half a second of flushing, in which a shell that only waits once would already be gone.
    const { child, folder, ended } = await applyScript(
      t,
      'wait',
      "trap 'command -p sleep 0.5; echo flushed; exit 6' TERM\necho ready > ready\nwhile :; do command -p sleep 0.05; done",
    );
    while (!existsSync(join(folder, 'ready'))) await setTimeout(20);
    child.kill('SIGINT');
    const { code, out } = await ended;
    assert.equal(code, 6);
    assert.match(out, /flushed/);
  });
});
