import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Command } from 'commander';
import { addCommands } from '../../../src/commands/list/all.ts';
import { testIo } from '../../worlds/io.ts';

function ciCommands(): Map<string, Command> {
  const program = new Command();
  addCommands(program, testIo('.', 0), () => undefined);
  const ci = program.commands.find((command) => command.name() === 'ci');
  return new Map(ci?.commands.map((command) => [command.name(), command]));
}

test('docs/ci.md speaks of every command of CI, and of no other', async () => {
  const text = await readFile('docs/ci.md', 'utf8');
  const named = new Set([...text.matchAll(/\bmfactl ci ([a-z-]+)/g)].map(([, name]) => name));
  assert.deepEqual(named, new Set(ciCommands().keys()));
});

test('docs/ci.md shows options that the commands have, and all that they need', async () => {
  const text = await readFile('docs/ci.md', 'utf8');
  const shown = [...text.matchAll(/^mfactl ci ([a-z-]+)(.*)$/gm)];
  assert.ok(shown.length >= 4);
  for (const [line, name = '', rest = ''] of shown) {
    const options = ciCommands().get(name)?.options ?? [];
    const given = [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option);
    for (const option of given)
      assert.ok(
        options.some(({ long }) => long === option),
        line,
      );
    for (const { long, mandatory } of options)
      if (mandatory) assert.ok(given.includes(long ?? ''), `${line} lacks ${long}`);
  }
});
