/** `explain`, `history` and `audit` on a generated repository, held against its generator and against whole checkouts. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { run } from '../../src/cli.ts';
import { openProvenance } from '../../src/session/provenance.ts';
import type { Policies } from '../../src/model/policies.ts';
import type { Audit } from '../../src/generated/audit.ts';
import { readSettings } from '../../src/policy/settings/read.ts';
import { testIo } from '../worlds/io.ts';
import { seededRandom } from '../example/random.ts';
import { counted } from '../worlds/thorough.ts';
import { checkOut, decided, loadedAt, ruleName } from './generated-checkout.ts';
import { addressOf, type Organisation, organisationCode, USERS } from './generated-model.ts';
import { generateRepository, git, type KnownRepository } from './generated-repository.ts';
import { expectedTimeline, type TimelineEvent } from './generated-timeline.ts';
import type { KnownArrival } from './generated-writer.ts';

/** How many times larger the samples are. */
const SAMPLE = counted(1, 5);
const ORGANISATIONS = 200;
const random = seededRandom(20261124);

let path: string;
let known: KnownRepository;
let now: number;

before(() => {
  path = mkdtempSync(join(tmpdir(), 'mfactl-'));
  known = generateRepository(path, { commits: 3000, organisations: ORGANISATIONS, seed: 7 });
  now = (known.arrivals.at(-1) as KnownArrival).at + 3_600_000;
});
after(() => rmSync(path, { recursive: true, force: true }));

async function mfactl(...argv: string[]): Promise<{ out: string; err: string; time: number }> {
  const io = testIo(path, now);
  const start = performance.now();
  const code = await run(argv, io);
  assert.equal(code, 0, io.written.err);
  return { ...io.written, time: performance.now() - start };
}

function times(t: TestContext, what: string, time: number): void {
  const start = performance.now();
  git(path, ['log', '--format=%H']);
  const bare = performance.now() - start;
  t.diagnostic(
    `${what} ${time.toFixed(0)} ms; git log of the same range ${bare.toFixed(0)} ms: ${(time / bare).toFixed(1)} ×`,
  );
}

/** Arrivals after which the branch stood still for a while, so that an instant names them. */
function someArrivals(count: number): KnownArrival[] {
  const clear = known.arrivals.filter(
    ({ at, organisation }, i) => organisation?.broken === false && (known.arrivals[i + 1]?.at ?? now) > at,
  );
  return random.shuffled(clear).slice(0, count);
}

