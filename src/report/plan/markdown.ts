import { describeGuardrail } from './guardrails.ts';
import type { GuardrailResult, PlanChunk, PlanHeader } from '../../generated/plan.ts';
import { code, text } from '../markup/markdown.ts';
import { type Mask, maskText, maskedData, showAddresses } from '../markup/mask.ts';
import { Fingerprint } from '../../plan/fingerprint.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** This many accounts are named; the others are counted. */
const NAMED = 100;

/** A plan for a comment or a step summary: counts first, then guardrails, then changes, tighten and loosen apart. */
export function planMarkdown(header: PlanHeader, chunks: Iterable<PlanChunk>, mask: Mask): string {
  const { counts, guardrails } = header;
  const violated = guardrails.filter((result) => !result.ok);
  const waiting = (header.confirmations ?? []).reduce((sum, one) => sum + one.waiting, 0);
  const parts = [
    `## MFA plan for ${header.asOf}`,
    counts.changes === 0
      ? `**${waiting === 0 ? 'In sync' : `${counted(waiting, 'change')} handed over`}**: ${grouped(counts.accounts)} accounts, ${grouped(counts.managed)} managed, nothing ${waiting === 0 ? '' : 'else '}to change.`
      : `**${grouped(counts.changes)} changes** of ${grouped(counts.managed)} managed accounts: ` +
        `${grouped(counts.byDirection['tighten'] ?? 0)} tighten, ${grouped(counts.byDirection['loosen'] ?? 0)} loosen.`,
    violated.length === 0
      ? 'All guardrails hold.'
      : ['### Violated guardrails', ...violated.map(guardrailItem)].join('\n'),
    ...changeTables(chunks, mask),
    `Policies ${code(header.policy.digest)}, plan fingerprint ${code(header.fingerprint)}.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function guardrailItem(result: GuardrailResult): string {
  return `- ${text(describeGuardrail(result))}`;
}

function changeTables(chunks: Iterable<PlanChunk>, mask: Mask): string[] {
  const rows: Record<'tighten' | 'loosen', string[]> = { tighten: [], loosen: [] };
  for (const chunk of chunks) {
    for (const { account, direction, before, after } of chunk.changes) {
      const fate = chunk.withheld === null ? '' : `withheld: ${chunk.withheld}`;
      const cells = [
        chunk.action,
        text(maskText(chunk.organisation, mask)),
        code(mask(account.address)),
        text(maskText(before.status || '(blank)', mask)),
        text(maskText(after.status || '(blank)', mask)),
        fate,
      ];
      rows[direction].push(`| ${cells.join(' | ')} |`);
    }
  }
  return [table('Tighten', rows.tighten), table('Loosen', rows.loosen)].filter((part) => part !== '');
}

function table(title: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  const more = rows.length > NAMED ? [`\nand ${grouped(rows.length - NAMED)} more.`] : [];
  const head = ['| action | organisation | account | from | to | |', '|---|---|---|---|---|---|'];
  return [`### ${title}: ${grouped(rows.length)}`, '', ...head, ...rows.slice(0, NAMED), ...more].join('\n');
}

type Header = Omit<PlanHeader, 'digest'>;

/** A plan that may leave the tool: every address in it is masked, and its fingerprint is that of the masked changes. */
export function maskedPlan(
  header: Header,
  chunks: () => Iterable<PlanChunk>,
  mask: Mask,
): { header: Header; chunks: () => Iterable<PlanChunk> } {
  if (mask === showAddresses) return { header, chunks };
  const maskedChunks = function* (): Generator<PlanChunk> {
    for (const chunk of chunks()) yield maskedData(chunk, mask);
  };
  const fingerprint = new Fingerprint();
  for (const chunk of maskedChunks()) for (const change of chunk.changes) fingerprint.add(chunk, change);
  return { header: { ...maskedData(header, mask), fingerprint: fingerprint.value() }, chunks: maskedChunks };
}
