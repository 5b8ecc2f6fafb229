import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { seededRandom } from '../example/random.ts';
import { CHANGES, createFiveChunks, LAST } from './five-chunks.ts';
import { commitAll, git } from './git.ts';
import { load, organisation, type Ran, type Repository, settings, succeed, TENANT } from './repository.ts';
import { moveAccount, receiptOf, requestsOf, storedAccounts } from './traces.ts';
import { type TurnedWaits, turnWaits } from './turned-waits.ts';

const HOUR = 3_600_000;

let waits: TurnedWaits;
let base: Repository;

before(async () => {
  waits = turnWaits();
  base = await createFiveChunks(waits.io);
});
after(async () => {
  waits.stop();
  await base.remove();
});

async function copyFor(t: TestContext): Promise<Repository> {
  const copy = await base.copy();
  t.after(() => copy.remove());
  return copy;
}

/** The time after some milliseconds. */
const later = (milliseconds: number) => ({ now: () => waits.io.now() + milliseconds });

async function assertRefused(copy: Repository, ran: Ran, says: RegExp): Promise<void> {
  assert.match(ran.err, says);
  assert.equal(ran.code, 4, ran.err);
  assert.equal(requestsOf(copy), 0, 'nothing was sent');
  assert.equal(await stat(join(copy.reports, 'runs')).catch(() => null), null, 'no run was made');
}

