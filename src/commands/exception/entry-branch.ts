import { createHash } from 'node:crypto';

/** The branch for one entry, below `mfactl/`. The same parts give the same branch; no address can be read in it. */
export function entryBranch(verb: string, organisation: string, parts: readonly string[]): string {
  const name = createHash('sha256')
    .update([organisation, ...parts].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return `${verb}-${organisation.toLowerCase()}-${name}`;
}
