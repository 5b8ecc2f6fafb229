import assert from 'node:assert/strict';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { seededRandom } from '../example/random.ts';
import { organisation, type Ran, type Repository, succeed } from '../worlds/repository.ts';
import { requestsOf } from './traces.ts';
import { HOUR, turnedTenant } from './turned.ts';

const { waits, copyFor, later } = turnedTenant();

async function assertRefused(copy: Repository, ran: Ran, says: RegExp): Promise<void> {
  assert.match(ran.err, says);
  assert.equal(ran.code, 4, ran.err);
  assert.equal(requestsOf(copy), 0, 'nothing was sent');
  assert.equal(await stat(join(copy.reports, 'runs')).catch(() => null), null, 'no run was made');
}

suite('A plan is refused', () => {
  test('when it is older than maxPlanAge, and not a moment before', async (t) => {
    const copy = await copyFor(t);
    await assertRefused(
      copy,
      await copy.here(['apply', 'plan.ndjson'], later(4 * HOUR + 1)),
      /this plan is too old: it was made at 2026-11-24T/,
    );
    const soon = await copy.here(['apply', 'plan.ndjson'], later(4 * HOUR));
    assert.equal(soon.code, 0, soon.err);
  });

  test('when it was made in the future', async (t) => {
    const copy = await copyFor(t);
    await assertRefused(copy, await copy.here(['apply', 'plan.ndjson'], later(-HOUR)), /which is in the future/);
  });

  test('when it was made for another time', async (t) => {
    const copy = await copyFor(t);
    await succeed(copy, ['plan', '--as-of', '2026-12-01T00:00:00Z', '--out', 'forecast.ndjson'], waits.io);
    await assertRefused(
      copy,
      await copy.here(['apply', 'forecast.ndjson'], waits.io),
      /a forecast for 2026-12-01T00:00:00Z, which mfactl never applies/,
    );
  });

  test('when it was made from another kind of directory', async (t) => {
    const copy = await copyFor(t);
    await copy.write('mfactl.yaml', {
      directory: { kind: 'report', mailboxReport: 'mailbox.csv', mfaStatusReport: 'mfa.csv' },
      target: { kind: 'sandbox', file: '.mfactl/sandbox.sqlite' },
    });
    await assertRefused(
      copy,
      await copy.here(['apply', 'plan.ndjson'], waits.io),
      /this plan was made from the directory sandbox .*, but the settings name report/,
    );
  });

  test('when it is for another sandbox, even one at the same path with the same accounts', async (t) => {
    const copy = await copyFor(t);
    await rename(copy.sandbox, `${copy.sandbox}.old`);
    await succeed(copy, ['sandbox', 'load', '--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv'], waits.io);
    await assertRefused(copy, await copy.here(['apply', 'plan.ndjson'], waits.io), /this plan is for the target/);
  });

  test('when it was applied before, under whatever name', async (t) => {
    const copy = await copyFor(t);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'first'], waits.io);
    const sent = requestsOf(copy);
    await copy.write('other.ndjson', await readFile(join(copy.path, 'plan.ndjson'), 'utf8'));
    for (const plan of ['plan.ndjson', 'other.ndjson', 'reports/runs/first/plan.ndjson']) {
      const ran = await copy.here(['apply', plan], waits.io);
      assert.equal(ran.code, 4);
      assert.match(ran.err, /the run first has applied this plan already; make a new plan/);
    }
    assert.equal(requestsOf(copy), sent);
  });

  test('when the policies here are not those that it was made from', async (t) => {
    const copy = await copyFor(t);
    await copy.write('policies/organisations/X26/organisation.yaml', organisation('X26', { mfa: 'named-locations' }));
    await assertRefused(
      copy,
      await copy.here(['apply', 'plan.ndjson'], waits.io),
      /the policies have changed since plan\.ndjson was made/,
    );
  });

  test('when it is none, is empty, or was cut', async (t) => {
    const copy = await copyFor(t);
    const text = await readFile(join(copy.path, 'plan.ndjson'), 'utf8');
    const lines = text.trimEnd().split('\n');
    const cases: readonly [string, RegExp][] = [
      ['', /the file is empty/],
      ['hello\n', /this line is not JSON/],
      ['{"type":"header","format":"mfactl.plan/v2"}\n', /does not follow the format mfactl\.plan\/v1/],
      [text.slice(0, -1), /the end of the last line is missing; copy the file again, or make a new plan/],
      [`${lines.slice(0, -1).join('\n')}\n`, /it does not match its digest/],
      [
        `${[lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n')}\n`,
        /this line should be chunk 1, but it is chunk 2; make a new plan/,
      ],
      [`${[lines[0], ...lines].join('\n')}\n`, /this line is not a chunk; a plan has one header, and then chunks/],
    ];
    for (const [content, says] of cases) {
      await copy.write('bad.ndjson', content);
      await assertRefused(copy, await copy.here(['apply', 'bad.ndjson'], waits.io), says);
    }
    const missing = await copy.here(['apply', 'missing.ndjson'], waits.io);
    assert.deepEqual([missing.code, requestsOf(copy)], [1, 0]);
    assert.match(missing.err, /cannot read the plan/);
  });

  test('when any one byte of it was changed, in its header, its digest or a chunk', async (t) => {
    const copy = await copyFor(t);
    const bytes = await readFile(join(copy.path, 'plan.ndjson'));
    const headerEnd = bytes.indexOf(10);
    const random = seededRandom(5);
    const places = [
      ...Array.from({ length: 40 }, () => random.below(headerEnd)),
      ...Array.from({ length: 20 }, () => headerEnd - 1 - random.below(80)),
      ...Array.from({ length: 60 }, () => headerEnd + random.below(bytes.length - headerEnd)),
      0,
      headerEnd,
      bytes.length - 1,
    ];
    for (const place of places) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] as number) ^ (1 << random.below(7));
      await writeFile(join(copy.path, 'edited.ndjson'), changed);
      const ran = await copy.here(['apply', 'edited.ndjson'], waits.io);
      assert.equal(ran.code, 4, `byte ${place}: ${ran.out}${ran.err}`);
      assert.match(ran.err, /edited\.ndjson/, `byte ${place}`);
    }
    assert.equal(requestsOf(copy), 0);
  });

  test('when what it says was edited, whatever that is', async (t) => {
    const copy = await copyFor(t);
    const text = await readFile(join(copy.path, 'plan.ndjson'), 'utf8');
    const edits: readonly [string, string][] = [
      ['x26-0.example@nhs.net', 'x26-9.example@nhs.net'],
      ['"to":"standard"', '"to":"disabled"'],
      ['"withheld":null', '"withheld":"loosen"'],
      ['"direction":"tighten"', '"direction":"loosen"'],
      ['"validUntil":null', '"validUntil":"2030-01-01T00:00:00Z"'],
      ['"undoes":null', '"undoes":"the-run"'],
      [/"fingerprint":"sha256:./.exec(text)?.[0] ?? '', '"fingerprint":"sha256:x'],
      [/"madeAt":"2026/.exec(text)?.[0] ?? '', '"madeAt":"2027'],
      [/"says":"/.exec(text)?.[0] ?? '', '"says":" '],
      ['{"type":"header",', '{"type":"header", '],
    ];
    for (const [from, to] of edits) {
      assert.ok(from !== '' && text.includes(from), from);
      await copy.write('edited.ndjson', text.replace(from, to));
      await assertRefused(copy, await copy.here(['apply', 'edited.ndjson'], waits.io), /edited\.ndjson:\d+: /);
    }
  });
});