suite('A plan is refused', () => {
  test('when it is older than maxPlanAge, and not a moment before', async (t) => {
    const copy = await copyFor(t);
    await assertRefused(copy, await copy.here(['apply', 'plan.ndjson'], later(4 * HOUR + 1)), /this plan is too old: made at 2026-11-24T/);
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
    await assertRefused(copy, await copy.here(['apply', 'forecast.ndjson'], waits.io), /a forecast for 2026-12-01T00:00:00Z: it is never applied/);
  });

  test('when it was made from another kind of directory', async (t) => {
    const copy = await copyFor(t);
    await copy.write('mfactl.yaml', {
      directory: { kind: 'report', mailboxReport: 'mailbox.csv', mfaStatusReport: 'mfa.csv' },
      target: { kind: 'sandbox', file: '.mfactl/sandbox.sqlite' },
    });
    await assertRefused(copy, await copy.here(['apply', 'plan.ndjson'], waits.io), /this plan was made from another directory \(sandbox .*, here report/);
  });

  test('when it is for another sandbox, even one at the same path with the same accounts', async (t) => {
    const copy = await copyFor(t);
    await rename(copy.sandbox, `${copy.sandbox}.old`);
    await succeed(copy, ['sandbox', 'load', '--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv'], waits.io);
    await assertRefused(copy, await copy.here(['apply', 'plan.ndjson'], waits.io), /this plan is for another target/);
  });

  test('when it was applied before, under whatever name', async (t) => {
    const copy = await copyFor(t);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'first'], waits.io);
    const sent = requestsOf(copy);
    await copy.write('other.ndjson', await readFile(join(copy.path, 'plan.ndjson'), 'utf8'));
    for (const plan of ['plan.ndjson', 'other.ndjson', 'reports/runs/first/plan.ndjson']) {
      const ran = await copy.here(['apply', plan], waits.io);
      assert.equal(ran.code, 4);
      assert.match(ran.err, /this plan was applied before, in the run first; make a new plan/);
    }
    assert.equal(requestsOf(copy), sent);
  });

  test('when the policies here are not those that it was made from', async (t) => {
    const copy = await copyFor(t);
    await copy.write('policies/organisations/X26/organisation.yaml', organisation('X26', { mfa: 'named-locations' }));
    await assertRefused(copy, await copy.here(['apply', 'plan.ndjson'], waits.io), /the policies have changed since plan\.ndjson was made/);
  });

  test('when it is none, is empty, or was cut', async (t) => {
    const copy = await copyFor(t);
    const text = await readFile(join(copy.path, 'plan.ndjson'), 'utf8');
    const lines = text.trimEnd().split('\n');
    const cases: readonly [string, RegExp][] = [
      ['', /the file is empty/],
      ['hello\n', /this line is no JSON/],
      ['{"type":"header","format":"mfactl.plan/v2"}\n', /not as the format mfactl\.plan\/v1 has it/],
      [text.slice(0, -1), /the last line is cut/],
      [`${lines.slice(0, -1).join('\n')}\n`, /its digest differs/],
      [`${[lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n')}\n`, /chunk 2 stands where chunk 1 belongs/],
      [`${[lines[0], ...lines].join('\n')}\n`, /a plan has one header/],
    ];
    for (const [content, says] of cases) {
      await copy.write('bad.ndjson', content);
      await assertRefused(copy, await copy.here(['apply', 'bad.ndjson'], waits.io), says);
    }
    const missing = await copy.here(['apply', 'missing.ndjson'], waits.io);
    assert.deepEqual([missing.code, requestsOf(copy)], [1, 0]);
    assert.match(missing.err, /the plan can not be read/);
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
      0, headerEnd, bytes.length - 1,
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

/** A repository in git whose last run followed the second of two commits. */
async function withHistory(t: TestContext): Promise<{ copy: Repository; first: string; second: string }> {
  const copy = await copyFor(t);
  await copy.write('.gitignore', '.mfactl/\nreports/\n*.ndjson\n*.csv\n');
  await git(copy.path, 'init', '--quiet', '-b', 'main');
  const first = await commitAll(copy.path, 'First');
  await succeed(copy, ['plan', '--out', 'old.ndjson'], waits.io);
  await copy.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Second name' }));
  const second = await commitAll(copy.path, 'Second');
  await succeed(copy, ['plan', '--organisation', 'X9Z', '--out', 'new.ndjson'], waits.io);
  await succeed(copy, ['apply', 'new.ndjson', '--run', 'newer'], waits.io);
  return { copy, first, second };
}

suite('A plan of policies in git is refused', () => {
  test('when a newer policy was applied before, and the newer one still goes', async (t) => {
    const { copy, first, second } = await withHistory(t);
    const sent = requestsOf(copy);
    await git(copy.path, 'checkout', '--quiet', first);
    const ran = await copy.here(['apply', 'old.ndjson'], waits.io);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, new RegExp(`the policies of this plan \\(${first}\\) are older than, or apart from, those applied last \\(${second}\\)`));
    assert.equal(requestsOf(copy), sent);
    await git(copy.path, 'checkout', '--quiet', 'main');
    await succeed(copy, ['plan', '--out', 'next.ndjson'], waits.io);
    const next = await copy.here(['apply', 'next.ndjson'], waits.io);
    assert.equal(next.code, 0, next.err);
  });

  test('when its commit lies on another branch', async (t) => {
    const { copy, first } = await withHistory(t);
    await git(copy.path, 'checkout', '--quiet', '-b', 'pull-request', first);
    await copy.write('policies/organisations/RR8/organisation.yaml', organisation('RR8', { name: 'On a branch' }));
    await commitAll(copy.path, 'A pull request');
    await succeed(copy, ['plan', '--out', 'branch.ndjson'], waits.io);
    const sent = requestsOf(copy);
    const ran = await copy.here(['apply', 'branch.ndjson'], waits.io);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, /older than, or apart from, those applied last/);
    assert.equal(requestsOf(copy), sent);
  });

  test('when it knows no commit although one was applied', async (t) => {
    const { copy } = await withHistory(t);
    await rename(join(copy.path, '.git'), join(copy.path, 'git-that-was'));
    await succeed(copy, ['plan', '--out', 'bare.ndjson'], waits.io);
    const ran = await copy.here(['apply', 'bare.ndjson'], waits.io);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, /names no policy commit, but the run newer applied/);
  });

  test('when its policies were not committed, and the files were put back since', async (t) => {
    const { copy } = await withHistory(t);
    const file = 'policies/organisations/X26/organisation.yaml';
    const committed = await readFile(join(copy.path, file), 'utf8');
    await copy.write(file, organisation('X26', { mfa: 'named-locations' }));
    const planned = await succeed(copy, ['plan', '--out', 'dirty.ndjson', '--json'], waits.io);
    assert.match(planned.out, /"dirty":true/);
    await copy.write(file, committed);
    const ran = await copy.here(['apply', 'dirty.ndjson'], waits.io);
    assert.equal(ran.code, 4);
    assert.match(ran.err, /the policies have changed/);
  });
});

