/** What lies in a work pack, and how it gets there. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { nodeDisk } from '../../../src/machine/durable.ts';
import { packFiles } from '../../../src/report/work-pack/files.ts';
import { keepPack } from '../../../src/report/work-pack/keep.ts';
import { packPage } from '../../../src/report/work-pack/page.ts';
import { arrange } from '../../../src/report/work-pack/steps.ts';
import { inFolder } from '../../directory/scene.ts';
import { crowd, excepted, FACTS, handed } from './work.ts';

suite('The files of a work pack', () => {
  test('hold each address once, in batches of the size that is asked for', () => {
    const files = packFiles(arrange(crowd(130), 20));
    const batches = [...files].filter(([name]) => name.endsWith('.txt')).map(([, text]) => text.trimEnd().split('\n'));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [20, 20, 20, 20, 20, 20, 10],
    );
    assert.equal(new Set(batches.flat()).size, 130);
  });

  test('have a list for the helpdesk from 51 users on, and none for 50', () => {
    const names = (count: number): string[] => [...packFiles(arrange(crowd(count), 50)).keys()];
    assert.deepEqual(names(50), ['01-X26-enable-standard-1-of-1.txt']);
    assert.ok(names(51).includes('helpdesk-01-X26-enable-standard.csv'));
  });

  test('have no list of users who go one at a time, however many', () => {
    const many = Array.from({ length: 60 }, (_, i) => excepted(`user${i}@nhs.net`));
    const steps = arrange(many, 50);
    assert.equal(packFiles(steps).size, 0);
    assert.equal(steps[0]?.batches.length, 60);
  });

  test('bring together users of one step whom others stand between in the plan', () => {
    const long = { ...excepted('b@nhs.net'), after: { level: 'disabled', status: 'MFA Long Term Exception' } } as const;
    const steps = arrange(
      [{ ...long, address: 'a@nhs.net' }, excepted('b@nhs.net'), { ...long, address: 'c@nhs.net' }],
      50,
    );
    assert.deepEqual(
      steps.map(({ task, batches }) => [task, batches.length]),
      [
        ['grant-long-term', 1],
        ['grant-short-term', 1],
      ],
    );
  });
});

suite('Hostile names', () => {
  const hostile = [
    '<script>alert(1)</script>@nhs.net',
    '"><img/src=x/onerror=alert(1)>@nhs.net',
    '</textarea><script>alert(1)</script>@nhs.net',
    "=HYPERLINK('http://example.com')@nhs.net",
    '+1@nhs.net',
  ];
  const organisation = '../../<b>X26</b>\\..';
  const steps = arrange(
    hostile
      .map((address) => handed({ address, organisation }))
      .concat(crowd(60).map((each) => ({ ...each, organisation }))),
    50,
  );

  test('are text in the page', () => {
    const page = packPage(steps, { ...FACTS, guidance: new Map() });
    assert.deepEqual(page.match(/<script/g)?.length, 1);
    assert.doesNotMatch(page, /<img|<b>|<\/textarea><script/);
    assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;@nhs\.net/);
    assert.doesNotMatch(page, /href="(?!#|\.\/|https:\/\/portal\.nhs\.net\/Admin#\/viewDetails\/[^"<>]*")/);
  });

  test('are no formulas in a spreadsheet', () => {
    const rows = packFiles(steps).get('helpdesk-01-bX26b-enable-standard.csv')?.split('\r\n') ?? [];
    assert.equal(rows.length, 66);
    for (const row of rows) assert.doesNotMatch(row, /^"?[=+\-@]/);
  });

  test('lead out of no folder', () => {
    for (const name of packFiles(steps).keys()) assert.match(name, /^[A-Za-z0-9][A-Za-z0-9-]*\.(txt|csv)$/);
  });
});

suite('The folder of a work pack', () => {
  const files = new Map([
    ['index.html', 'page'],
    ['01.txt', 'addresses'],
  ]);

  test('appears whole, whatever an apply that was killed has left', () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, '.new-run'));
      await writeFile(join(folder, '.new-run', 'half.txt'), 'half');
      const pack = await keepPack(folder, 'run', files, nodeDisk);
      assert.deepEqual((await readdir(pack)).toSorted(), ['01.txt', 'index.html']);
      assert.deepEqual((await readdir(folder)).toSorted(), ['.gitignore', 'run']);
    }));

  test('is not there at all where the last step fails', () =>
    inFolder(async (folder) => {
      const disk = { ...nodeDisk, rename: () => Promise.reject(new Error('the machine stops')) };
      await assert.rejects(keepPack(folder, 'run', files, disk), /the machine stops/);
      assert.deepEqual(
        (await readdir(folder)).filter((name) => !name.startsWith('.')),
        [],
      );
    }));

  test('gets back what was removed or changed', () =>
    inFolder(async (folder) => {
      const pack = await keepPack(folder, 'run', files, nodeDisk);
      await rm(join(pack, '01.txt'));
      await writeFile(join(pack, 'index.html'), 'other');
      await keepPack(folder, 'run', files, nodeDisk);
      for (const [name, text] of files) assert.equal(await readFile(join(pack, name), 'utf8'), text);
    }));
});
