import assert from 'node:assert/strict';
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { verifyLedger } from '../../src/ledger/verify/verify.ts';
import { type Random, seededRandom } from '../example/random.ts';
import { createRepository, organisation, type Repository, settings, succeed, TENANT } from '../worlds/repository.ts';
import { rewriteLedger } from './rewrite-ledger.ts';
import { ledgerLines, moveAccount } from './traces.ts';
import { counted } from '../worlds/thorough.ts';

/** Runs that make the ledger. */
const RUNS = counted(8, 1000);
/** Bytes that are changed in each kind of file: the first, the last, and others by chance. */
const POSITIONS = counted(10, 50);
const START = Date.parse('2026-11-24T06:00:00Z');
const HOUR = 3_600_000;
const afterwards = { now: () => START + RUNS * HOUR };

let repository: Repository;
/** The head after each run. */
const heads: string[] = [];

before(async () => {
  repository = await createRepository(
    {
      'mfactl.yaml': settings(),
      'policies/tenant.yaml': TENANT,
      'policies/organisations/X26/organisation.yaml': organisation('X26'),
      'policies/organisations/X1A/organisation.yaml': organisation('X1A', { mfa: 'disabled' }),
    },
    [
      ...[0, 1, 2].map((i) => ({
        address: `x26-${i}.example@nhs.net`,
        organisation: 'X26',
        reported: 'Admin Enabled',
      })),
      // These stay withheld, so that pending.ndjson always holds something.
      ...[0, 1, 2, 3].map((i) => ({
        address: `x1a-${i}.example@nhs.net`,
        organisation: 'X1A',
        reported: 'Admin Enabled',
      })),
    ],
    { now: () => START },
  );
  for (let i = 0; i < RUNS; i++) await oneRun(i);
});
after(() => repository.remove());

/** Someone lowers an account behind the back of mfactl; a plan raises it again. */
async function oneRun(i: number): Promise<void> {
  moveAccount(repository, `x26-${i % 3}.example@nhs.net`, 'none', 'Admin Disabled');
  const io = { now: () => START + i * HOUR };
  await succeed(repository, ['plan', '--out', 'plan.ndjson'], io, 3);
  const { out } = await succeed(repository, ['apply', 'plan.ndjson', '--run', runName(i)], io, 3);
  heads.push(/Ledger head (\S+)/.exec(out)?.[1] as string);
}

function runName(i: number): string {
  return `run-${String(i).padStart(4, '0')}`;
}

async function problems(head: string | null = null): Promise<readonly string[]> {
  return (await verifyLedger(repository.reports, { heads: head === null ? [] : [head], commits: null })).problems;
}

/** Changes one bit of a file while some work is done. */
async function withChangedByte(file: string, place: number, bit: number, work: () => Promise<void>): Promise<void> {
  const path = join(repository.reports, file);
  const before = await readFile(path);
  const changed = Buffer.from(before);
  changed[place] = (changed[place] as number) ^ (1 << bit);
  await writeFile(path, changed);
  try {
    await work();
  } finally {
    await writeFile(path, before);
  }
}

const anyRun = (random: Random, file: string): string => `runs/${runName(random.below(RUNS))}/${file}`;