suite('An account that is not as planned', () => {
  test('or that is gone is skipped, and its neighbours are not', async (t) => {
    const copy = await copyFor(t);
    moveAccount(copy, 'x26-3.example@nhs.net', 'named-locations', 'Admin Enabled');
    moveAccount(copy, LAST, 'named-locations', 'Admin Enabled');
    moveAccount(copy, 'x9z-0.example@nhs.net', 'named-locations', 'Admin Enabled');
    await dropAccount(copy, 'x9z-1.example@nhs.net');
    const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'moved'], waits.io);
    assert.equal(ran.code, 0, ran.err);
    const told = new Map((await receiptOf(copy, 'moved')).accounts.map((entry) => [entry.account.address, `${entry.outcome} ${entry.reason ?? ''}`.trim()]));
    assert.equal(told.get('x26-3.example@nhs.net'), 'skipped moved');
    assert.equal(told.get(LAST), 'skipped moved');
    assert.equal(told.get('x9z-1.example@nhs.net'), 'skipped moved');
    assert.equal(told.get('x9z-0.example@nhs.net'), 'already');
    assert.equal([...told.values()].filter((outcome) => outcome === 'applied').length, CHANGES - 4);
    assert.equal(storedAccounts(copy).get(LAST)?.['reported'], 'Admin Enabled');
  });

  test('is skipped where it became privileged, so that it is no longer to be loosened', async (t) => {
    const copy = await copyFor(t);
    await copy.write('policies/roles/admin.yaml', { kind: 'Role', name: 'Local Admin', category: 'admin', match: ['Local Admin'], mfa: 'standard' });
    await succeed(copy, ['plan', '--out', 'plan.ndjson'], waits.io);
    await grantRole(copy, LAST, 'Local Admin');
    const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'moved'], waits.io);
    assert.equal(ran.code, 0, ran.err);
    const told = (await receiptOf(copy, 'moved')).accounts.find(({ account }) => account.address === LAST);
    assert.deepEqual([told?.outcome, told?.reason], ['skipped', 'moved']);
    assert.equal(storedAccounts(copy).get(LAST)?.['reported'], 'Admin Enabled');
  });

  test('is skipped where policies that changed during the run no longer loosen it', async (t) => {
    const copy = await copyFor(t);
    await copy.write('faults.json', JSON.stringify([{ request: 1, fault: 'slow', latency: 1000 }]));
    await succeed(copy, ['sandbox', 'faults', 'faults.json'], waits.io);
    waits.onWait = () => writeFileSync(join(copy.path, 'policies/organisations/X1A/organisation.yaml'), 'kind: Organisation\ncode: X1A\nname: Example\nmfa: standard\n');
    t.after(() => {
      waits.onWait = () => undefined;
    });
    const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'moved'], waits.io);
    assert.equal(ran.code, 0, ran.err);
    const told = (await receiptOf(copy, 'moved')).accounts.filter(({ organisation: code }) => code === 'X1A');
    assert.deepEqual(told.map(({ outcome, reason }) => `${outcome} ${reason}`), ['skipped moved', 'skipped moved', 'skipped moved']);
  });

  test('is not loosened where the policies can no longer be read', async (t) => {
    const copy = await copyFor(t);
    await copy.write('faults.json', JSON.stringify([{ request: 1, fault: 'slow', latency: 1000 }]));
    await succeed(copy, ['sandbox', 'faults', 'faults.json'], waits.io);
    waits.onWait = () => writeFileSync(join(copy.path, 'policies/organisations/X1A/organisation.yaml'), 'kind: [\n');
    t.after(() => {
      waits.onWait = () => undefined;
    });
    const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'moved'], waits.io);
    assert.equal(ran.code, 6, ran.err);
    const told = (await receiptOf(copy, 'moved')).accounts;
    assert.deepEqual(told.filter(({ outcome }) => outcome === 'applied').length, CHANGES - 3, 'what tightens is done');
    assert.equal(storedAccounts(copy).get(LAST)?.['reported'], 'Admin Enabled');
  });

  test('stops the run with 4 where there are more of them than the larger of 5 and 10 %', async (t) => {
    for (const [moved, exit] of [[5, 0], [6, 4]] as const) {
      const copy = await copyFor(t);
      // The first chunk, by address.
      for (const i of [0, 1, 10, 11, 2, 3].slice(0, moved)) moveAccount(copy, `x26-${i}.example@nhs.net`, 'named-locations', 'Admin Enabled');
      const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'moved'], waits.io);
      assert.equal(ran.code, exit, ran.err);
      if (exit === 0) continue;
      assert.match(ran.err, /6 accounts are not as planned, more than 5; make a new plan/);
      assert.equal(requestsOf(copy), 0);
      assert.deepEqual((await receiptOf(copy, 'moved')).counts, { applied: 0, already: 0, skipped: CHANGES, withheld: 0, failed: 0, handedOver: 0 });
    }
  });
});

