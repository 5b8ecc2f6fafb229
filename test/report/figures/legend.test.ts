import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../../src/cli.ts';
import { actualLevel } from '../../../src/model/status.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from '../../../src/report/figures/legend.ts';
import { testIo } from '../../worlds/io.ts';
import { REFERENCE } from '../../example/tenant.ts';

test('the level that the legend gives a status is the one that deciding takes it for', () => {
  for (const { name, level } of STATUS_LEGEND)
    assert.equal(actualLevel({ membership: null, reported: name }), level, name);
});

test('the help of explain ends with every status and every authentication type', async () => {
  const io = testIo('/', REFERENCE);
  assert.equal(await run(['explain', '--help'], io), 0);
  const legend = io.written.out.slice(io.written.out.indexOf('Example:'));
  for (const { name } of [...STATUS_LEGEND, ...METHOD_LEGEND]) assert.match(legend, new RegExp(`^  ${name} `, 'm'));
  assert.match(legend, /unknown {3}Never counted as compliant/);
});
