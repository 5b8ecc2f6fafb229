import {
  type Variant,
  MAILBOX,
  MFA,
  MAILBOX_HEADER,
  text,
  both,
  utf8,
  utf8Marked,
  utf16le,
  utf16be,
  windows1252,
  PLAIN_EXPORTS,
  same,
  told,
  header,
  wider,
  between,
  mailbox,
  mfa,
  spaced,
  defused,
  moved,
  without,
} from './written-exports.ts';

/** Exports that are read, however they are written. */
export const READ_DIALECTS: readonly Variant[] = [
  same('plain', PLAIN_EXPORTS),
  same('UTF-8 with a mark', both({}, undefined, utf8Marked)),
  same('UTF-16, little end first', both({}, undefined, utf16le)),
  same('UTF-16, big end first', both({}, undefined, utf16be)),
  same('Windows-1252', both({}, undefined, windows1252), ['report-windows-1252']),
  same('semicolons', both({ separator: ';' })),
  same('tabs', both({ separator: '\t' })),
  same('"Unicode text" of a spreadsheet', both({ separator: '\t', newline: '\r\n' }, undefined, utf16le)),
  same('semicolons in Windows-1252 with CRLF', both({ separator: ';', newline: '\r\n' }, undefined, windows1252), [
    'report-windows-1252',
  ]),
  same('semicolons in one, tabs in the other', {
    mailbox: utf8(text(MAILBOX, { separator: ';' })),
    mfa: utf8(text(MFA, { separator: '\t' })),
  }),
  same('a line sep=;', both({ separator: ';', above: 'sep=;\n' })),
  same('a line sep=, behind a mark', both({ above: 'sep=,\n' }, undefined, utf8Marked)),
  same('a quoted line "sep=;"', both({ separator: ';', above: '"sep=;"\n' })),
  same('a line #TYPE', both({ above: '#TYPE System.Management.Automation.PSCustomObject\n' })),
  same('as PowerShell exports', both({ above: '#TYPE Selected.Object\n', all: true, newline: '\r\n' })),
  same('as PowerShell writes to a file', both({ all: true, newline: '\r\n' }, undefined, utf16le)),
  same('a title', both({ above: 'Report of 24 November 2026\n' })),
  same('a title with the commas of a spreadsheet', both({ above: 'Report of November,,,,\n' })),
  same('a quoted title with commas', both({ above: '"Report, all accounts, 24 November"\n' })),
  same('a title and a blank line', both({ above: 'Report\n\n' })),
  same('a title, a line of separators, and semicolons', both({ separator: ';', above: 'Report;;\n;;;\n' })),
  same('a title with a quote', both({ above: 'The "new" report\n' })),
  same('CRLF', both({ newline: '\r\n' })),
  same('CR alone', both({ newline: '\r' })),
  same('CR alone, a title and semicolons', both({ newline: '\r', separator: ';', above: 'Report\n' })),
  same('no line end at the end', both({ last: false })),
  same('blank rows', between('')({})),
  same('rows of spaces', between('   ')({})),
  same('rows of commas', between(',,,,,,,,,,')({})),
  same('rows of too few commas', between(',')({})),
  same('rows of quoted blanks', between('"","",""')({})),
  same('rows of semicolons', between(';;;')({ separator: ';' })),
  same(
    'blank cells beyond the header',
    both(
      {},
      wider((row) => (row % 2 === 1 ? ['', ''] : [])),
    ),
  ),
  same(
    'blank cells beyond the header, in it too',
    both(
      {},
      wider((row) => (row === 0 ? ['', '', ''] : [''])),
    ),
  ),
  same(
    'a header with blank names at its end',
    both(
      {},
      wider((row) => (row === 0 ? ['', ''] : [])),
    ),
  ),
  same(
    'a column without a name at the end',
    both(
      {},
      wider((row) => (row === 0 ? [''] : ['note'])),
    ),
  ),
  same(
    'more columns',
    both({}, (rows) => rows.map(([first = '', ...rest], i) => [first, `Extra ${i}`, ...rest, 'x, y'])),
  ),
  same(
    'columns in another order',
    both({}, (rows) => rows.map((row) => row.toReversed())),
  ),
  same(
    'names of columns in capitals',
    both(
      {},
      header((name) => name.toUpperCase()),
    ),
  ),
  same('names of columns with blanks', both({}, header(spaced))),
  same(
    'names of columns with underscores and no-break spaces',
    both(
      {},
      header((name) => `\u00a0${spaced(name).replaceAll(' ', '_')} `),
    ),
  ),
  same(
    'names of columns with zero-width marks',
    both(
      {},
      header((name) => `\u200b${name}\ufeff`),
    ),
  ),
  same('every cell quoted', both({ all: true })),
  same(
    'cells that are defused',
    both({}, (rows) => rows.map((row) => row.map(defused))),
  ),
  same(
    'blanks around values',
    both({}, (rows) => rows.map((row) => row.map((value) => `  ${value} `))),
  ),
  same(
    'addresses in capitals',
    both({}, (rows) => rows.map(([address = '', ...rest], i) => [i === 0 ? address : address.toUpperCase(), ...rest])),
  ),
  same(
    'rows that stand twice',
    both({}, (rows) => [...rows, ...rows.slice(2)]),
    ['report-rows-repeated', 'report-rows-repeated'],
  ),
  same('the status in the other file', {
    mailbox: utf8(text(moved(MAILBOX, MFA, 1))),
    mfa: utf8(text(without(MFA, 1))),
  }),
  same(
    'a blank status column in the mailbox report',
    mailbox(text(wider((row) => (row === 0 ? ['MFAStatus'] : ['']))(MAILBOX))),
  ),
  same(
    'another status in the mailbox report',
    mailbox(text(wider((row) => (row === 0 ? ['MFAStatus'] : [row === 4 ? '' : 'Admin Disabled']))(MAILBOX))),
  ),
  told('a mailbox report that is cut to its header', mailbox(text([MAILBOX_HEADER])), ['report-mfa-only']),
  told('a mailbox report of which one row is left', mailbox(text(MAILBOX.slice(0, 2))), ['report-mfa-only']),
  told('an MFA report that is cut to its header', mfa(text(MFA.slice(0, 1))), ['report-mailbox-only']),
];
