import { deepEqual, equal, match } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { running } from '../scene.ts';
import { lines, readerOf, withReports } from './reports.ts';

type Expected = Pick<Diagnostic, 'file' | 'line' | 'column' | 'code'>;

const FIXTURES = join(import.meta.dirname, '../../fixtures/broken-reports');
const MFA = lines('EmailAddress,MFAStatus', 'jo.example@nhs.net,Admin Enabled');

async function diagnosticsOf(folder: string): Promise<readonly Diagnostic[]> {
  const read = await readerOf(folder).read(running());
  equal(read.ok, false);
  for (const { severity, message } of read.diagnostics) {
    equal(severity, 'error');
    match(message, /^[A-Z].*\.$/);
  }
  return read.diagnostics;
}

function places(diagnostics: readonly Diagnostic[]): Expected[] {
  return diagnostics.map(({ file, line, column, code }) => ({ file, line, column, code }));
}

describe('broken reports', () => {
  const names = readdirSync(FIXTURES);

  it('are there', () => equal(names.length >= 25, true));

  for (const name of names) {
    it(`with ${name.replaceAll('-', ' ')} are refused with every fault at its place`, async () => {
      const folder = join(FIXTURES, name);
      const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected[];
      deepEqual(places(await diagnosticsOf(folder)), expected);
    });
  }

  const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
  const header = 'EmailAddress,Name\n';
  const long = 'x'.repeat(1024 * 1024);

  for (const [name, mailbox, expected] of [
    [
      'a byte that is not UTF-8 where other text is',
      bytes(header, 'jo@nhs.net,Zo\u00EB Zo', [0xeb], '\n'),
      [2, 18, 'report-not-utf8'],
    ],
    [
      'a byte that is not UTF-8 behind a real U+FFFD',
      bytes(header, 'jo@nhs.net,\uFFFD', [0xff], '\n'),
      [2, 13, 'report-not-utf8'],
    ],
    [
      'half a surrogate pair in UTF-8',
      bytes(header, 'jo@nhs.net,\u00EB', [0xed, 0xa0, 0x80], '\n'),
      [2, 13, 'report-not-utf8'],
    ],
    ['half a character at the end', bytes(header, 'jo@nhs.net,\u00EBa', [0xc3]), [2, 14, 'report-not-utf8']],
    ['a byte that no encoding has', bytes(header, 'jo@nhs.net,a', [0x81], '\n'), [2, 13, 'report-not-utf8']],
    ['UTF-16 without its mark', Buffer.from('EmailAddress\njo@nhs.net\n', 'utf16le'), [1, 2, 'report-nul']],
    [
      'a header that is not UTF-8',
      bytes('EmailAddress,N\u00E4', [0xe4], 'me\n', 'jo@nhs.net,\n'),
      [1, 16, 'report-not-utf8'],
    ],
    ['a NUL', bytes(header, 'jo@nhs.net,a', [0], 'b\n'), [2, 13, 'report-nul']],
    ['a NUL inside quotes', bytes(header, 'jo@nhs.net,"a\n', [0], 'b"\n'), [3, 1, 'report-nul']],
    ['a carriage return alone', bytes('EmailAddress,Name\n', 'jo@nhs.net,a\rb\n'), [2, 13, 'report-line-ending']],
    ['a carriage return at the end', bytes('EmailAddress,Name\n', 'jo@nhs.net,a\r'), [2, 13, 'report-line-ending']],
    [
      'a carriage return behind a closing quote',
      bytes(header, 'jo@nhs.net,"a"\rb\n'),
      [2, 15, 'report-quote-trailing'],
    ],
    [
      'a record of more than 1 MiB',
      bytes(header, 'al@nhs.net,\n', `jo@nhs.net,${long}\n`),
      [3, 1, 'report-record-too-long'],
    ],
    [
      'a quote that is not closed for more than 1 MiB',
      bytes(header, `jo@nhs.net,"${'x\n'.repeat(1024 * 1024)}`),
      [2, 1, 'report-record-too-long'],
    ],
    ['a line that never ends', bytes(long, long, long), [1, 1, 'report-record-too-long']],
  ] as const) {
    it(`with ${name} are refused at its place`, async () => {
      await withReports(mailbox, MFA, async (folder) => {
        const [line, column, code] = expected;
        deepEqual(places(await diagnosticsOf(folder)), [{ file: 'mailbox.csv', line, column, code }]);
      });
    });
  }

  it('may have records of 1 MiB exactly', async () => {
    const record = `jo@nhs.net,${long}`.slice(0, 1024 * 1024 - 1);
    await withReports(`${header}${record}\n`, MFA, async (folder) => {
      equal((await readerOf(folder).read(running())).ok, true);
    });
  });

  it('name both lines of an address that stands twice', async () => {
    const [first] = await diagnosticsOf(join(FIXTURES, 'address-twice'));
    match(first?.message ?? '', /line 2, with other values/);
  });

  it('show no address in any message', async () => {
    for (const name of names) {
      for (const { message } of await diagnosticsOf(join(FIXTURES, name))) equal(message.includes('@'), false);
    }
  });
});
