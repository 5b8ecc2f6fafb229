import { appendFile } from 'node:fs/promises';
import { cutMarkdown } from './limit.ts';

/** GitHub takes 1 MiB a step; a character may be three bytes of it. */
const LONGEST = 340_000;

/** Adds Markdown to the summary of the workflow step that runs; false where no step does. */
export async function addStepSummary(
  env: Readonly<Record<string, string | undefined>>,
  markdown: string,
): Promise<boolean> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return false;
  await appendFile(file, `${cutMarkdown(markdown, LONGEST, 'The whole is among the artefacts of the run.')}\n`);
  return true;
}
