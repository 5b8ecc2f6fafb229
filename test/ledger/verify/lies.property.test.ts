/**
 * Whoever can write the ledger edits something and makes all hashes fit. Either verify finds it, or no receipt, line or
 * side file says anything else than before, or it is in the table of what only a kept head can show, and that head does.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { appendLine } from '../../../src/ledger/append.ts';
import { hashOf } from '../../../src/ledger/side-files.ts';
import { formatInstant } from '../../../src/model/time.ts';
import { type Random, seededRandom } from '../../example/random.ts';
import { createWorld, quickDisk, type World } from '../../worlds/apply-world.ts';
import { counted } from '../../worlds/thorough.ts';
import { applyOne, verify } from '../booked-runs.ts';
import { forgeRun, sealedJournal } from '../forged.ts';
import { isRun, linesOf, type Members, resealFile, resealLedger } from '../resealed.ts';
import { applyAs, specsOf, undo } from '../undo-scene.ts';
import { applyEventful } from './eventful-runs.ts';
import { editByChance, ONLY_A_HEAD, withClaims } from './lies.ts';

const EDITS = counted(20, 10_000);

let world: World;
let head = '';
const files = new Map<string, string>();

before(async () => {
  world = await createWorld();
  await applyOne(world, 1, 'before');
  await applyEventful(world);
  await applyAs(world, 'undo', specsOf(await undo(world, 'before')), { undoes: 'before' });
  const at = formatInstant(world.clock.time);
  const accept = { type: 'accept', at, actor: 'lead', approvers: [], reason: 'the clock', commit: null } as const;
  await appendLine(world.reports, { ...accept, approvers: [], accepts: [{ kind: 'clock', seq: 2 }] }, quickDisk);
  await applyOne(world, 2, 'after');
  head = (await verify(world)).head ?? '';
  for (const entry of await readdir(world.reports, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path, await readFile(path, 'utf8'));
  }
});
after(() => rm(world.folder, { recursive: true, force: true }));

async function putBack(): Promise<void> {
  for (const [path, text] of files) await writeFile(path, text);
}

const runFile = (run: string, name: string): string => join(world.reports, 'runs', run, name);

/** Edits one of a kind of files; false where nothing changed. Returns the member. */
type Lie = (random: Random) => Promise<string | null>;

