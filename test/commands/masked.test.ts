import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { settings } from '../proof/repository.ts';
import { at, NOW, people, repositoryFor } from '../proof/small-tenant.ts';

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
