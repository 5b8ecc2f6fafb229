import { Fingerprint } from '../../plan/fingerprint.ts';
import type { PlanChunk, PlanHeader } from '../../generated/plan.ts';
import { type Mask, maskedData, showAddresses } from '../markup/mask.ts';

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
