import type { ToldWeakening } from '../../policy/weakenings/all.ts';
import { code, text } from '../markup/markdown.ts';
import { type Mask, maskText } from '../markup/mask.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** This many are told in words; the others are counted. */
const TOLD = 50;

/** What a change of policies makes weaker, for a comment; blank where nothing is. Null: the old policies cannot be compared. */
export function weakeningSection(weakenings: readonly ToldWeakening[] | null, mask: Mask): string {
  const title = '### What this makes weaker';
  if (weakenings === null)
    return `${title}\n\nThe policies of the base branch are not valid, so nothing can be compared: read the whole change.`;
  if (weakenings.length === 0) return '';
  const items = weakenings.slice(0, TOLD).map((weakening) => `- ${weakeningItem(weakening, mask)}`);
  const more = weakenings.length > TOLD ? [`\nand ${grouped(weakenings.length - TOLD)} more.`] : [];
  return [`${title}: ${counted(weakenings.length, 'thing')}`, '', ...items, ...more].join('\n');
}

function weakeningItem({ says, place, approvers }: ToldWeakening, mask: Mask): string {
  const who =
    approvers.length === 0
      ? 'CODEOWNERS names nobody who may approve this.'
      : `May be approved by ${approvers.map((approver) => code(maskText(approver, mask))).join(', ')}.`;
  return `${text(maskText(says, mask))} ${code(place)} ${who}`;
}