async function dropAccount(copy: Repository, address: string): Promise<void> {
  const { query } = await import('../directory/sandbox/tenant.ts');
  query(copy.sandbox, 'DELETE FROM accounts WHERE address = ?', address);
}

async function grantRole(copy: Repository, address: string, role: string): Promise<void> {
  const { query } = await import('../directory/sandbox/tenant.ts');
  query(copy.sandbox, 'UPDATE accounts SET roles = ? WHERE address = ?', JSON.stringify([role]), address);
}

/** A tenant with an exception that ends in one hour, and one account to raise before it. */
async function withException(t: TestContext): Promise<Repository> {
  const copy = await copyFor(t);
  await copy.write('mfactl.yaml', settings());
  await copy.write('policies/tenant.yaml', {
    ...TENANT,
    exceptions: { unrecorded: 'keep', 'short-term': { maxDuration: 'PT24H', reasons: ['phone-lost'] } },
  });
  await rm(join(copy.path, 'policies/organisations/RR8/re-enrolments.yaml'));
  await copy.write('policies/organisations/RR8/exceptions.yaml', {
    kind: 'Exceptions',
    organisation: 'RR8',
    exceptions: [{ user: 'jo.example@nhs.net', type: 'short-term', startsAt: new Date(waits.io.now() - 23 * HOUR).toISOString(), reason: 'phone-lost' }],
  });
  await load(copy, [
    { address: 'jo.example@nhs.net', organisation: 'RR8', reported: 'Admin Enabled' },
    { address: 'sam.example@nhs.net', organisation: 'RR8', reported: 'Admin Disabled' },
  ], waits.io);
  const planned = await succeed(copy, ['plan', '--out', 'plan.ndjson'], waits.io);
  assert.match(planned.out, /except/);
  return copy;
}

async function assertLapsed(copy: Repository): Promise<void> {
  const told = new Map((await receiptOf(copy, 'late')).accounts.map((entry) => [entry.account.address, [entry.outcome, entry.reason]]));
  assert.deepEqual(told.get('jo.example@nhs.net'), ['skipped', 'lapsed']);
  assert.deepEqual(told.get('sam.example@nhs.net'), ['applied', null]);
  assert.equal(storedAccounts(copy).get('jo.example@nhs.net')?.['reported'], 'Admin Enabled');
}

