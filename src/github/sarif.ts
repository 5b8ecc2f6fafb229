import { gzipSync } from 'node:zlib';
import { type Github, REPEATABLE } from './client.ts';
import { hasStatus } from './error.ts';

/** GitHub takes 10 MB of it, packed. */
const LARGEST = 10_000_000;

/** Either it was taken, or why it was not: then annotations alone have to do. */
export type SarifUpload = { readonly taken: true } | { readonly taken: false; readonly why: string };

/** Gives a SARIF log to code scanning. A repository without code scanning is an outcome, not an error. */
export async function uploadSarif(github: Github, log: string, commit: string, ref: string): Promise<SarifUpload> {
  const sarif = gzipSync(log).toString('base64');
  if (sarif.length > LARGEST) return { taken: false, why: 'there are more findings than GitHub takes' };
  try {
    await github.rest.codeScanning.uploadSarif({
      owner: github.owner,
      repo: github.repo,
      commit_sha: commit,
      ref,
      sarif,
      tool_name: 'mfactl',
      ...REPEATABLE,
    });
    return { taken: true };
  } catch (error) {
    if (!hasStatus(error, 403, 404)) throw error;
    return { taken: false, why: error.message };
  }
}