describe('A generated repository', () => {
  test('has what makes histories hard', () => {
    assert.ok(known.commits >= 3000);
    const subjects = git(path, ['log', '--format=%s']);
    for (const words of [
      /^Merge pull request #\d+ from/m,
      /\(#\d+\)$/m,
      /^Revert/m,
      /by year/m,
      /^Move one/m,
      /^Lay .* anew/m,
      /^Slip/m,
    ])
      assert.match(subjects, words);
  });

  test('explain names the commit that introduced each rule, its author and pull request', async (t) => {
    const settings = readSettings(null, path);
    assert.ok(settings.ok);
    const policies = loadedAt(path, now) as Policies;
    const finder = await openProvenance(settings.value, null);
    const found = new Map<string, number>();
    const codes = random.shuffled([...known.organisations.keys()]).slice(0, 60 * SAMPLE);
    const all = codes.flatMap((code) =>
      USERS.map((user) => ({ code, user, because: decided(policies, user, code, now).because })),
    );
    const start = performance.now();
    const commits = await finder.of(all.flatMap(({ because }) => because));
    const time = performance.now() - start;
    let rules = 0;
    for (const { code, user, because } of all) {
      for (const { says, policy } of because) {
        const name = ruleName(says, known.organisations.get(code) as Organisation, user);
        if (name === null || policy === null) continue;
        const expected = known.introduced.get(code)?.get(name);
        const commit = commits.get(policy);
        assert.equal(commit?.id, expected?.id, `${code} ${name} at ${policy}`);
        assert.deepEqual(
          [commit?.author, commit?.date, commit?.pullRequest],
          [expected?.author, expected?.date, expected?.pullRequest],
        );
        const kind = name.split(' ')[0] as string;
        found.set(kind, (found.get(kind) ?? 0) + 1);
        rules++;
      }
    }
    t.diagnostic(`${rules} rules in ${time.toFixed(0)} ms`);
    for (const kind of ['level', 'unit', 'entry']) assert.ok((found.get(kind) ?? 0) > 2, `${kind}: ${found.get(kind)}`);
  });

  test('the command itself does so, in text and as JSON', async (t) => {
    const address = addressOf('ann', 'T016');
    const { out, time } = await mfactl('explain', address, '--json');
    times(t, 'explain', time);
    const { because } = JSON.parse(out) as {
      because: { says: string; policy: string; commit: { id: string } | null }[];
    };
    const level = known.introduced.get('T016')?.get('level');
    assert.equal(because.find(({ says }) => says.includes(' T016 '))?.commit?.id, level?.id);
    const text = (await mfactl('explain', address)).out;
    assert.ok(text.includes(`(${level?.id.slice(0, 10)} by ${level?.author}, `), text);
    const all = (await mfactl('explain', '--all', '--json')).out.split('\n')[0] as string;
    assert.doesNotMatch(all, /"commit"/);
  });

  test('history gives the timeline that the generator knows, and the policies of whole checkouts', async (t) => {
    const codes = random.shuffled([...known.organisations.keys()]).slice(0, 8 * SAMPLE);
    const accounts = codes.map((code) => ({ code, user: random.pick(USERS) }));
    const timelines: TimelineEvent[][] = [];
    const spent: number[] = [];
    for (const { code, user } of accounts) {
      const { out, time } = await mfactl('history', addressOf(user, code), '--json');
      spent.push(time);
      const { timeline } = JSON.parse(out) as { timeline: TimelineEvent[] };
      timelines.push(timeline);
      const told = timeline.map(({ at, kind, after: wanted, commit }) =>
        kind === 'invalid'
          ? [at, kind, commit.id]
          : [at, kind, wanted.level, ...(kind === 'policy' ? [commit.id, commit.author, commit.pullRequest] : [])],
      );
      assert.deepEqual(told, expectedTimeline(known.arrivals, code, user, now), `${user} of ${code}`);
    }
    times(t, 'history', Math.min(...spent));
    const checkout = mkdtempSync(join(tmpdir(), 'mfactl-'));
    t.after(() => rmSync(checkout, { recursive: true, force: true }));
    for (const { commit, at } of someArrivals(8 * SAMPLE)) {
      checkOut(path, checkout, commit.id);
      const policies = loadedAt(checkout, at);
      assert.ok(policies !== null, commit.id);
      accounts.forEach(({ code, user }, i) => {
        const then = timelines[i]?.findLast((event) => event.kind !== 'invalid' && Date.parse(event.at) <= at);
        assert.deepEqual(
          then?.after,
          { managed: true, ...decided(policies, user, code, at).desired },
          `${user} of ${code} at ${commit.id}`,
        );
      });
    }
  });

  test('audit tells the policies and the exempt of whole checkouts', async (t) => {
    const checkout = mkdtempSync(join(tmpdir(), 'mfactl-'));
    t.after(() => rmSync(checkout, { recursive: true, force: true }));
    let exempt = 0;
    const spent: number[] = [];
    for (const { commit, at } of someArrivals(5 * SAMPLE)) {
      const { out, time } = await mfactl('audit', '--at', new Date(at).toISOString(), '--json');
      spent.push(time);
      const audit = JSON.parse(out) as Audit;
      assert.equal(audit.policies.source, 'branch');
      // A pull request may leave all as it was; then the commit before it is told.
      assert.equal(
        git(path, ['rev-parse', `${audit.policies.commit}:policies`]),
        git(path, ['rev-parse', `${commit.id}:policies`]),
      );
      checkOut(path, checkout, commit.id);
      const policies = loadedAt(checkout, at) as Policies;
      const expected = Array.from({ length: ORGANISATIONS }, (_, i) => organisationCode(i))
        .flatMap((code) =>
          USERS.map((user) => ({ user, code, exception: decided(policies, user, code, at).exception })),
        )
        .flatMap(({ user, code, exception }) =>
          exception === null
            ? []
            : [[addressOf(user, code), exception.entry.approvedBy, exception.entry.ticket, exception.entry.origin]],
        )
        .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
      assert.deepEqual(
        audit.exempt.map(({ address, approvedBy, ticket, policy }) => [address, approvedBy, ticket, policy]),
        expected,
      );
      exempt += expected.length;
      assert.deepEqual(audit.total.managed, { enforced: 600, notEnforced: 0, unknown: 0 });
    }
    assert.ok(exempt > 0, 'somebody was exempt at one of them');
    times(t, 'audit --at', Math.min(...spent));
    const { out, time } = await mfactl('audit', '--sample', '25', '--seed', '1', '--json');
    times(t, 'audit --sample 25', time);
    for (const { organisation, evidence } of (JSON.parse(out) as Audit).accounts) {
      const level = evidence?.because.find(({ says }) => says.startsWith('the level of organisation '));
      assert.equal(level?.commit?.id, known.introduced.get(organisation)?.get('level')?.id, organisation);
    }
  });

  test('where the branch stood at policies with an error, those before it are told', async () => {
    const broken = known.arrivals.findIndex(
      ({ organisation, at }, i) => organisation?.broken === true && (known.arrivals[i + 1]?.at ?? 0) > at,
    );
    const { commit, at } = known.arrivals[broken] as KnownArrival;
    const audit = JSON.parse((await mfactl('audit', '--at', new Date(at).toISOString(), '--json')).out) as Audit;
    assert.equal(audit.policies.commit, known.arrivals[broken - 1]?.commit.id);
    assert.ok(audit.remarks.some((remark) => remark.includes(`${commit.id.slice(0, 10)} were not valid`)));
  });

  test('a rule that is not committed is told to be so, and none of its neighbours', async (t) => {
    const file = join(path, 'policies', 'organisations', 'T016', 'organisation.yaml');
    const text = readFileSync(file, 'utf8');
    t.after(() => writeFileSync(file, text));
    const level = known.organisations.get('T016')?.level === 'disabled' ? 'named-locations' : 'disabled';
    writeFileSync(file, text.replace(/^mfa: .*$/m, `mfa: ${level}`));
    const { out } = await mfactl('explain', addressOf('ann', 'T016'));
    assert.match(out, /the level of organisation T016 is .*organisation\.yaml:\d+ \(not committed yet\)/);
    assert.match(out, /the level of the tenant is standard.*tenant\.yaml:4 \([0-9a-f]{10} by /);
    const { out: told } = await mfactl('history', addressOf('ann', 'T016'));
    assert.match(told, /have changes that are not committed/);
  });

  test('a clone that is cut says so, and how to get the rest', async (t) => {
    const clone = mkdtempSync(join(tmpdir(), 'mfactl-'));
    t.after(() => rmSync(clone, { recursive: true, force: true }));
    git(clone, ['clone', '--quiet', '--depth', '20', `file://${path}`, 'cut']);
    const folder = join(clone, 'cut');
    const settings = readFileSync(join(path, 'mfactl.yaml'), 'utf8');
    writeFileSync(join(folder, 'mfactl.yaml'), settings.replaceAll('directory/', `${path}/directory/`));
    const root = git(folder, ['log', '--first-parent', '--reverse', '--format=%H']).split('\n')[0]?.slice(0, 10);
    for (const argv of [['explain', addressOf('ann', 'T016')], ['history', addressOf('ann', 'T016')], ['audit']]) {
      const io = testIo(folder, now);
      assert.equal(await run(argv, io), 0, io.written.err);
      const said = io.written.out + io.written.err;
      assert.ok(said.includes(`the history of this clone starts at ${root}`), said);
      assert.match(said, /git fetch --unshallow/);
    }
    const io = testIo(folder, now);
    assert.equal(await run(['audit', '--at', '2026-01-01T00:00:00Z'], io), 1);
    assert.match(io.written.err, /its history here begins at .*git fetch --unshallow/);
  });
});
