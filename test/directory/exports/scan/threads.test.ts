import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LARGE, readExports } from '../../../../src/directory/exports/read.ts';
import { scanExport } from '../../../../src/directory/exports/scan/scan.ts';
import { type ReportPaths, writeReports } from '../../../bench/report-files.ts';
import { running, snapshotOf } from '../../scene.ts';
import { readerOf } from '../reports.ts';

describe('large reports', () => {
  let folder = '';
  let paths: ReportPaths;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mfactl-'));
    paths = await writeReports(join(folder, 'reports'), 130_000, 1400, 7);
    const bytes = readFileSync(paths.mailboxReport).length + readFileSync(paths.mfaStatusReport).length;
    ok(bytes > LARGE, 'the reports are large enough for threads');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('are read in threads, with the same result each time', async () => {
    const first = await snapshotOf(readerOf(folder, paths));
    const second = await snapshotOf(readerOf(folder, paths));
    equal(first.population.size, 130_000);
    deepEqual(second.findings, first.findings);
    equal(second.digest, first.digest);
    for (const row of [0, 1, 64_999, 129_999])
      equal(second.population.addresses.at(row), first.population.addresses.at(row));
    deepEqual(second.population.columns, first.population.columns);
  });

  it('give the same rows as without threads', async () => {
    const side = { path: paths.mailboxReport, setting: 'mailboxReport', columns: {}, encoding: null } as const;
    const alone = await scanExport(side, running(), () => {});
    const mfaStatusReport = {
      path: paths.mfaStatusReport,
      setting: 'mfaStatusReport',
      columns: {},
      encoding: null,
    } as const;
    const { exports: reports } = await readExports({ mailboxReport: side, mfaStatusReport }, running());
    deepEqual(reports.mailboxReport, alone);
  });

  it('are read as the same accounts in other dialects, wherever the pieces of a file end', async () => {
    const plain = await snapshotOf(readerOf(folder, paths));
    const text = readFileSync(paths.mfaStatusReport, 'utf8');
    for (const [name, bytes] of [
      ['utf16.csv', Buffer.from(`\uFEFF${text}`, 'utf16le')],
      ['cr.csv', Buffer.from(text.replaceAll('\r', '').replaceAll('\n', '\r'))],
      [
        'windows1252.csv',
        Buffer.concat([Buffer.from(text.trimEnd()), Buffer.from('\nzoë@nhs.net,Admin Enabled,SMS\n', 'latin1')]),
      ],
    ] as const) {
      const mfaStatusReport = join(folder, name);
      writeFileSync(mfaStatusReport, bytes);
      const read = await snapshotOf(readerOf(folder, { ...paths, mfaStatusReport }));
      if (name !== 'windows1252.csv') equal(read.digest, plain.digest, name);
      else
        deepEqual(
          [read.population.size, read.findings.some(({ code }) => code === 'report-windows-1252')],
          [130_001, true],
        );
    }
  });

  it('tell progress from 0 to 1 that never falls', async () => {
    const shares: number[] = [];
    await readerOf(folder, paths).read(running(), (share) => shares.push(share));
    deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    equal(shares.at(-1), 1);
    ok(shares.length > 4);
  });

  it('are let go of at an abort', async () => {
    const abort = new AbortController();
    const read = readerOf(folder, paths).read(abort.signal, () => abort.abort(new Error('enough')));
    await rejects(read, /enough/);
  });

  it('are refused with the line of a fault near their end', async () => {
    const broken = join(folder, 'broken.csv');
    copyFileSync(paths.mailboxReport, broken);
    const line = readFileSync(broken, 'utf8').split('\n').length;
    appendFileSync(broken, 'jo@nhs.net,too,few\n');
    const read = await readerOf(folder, { ...paths, mailboxReport: broken }).read(running());
    deepEqual(
      read.diagnostics.map((each) => [each.code, each.line]),
      [['report-cells-missing', line]],
    );
  });

  it('leave nothing behind in memory once they are let go of', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { signal } = new AbortController();
    const holds = async (): Promise<number> => {
      equal((await readerOf(folder, paths).read(signal)).ok, true);
      await setImmediate();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const first = await holds();
    await holds();
    let growth = (await holds()) - first;
    // A thread that has ended gives its memory back a little later.
    for (let looks = 0; looks < 100 && growth >= 5_000_000; looks++) {
      await setTimeout(100);
      collect();
      growth = process.memoryUsage().arrayBuffers - first;
    }
    ok(growth < 5_000_000, `two more reads hold ${growth} bytes more`);
  });

  it('are read by the compiled code as well', async () => {
    const compiled = join(folder, 'dist');
    await compile(join(import.meta.dirname, '../../../../src'), compiled);
    const module = (await import(pathToFileURL(join(compiled, 'directory/exports/read.js')).href)) as {
      readExports: typeof readExports;
    };
    const files = {
      mailboxReport: { path: paths.mailboxReport, setting: 'mailboxReport', columns: {}, encoding: null },
      mfaStatusReport: { path: paths.mfaStatusReport, setting: 'mfaStatusReport', columns: {}, encoding: null },
    } as const;
    const read = await module.readExports(files, running());
    equal(read.join.size, 130_000);
  });
});

/** The JavaScript of a folder: types taken out, and imports named as the compiler names them. */
async function compile(from: string, to: string): Promise<void> {
  for (const file of await readdir(from, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const source = stripTypeScriptTypes(readFileSync(join(from, file), 'utf8'));
    const target = join(to, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, source.replace(/(from '\.[^']+)\.ts'/g, "$1.js'"));
  }
  writeFileSync(join(to, 'package.json'), '{ "type": "module" }');
}
