/** Plan files as somebody leaves them who can change a file: counts, fingerprint and digest are made to fit again. */
import { readFile } from 'node:fs/promises';
import type { PlanChunk, PlanHeader } from '../../src/generated/plan.ts';
import { writePlan } from '../../src/plan/file/write.ts';
import { Fingerprint } from '../../src/plan/fingerprint.ts';

/** Changes a plan file and seals it anew. What `edit` does to the counts of the header stays. */
export async function resealPlan(file: string, edit: (chunks: PlanChunk[], header: PlanHeader) => void): Promise<void> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const [header, ...chunks] = lines.map((line) => JSON.parse(line) as unknown) as [PlanHeader, ...PlanChunk[]];
  edit(chunks, header);
  await writeSealed(file, header, chunks);
}

/** Writes a plan with the fingerprint and digest that it comes to. */
export async function writeSealed(file: string, header: PlanHeader, chunks: readonly PlanChunk[]): Promise<void> {
  const fingerprint = new Fingerprint();
  for (const chunk of chunks) for (const change of chunk.changes) fingerprint.add(chunk, change);
  const { digest: _, ...open } = { ...header, fingerprint: fingerprint.value() };
  await writePlan(file, open, chunks);
}
