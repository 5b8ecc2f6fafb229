import { code, text } from '../../report/markup/markdown.ts';
import type { Mask } from '../../report/markup/mask.ts';

/** What a pull request tells of an entry. Addresses are as they are: the table masks them. */
export interface TableEntry {
  readonly organisation: string;
  readonly user: string;
  readonly type: string;
  readonly reason: string;
  readonly starts: string;
  readonly ends: string;
  readonly requestedBy: string | null;
  readonly approvedBy: string | null;
}

/** An entry as a table in Markdown; nothing in it is markup. */
export function entryTable(entry: TableEntry, mask: Mask): string {
  const who = (address: string | null): string => (address === null ? 'not given' : code(mask(address)));
  const rows = [
    ['organisation', text(entry.organisation)],
    ['user', who(entry.user)],
    ['type', text(entry.type)],
    ['reason', text(entry.reason)],
    ['starts', text(entry.starts)],
    ['ends', text(entry.ends)],
    ['requested by', who(entry.requestedBy)],
    ['approver', who(entry.approvedBy)],
  ];
  return `| | |\n|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`;
}
