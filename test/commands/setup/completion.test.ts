import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../../src/cli.ts';
import { testIo } from '../../worlds/io.ts';

const LAUNCHER = fileURLToPath(new URL('../../../bin/mfactl.js', import.meta.url));
const NOW = Date.parse('2026-11-24T09:00:00Z');
const bash = spawnSync('bash', ['--version']).status === 0;

async function mfactl(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = testIo(tmpdir(), NOW);
  return { code: await run(argv, io), ...io.written };
}

/** What is offered in place of the last word. */
async function offered(...words: string[]): Promise<string[]> {
  return (await mfactl('complete', '--', ...words)).out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] as string);
}

suite('completion', () => {
  test('offers commands, of the program and of a group, with what they do', async () => {
    const commands = await offered('');
    for (const name of ['plan', 'apply', 'watch', 'doctor', 'completion', 'sandbox'])
      assert.ok(commands.includes(name), name);
    assert.ok(!commands.includes('complete'), 'what only scripts call stays hidden');
    assert.deepEqual(await offered('sandbox', 'l'), ['load', ':4']);
    assert.match((await mfactl('complete', '--', 'pla')).out, /^plan\tcompare the directory with the policies$/m);
  });

  test('offers options, those of the program too, and the values that an option takes', async () => {
    assert.deepEqual(await offered('plan', '--fo'), ['--format', ':4']);
    assert.deepEqual(await offered('plan', '--conf'), ['--config', ':4']);
    assert.deepEqual(await offered('plan', '--format', ''), ['text', 'markdown', 'json', ':4']);
    assert.deepEqual(await offered('plan', '--format=m'), ['markdown', ':4']);
    assert.deepEqual(await offered('completion', 'f'), ['fish', ':4']);
  });

  test('leaves files to the shell where a file is meant', async () => {
    assert.deepEqual(await offered('show', ''), [':0']);
    assert.deepEqual(await offered('plan', '--out', 'pl'), [':0']);
  });

  for (const [shell, mark] of [
    ['bash', /^complete -o default -F _mfactl mfactl$/m],
    ['zsh', /^#compdef mfactl$/m],
    ['fish', /^complete -c mfactl /m],
    ['powershell', /^Register-ArgumentCompleter -CommandName 'mfactl'/m],
  ] as const) {
    test(`has a script for ${shell}, which asks mfactl itself`, async () => {
      const { code, out } = await mfactl('completion', shell);
      assert.equal(code, 0);
      assert.match(out, mark);
      assert.match(out, /mfactl complete /);
    });
  }

  test('another shell is refused', async () => {
    const { code, err } = await mfactl('completion', 'tcsh');
    assert.equal(code, 1);
    assert.match(err, /bash, zsh, fish, powershell/);
  });

  test('bash completes for real, and runs nothing that is being typed', {
    skip: bash ? false : 'there is no bash on this machine',
  }, async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'mfactl-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'mfactl'), `#!/bin/sh\nexec "${process.execPath}" "${LAUNCHER}" "$@"\n`);
    chmodSync(join(folder, 'mfactl'), 0o755);
    writeFileSync(join(folder, 'script'), (await mfactl('completion', 'bash')).out);
    const complete = (...words: string[]): string[] => {
      const quoted = words.map((word) => `'${word}'`).join(' ');
      const program = `set -u; . ./script; . ./script; COMP_WORDS=(mfactl ${quoted}); COMP_CWORD=${words.length}; _mfactl; printf '%s\\n' \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; complete -p mfactl`;
      const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { cwd: folder, env, encoding: 'utf8' });
      assert.equal(stderr, '');
      const lines = stdout.trimEnd().split('\n');
      assert.equal(lines.pop(), 'complete -o default -F _mfactl mfactl');
      return lines.filter((line) => line !== '');
    };
    assert.deepEqual(complete('pla'), ['plan']);
    assert.deepEqual(complete('plan', '--detail'), ['--detailed-exitcode']);
    assert.deepEqual(complete('sandbox', ''), ['load', 'faults', 'help']);
    // As bash splits --format=ma.
    assert.deepEqual(complete('plan', '--format', '=', 'ma'), ['markdown']);
    assert.deepEqual(complete('show', 'pl'), []);
    complete('show', '$(touch pwned)', '`touch pwned`', '; touch pwned;', '');
    assert.ok(!existsSync(join(folder, 'pwned')), readdirSync(folder).join(' '));
  });
});