suite('A decision that lapsed', () => {
  test('while the plan waited is skipped, and the rest is done', async (t) => {
    const copy = await withException(t);
    const ran = await copy.here(['apply', 'plan.ndjson', '--run', 'late'], later(HOUR));
    assert.equal(ran.code, 0, ran.err);
    await assertLapsed(copy);
  });

  test('while the run waited is skipped too', async (t) => {
    const copy = await withException(t);
    // The request before it takes until the decision has lapsed.
    await copy.write('faults.json', JSON.stringify([{ request: 1, fault: 'slow', latency: HOUR }]));
    await succeed(copy, ['sandbox', 'faults', 'faults.json'], waits.io);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'late'], waits.io);
    await assertLapsed(copy);
  });

  test('while its own request was tried again is skipped too', async (t) => {
    const copy = await withException(t);
    await copy.write('faults.json', JSON.stringify([{ request: 2, fault: 'retryable', latency: HOUR }]));
    await succeed(copy, ['sandbox', 'faults', 'faults.json'], waits.io);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'late'], waits.io);
    await assertLapsed(copy);
  });

  test('a moment before its end is still done', async (t) => {
    const copy = await withException(t);
    await succeed(copy, ['apply', 'plan.ndjson', '--run', 'late'], later(HOUR - 1));
    assert.equal(storedAccounts(copy).get('jo.example@nhs.net')?.['reported'], 'MFA 24 Hour Exception');
  });
});

suite('A ledger that can not be read', () => {
  const broken: readonly [string, (copy: Repository) => Promise<void>][] = [
    ['is no JSON', async (copy) => writeFile(join(copy.reports, 'ledger.ndjson'), 'none\n')],
    ['is empty', async (copy) => writeFile(join(copy.reports, 'ledger.ndjson'), '')],
    ['is gone', async (copy) => rm(join(copy.reports, 'ledger.ndjson'))],
    ['is a folder', async (copy) => {
      await rm(join(copy.reports, 'ledger.ndjson'));
      await mkdir(join(copy.reports, 'ledger.ndjson'));
    }],
    ['has an unreadable head', async (copy) => writeFile(join(copy.reports, 'ledger.head'), 'none\n')],
    ['has a head of nowhere', async (copy) => writeFile(join(copy.reports, 'ledger.head'), `7:sha256:${'0'.repeat(64)}\n`)],
    ['has lost pending.ndjson', async (copy) => rm(join(copy.reports, 'pending.ndjson'))],
    ['has lost population.ndjson', async (copy) => rm(join(copy.reports, 'population.ndjson'))],
    ['has an unreadable pending.ndjson', async (copy) => writeFile(join(copy.reports, 'pending.ndjson'), '{}\n')],
    ['has lost the journal of a re-enrolment', async (copy) => rm(join(copy.reports, 'runs/first/journal.ndjson'))],
    ['is gone with its head, while runs are there', async (copy) => {
      await succeed(copy, ['plan', '--out', 'second.ndjson'], waits.io);
      await succeed(copy, ['apply', 'second.ndjson', '--run', 'second'], waits.io);
      for (const name of ['ledger.ndjson', 'ledger.head']) await rm(join(copy.reports, name));
    }],
  ];
  for (const [how, damage] of broken) {
    test(`because it ${how} is an error of plan and apply, and never "none"`, async (t) => {
      const copy = await copyFor(t);
      await succeed(copy, ['apply', 'plan.ndjson', '--run', 'first'], waits.io);
      moveAccount(copy, 'x26-0.example@nhs.net', 'none', 'Admin Disabled');
      await succeed(copy, ['plan', '--out', 'next.ndjson'], waits.io);
      await damage(copy);
      const sent = requestsOf(copy);
      for (const argv of [['plan'], ['apply', 'next.ndjson'], ['apply', 'plan.ndjson']]) {
        const ran = await copy.here(argv, waits.io);
        assert.equal(ran.code, 1, `${argv.join(' ')}: ${ran.out}${ran.err}`);
        assert.doesNotMatch(ran.err, /a fault of mfactl itself/, argv.join(' '));
      }
      assert.equal(requestsOf(copy), sent, 'nothing was sent');
      assert.equal((await copy.here(['verify'])).code, 1);
    });
  }
});