suite(`A ledger of ${RUNS} runs`, () => {
  test('holds, and has one line a run', async () => {
    assert.deepEqual(await problems(), []);
    assert.equal((await ledgerLines(repository)).length, RUNS);
    const ran = await repository.here(['verify'], afterwards);
    assert.equal(ran.code, 0);
    assert.match(
      ran.out,
      /Nothing is damaged: \d+ lines, .* Only a head that you kept elsewhere proves that nobody rewrote all of it/,
    );
    assert.ok(ran.out.includes(`Ledger head ${heads.at(-1)}`));
  });

  const kinds: Readonly<Record<string, (random: Random) => string>> = {
    'ledger.ndjson': () => 'ledger.ndjson',
    'ledger.head': () => 'ledger.head',
    'population.ndjson': () => 'population.ndjson',
    'pending.ndjson': () => 'pending.ndjson',
    'a receipt': (random) => anyRun(random, 'receipt.json'),
    'a journal': (random) => anyRun(random, 'journal.ndjson'),
    'a plan': (random) => anyRun(random, 'plan.ndjson'),
  };
  for (const [kind, choose] of Object.entries(kinds)) {
    test(`shows a change of any one byte of ${kind}, and names where`, async () => {
      const random = seededRandom(kind.length * 1000 + 7);
      for (let i = 0; i < POSITIONS; i++) {
        const file = choose(random);
        const bytes = await readFile(join(repository.reports, file));
        // First and last byte are always among them.
        const place = i === 0 ? 0 : i === 1 ? bytes.length - 1 : random.below(bytes.length);
        await withChangedByte(file, place, random.below(8), async () => {
          const found = await problems();
          const where = `byte ${place} of ${file}: ${JSON.stringify(found)}`;
          assert.ok(found.length > 0, where);
          assert.ok(names(found[0] as string, file, bytes, place), where);
        });
      }
      assert.deepEqual(await problems(), []);
    });
  }

  test('shows a file that is gone, one too many, and files that changed places', async () => {
    const [one, two] = [runName(0), runName(1)].map((run) => join(repository.reports, 'runs', run)) as [string, string];
    const cases: readonly [string, () => Promise<void>][] = [
      [`runs/${runName(0)}/receipt.json`, () => rm(join(one, 'receipt.json'))],
      [`runs/${runName(0)}/journal.ndjson`, () => rm(join(one, 'journal.ndjson'))],
      [`runs/${runName(0)}/plan.ndjson`, () => rm(join(one, 'plan.ndjson'))],
      [`runs/${runName(0)}/`, () => rm(one, { recursive: true })],
      ['population.ndjson', () => rm(join(repository.reports, 'population.ndjson'))],
      ['pending.ndjson', () => rm(join(repository.reports, 'pending.ndjson'))],
      ['ledger.head', () => rm(join(repository.reports, 'ledger.head'))],
      ['ledger', () => rm(join(repository.reports, 'ledger.ndjson'))],
      ['note.txt', () => writeFile(join(repository.reports, 'note.txt'), 'hello')],
      ['runs/extra', () => cp(one, join(repository.reports, 'runs/extra'), { recursive: true })],
      [
        `runs/${runName(0)}/`,
        async () => writeFile(join(one, 'receipt.json'), await readFile(join(two, 'receipt.json'))),
      ],
    ];
    for (const [name, damage] of cases) {
      const kept = await repository.copy();
      try {
        await damage();
        const found = await problems();
        assert.ok(
          found.some((problem) => problem.includes(name)),
          `${name}: ${JSON.stringify(found)}`,
        );
      } finally {
        await rm(repository.reports, { recursive: true });
        await cp(kept.reports, repository.reports, { recursive: true });
        await kept.remove();
      }
    }
    assert.deepEqual(await problems(), []);
  });

  test('does not look at latest/ and README.md, which anyone may write', async () => {
    await repository.write('reports/latest/summary.md', 'Summary');
    await repository.write('reports/README.md', 'What this is');
    assert.deepEqual(await problems(), []);
    await rm(join(repository.reports, 'latest'), { recursive: true });
    await rm(join(repository.reports, 'README.md'));
  });

  test('agrees with each head that was ever printed, and with no other', async () => {
    const step = Math.max(1, Math.floor(RUNS / 30));
    for (let i = 0; i < RUNS; i += step) assert.deepEqual(await problems(heads[i]), [], heads[i]);
    const last = heads.at(-1) as string;
    const ran = await repository.here(['verify', '--head', last], afterwards);
    assert.equal(ran.code, 0, ran.out);
    assert.match(ran.out, /The head that you kept proves that nobody rewrote any line/);
    const short = await repository.here(['verify', '--head', last.replace('sha256:', '')], afterwards);
    assert.equal(short.code, 0);
    for (const wrong of [
      last.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
      last.replace(/^\d+/, String(RUNS + 1)),
      last.replace(/^\d+/, '1'),
      'none',
      '',
    ]) {
      const refused = await repository.here(['verify', '--head', wrong], afterwards);
      assert.equal(refused.code, 1, wrong);
    }
  });

  test('that was written anew as a whole is consistent, and shown by a head that was kept', async () => {
    const kept = await readFile(join(repository.reports, 'ledger.ndjson'));
    const keptHead = await readFile(join(repository.reports, 'ledger.head'));
    const first = join(repository.reports, 'runs', runName(0));
    const aside = join(repository.path, 'aside');
    await rename(first, aside);
    await rewriteLedger(repository, (line, i) => (i === 0 ? null : line));
    assert.deepEqual(await problems(), [], 'a chain alone cannot show that a whole run is gone');
    const ran = await repository.here(['verify', '--head', heads.at(-1) as string], afterwards);
    assert.equal(ran.code, 1);
    assert.match(
      ran.out,
      new RegExp(
        `ledger\\.ndjson ends with line ${RUNS - 1}, but you kept the head of line ${RUNS}: the lines from ${RUNS} on are missing`,
      ),
    );
    assert.match(
      (await problems((heads[0] as string).replace(/^1/, '2'))).join(),
      /ledger\.ndjson:2: this line is not the one of the head that you kept: somebody rewrote a line from 1 to 2; look at the history of the ledger/,
    );
    await writeFile(join(repository.reports, 'ledger.ndjson'), kept);
    await writeFile(join(repository.reports, 'ledger.head'), keptHead);
    await rename(aside, first);
  });

  test('whose last line was taken away with its head is shown by the run without a line, and by a head that was kept', async () => {
    const kept = await readFile(join(repository.reports, 'ledger.ndjson'));
    const keptHead = await readFile(join(repository.reports, 'ledger.head'));
    await rewriteLedger(repository, (line, i) => (i === RUNS - 1 ? null : line));
    assert.ok(
      (await problems()).some((problem) => problem.startsWith(`runs/${runName(RUNS - 1)} has no line in the ledger`)),
    );
    assert.ok((await problems(heads.at(-1))).some((problem) => problem.includes('are missing; fetch')));
    await writeFile(join(repository.reports, 'ledger.ndjson'), kept);
    await writeFile(join(repository.reports, 'ledger.head'), keptHead);
    assert.deepEqual(await problems(), []);
  });

  test('still takes another run, and names every folder of a run', async () => {
    await oneRun(RUNS);
    assert.deepEqual(await problems(), []);
    const folders = await readdir(join(repository.reports, 'runs'));
    assert.deepEqual(
      folders.sort(),
      (await ledgerLines(repository)).flatMap((line) => (line.type === 'run' ? [line.run] : [])).sort(),
    );
  });
});

/** Whether a problem names the file, and of the ledger the line that was changed, the one behind it, or its head. */
function names(problem: string, file: string, bytes: Buffer, place: number): boolean {
  if (!file.startsWith('ledger')) return problem.includes(file);
  if (file === 'ledger.head') return problem.includes('ledger.head');
  const line = bytes.subarray(0, place).toString('latin1').split('\n').length;
  const isLast = line === RUNS;
  return (
    [line, line + 1].some((number) => problem.includes(`ledger.ndjson:${number}:`)) ||
    (isLast && problem.includes('ledger.head'))
  );
}
