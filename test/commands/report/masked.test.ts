import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { maskAddresses } from '../../../src/report/markup/mask.ts';
import { settings } from '../../worlds/repository.ts';
import { at, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';

const env = { MFACTL_MASK_KEY: 'a long random text' };
const io = { ...at(NOW), env };
const MASKED = { ...settings(), privacy: { addresses: 'mask' } };

suite('Where addresses are masked', () => {
  test('none stands in a plan as JSON, though the plan file has them', async (t) => {
    const folder = await repositoryFor(t, {}, people(2, 'X26', 'Admin Disabled'));
    await folder.write('mfactl.yaml', MASKED);
    for (const flags of [['--json'], ['--format', 'json']]) {
      const { code, out } = await folder.here(['plan', ...flags], io);
      assert.equal(code, 0);
      assert.match(out, /"address":"account-[0-9a-f]{16}"/);
      assert.doesNotMatch(out, /@/);
    }
  });

  test('a plan as JSON stays JSON, whatever stands around an address', async (t) => {
    const [row] = people(1, 'X26', 'Admin Disabled');
    assert.ok(row);
    const folder = await repositoryFor(t, {}, [{ ...row, unit: 'Mailbox of "jo.example@nhs.net"' }]);
    await folder.write('mfactl.yaml', MASKED);
    await folder.here(['plan', '--out', 'plan.ndjson'], io);
    const unit = `Mailbox of "${maskAddresses(env.MFACTL_MASK_KEY)('jo.example@nhs.net')}"`;
    for (const command of [['plan'], ['show', 'plan.ndjson'], ['drift']]) {
      const { out, err } = await folder.here([...command, '--json'], io);
      assert.doesNotMatch(out, /@/, err);
      const told = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      if (command[0] !== 'drift') assert.ok(JSON.stringify(told).includes(JSON.stringify(unit)), out);
    }
  });

  for (const flags of [[], ['--json']]) {
    test(`none stands in what an apply says ${flags.join('')}`, async (t) => {
      const folder = await repositoryFor(t, {}, people(2, 'X26', 'Admin Disabled'));
      await folder.write('mfactl.yaml', MASKED);
      await folder.here(['plan', '--out', 'jo.example@nhs.net.ndjson'], io);
      await folder.write('jo.example@nhs.net.ndjson', '{}\n');
      const { code, out, err } = await folder.here(['apply', 'jo.example@nhs.net.ndjson', ...flags], io);
      assert.equal(code, 4, err);
      assert.match(out + err, /account-[0-9a-f]{16}/);
      assert.doesNotMatch(out + err, /@/);
    });
  }
});