const RUNS = ['before', 'eventful', 'eventful', 'undo', 'after'] as const;

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A line of the ledger; chain and head fit. */
const aLine: Lie = async (random) => {
  const lines = await linesOf(join(world.reports, 'ledger.ndjson'));
  const edited = editByChance(random, lines);
  await writeFile(
    join(world.reports, 'ledger.ndjson'),
    edited.lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  await resealLedger(world, (line) => line);
  return isSame(await linesOf(join(world.reports, 'ledger.ndjson')), lines) ? null : edited.member;
};

/** A value of a receipt, or an account less; its hash fits. */
const aReceipt: Lie = async (random) => {
  const run = random.pick(RUNS);
  let member: string | null = null;
  await resealFile(world, run, 'receipt', (text) => {
    const lines = text.split('\n');
    const accounts = lines.slice(1, -2);
    const [all = ''] = accounts;
    const pairs = [...text.matchAll(/"(\w+)":("[^"]*"|\d+|null|true|false)/g)];
    const chosen = random.pick(pairs);
    const [pair, name = ''] = chosen;
    const { index } = chosen;
    const others = pairs.filter((other) => other[1] === name).map(([other]) => other);
    const edited =
      random.below(8) === 0 && accounts.length > 1
        ? text.replace(`${all}\n`, '')
        : text.slice(0, index) +
          random.pick([...others, `"${name}":7`, `"${name}":"x"`]) +
          text.slice(index + pair.length);
    if (edited !== text) member = name;
    return edited;
  });
  return member;
};

/** A side file; the hash in the last line fits. */
const aSideFile: Lie = async (random) => {
  const kind = random.pick(['pending', 'population', 'grants'] as const);
  const path = join(world.reports, `${kind}.ndjson`);
  const lines = await linesOf(path);
  const edited = lines.length === 0 ? { lines: [{ lie: 1 }], member: '(line)' } : editByChance(random, lines);
  if (isSame(edited.lines, lines)) return null;
  const text = edited.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(path, text);
  await resealLedger(world, (line) => (isRun(line, 'after') ? { ...line, [kind]: hashOf(text) } : line));
  return edited.member;
};

/** A journal; its checksums and its hash fit, receipt and line are as they were. */
const aJournal: Lie = async (random) => {
  const run = random.pick(RUNS);
  const lines = await linesOf(runFile(run, 'journal.ndjson'));
  const edited = editByChance(random, lines);
  const text = sealedJournal(edited.lines);
  if (text === sealedJournal(lines)) return null;
  await resealFile(world, run, 'journal', () => text);
  return edited.member;
};

/** A journal, and everything that follows from it. */
const aJournalWithAll: Lie = async (random) => {
  const run = random.pick(RUNS);
  let member: string | null = null;
  await forged(run, {
    journal: (lines: Members[]) => {
      const edited = editByChance(random, lines);
      if (sealedJournal(edited.lines) !== sealedJournal(lines)) ({ member } = edited);
      return edited.lines;
    },
  });
  return member;
};

/** A plan, its claims, and everything that follows from it. */
const aPlanWithAll: Lie = async (random) => {
  const run = random.pick(RUNS);
  let member: string | null = null;
  await forged(run, {
    plan: (lines: Members[]) => {
      const edited = editByChance(random, lines);
      const claimed = random.below(4) === 0 ? edited.lines : claimsOf(edited.lines);
      if (!isSame(claimed, lines)) ({ member } = edited);
      return claimed;
    },
  });
  return member;
};

/** As far as there are claims to make: of lines that are no chunks there are none. */
function claimsOf(lines: Members[]): Members[] {
  try {
    return withClaims(lines);
  } catch {
    return lines;
  }
}

/** Where mfactl itself cannot make receipt or line from the edited files, they stay as they were. */
async function forged(run: string, forgery: Parameters<typeof forgeRun>[2]): Promise<void> {
  await forgeRun(world, run, forgery).catch(() => undefined);
}

/** What an auditor reads: receipts, side files, and what lines say beside hashes. */
async function reading(): Promise<unknown> {
  const lines = await linesOf(join(world.reports, 'ledger.ndjson'));
  const names = [...files.keys()].filter((path) => !/(plan|journal|ledger)\.ndjson$|ledger\.head$/.test(path));
  const texts = await Promise.all(names.map((path) => readFile(path, 'utf8')));
  const hashes = { previous: 0, planId: 0, receipt: 0, journal: 0 };
  return [lines.map((line) => ({ ...line, ...hashes })), texts];
}

/** Of a journal alone: what receipts and lines come to when they are made from it. */
async function readingOf(name: string): Promise<unknown> {
  if (name === 'a journal') for (const run of RUNS) await forgeRun(world, run, {});
  return reading();
}

const KINDS: readonly (readonly [string, Lie, keyof typeof ONLY_A_HEAD | null])[] = [
  ['a line of the ledger', aLine, 'ledger'],
  ['a receipt', aReceipt, null],
  ['a side file', aSideFile, null],
  ['a journal', aJournal, null],
  ['a journal, with all that follows from it', aJournalWithAll, 'journal'],
  ['a plan, with all that follows from it', aPlanWithAll, 'plan'],
];

suite(`verify, after ${EDITS} resealed edits of each kind`, () => {
  for (const [number, [name, lie, table]] of KINDS.entries())
    test(`finds each lie in ${name}, or a kept head does, and the table says why`, async () => {
      const truth = await reading();
      for (let i = 0; i < EDITS; i++) {
        const seed = number * 1_000_003 + i;
        const member = await lie(seededRandom(seed));
        const { ok } = await verify(world);
        const says = `seed ${seed}: ${member}`;
        if (member === null) assert.ok(ok, `${says}: nothing was edited`);
        else if (ok && !isSame(await readingOf(name), truth)) {
          assert.ok(table !== null && Object.hasOwn(ONLY_A_HEAD[table], member), `${says} was not found`);
          const kept = await verify(world, head);
          // What was added behind the kept head is only consistent, and verify says so.
          assert.ok(!kept.ok || (kept.provenTo ?? 0) < kept.lines, `${says}: the kept head shows it`);
        }
        await putBack();
      }
    });
});
