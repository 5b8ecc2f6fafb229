/** The policies of one organisation, and the directory that they are for, as they are before the story begins. */
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Instant } from '../../src/model/account.ts';
import type { Row } from '../worlds/tenant-folder.ts';
import { commitAll, git } from './git.ts';
import { createRepository, organisation, type Repository, settings, TENANT } from '../worlds/repository.ts';
import { at, people } from './small-tenant.ts';

export const EXCEPTIONS = 'policies/organisations/X26/exceptions.yaml';

/** One exception that outlasts the story, with comments of people. */
export const BEFORE = `# Kept by the security team; ask them before you change anything by hand.
kind: Exceptions
organisation: X26
exceptions:
  # Sam's token is on order.
  - user: sam.example@nhs.net
    type: long-term
    startsAt: 2026-11-01T00:00:00Z
    expiresAt: 2027-04-01T00:00:00Z
    reason: clinical-risk
    approvedBy: lead.example@nhs.net
    ticket: REQ0000
    riskAssessment: RA-26-001 # looked at each quarter
`;

const LONG_TERM = {
  maxDuration: 'P180D',
  reasons: ['clinical-risk'],
  require: ['approvedBy', 'ticket', 'riskAssessment'],
  maxPerUser: { count: 3, within: 'P30D' },
};

const ROWS: readonly Row[] = [
  ...people(20),
  { address: 'jo.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' },
  { address: 'sam.example@nhs.net', organisation: 'X26', reported: 'MFA Long Term Exception' },
];

/** Makes the directory outside of every clone, and pushes the policies. */
export async function firstClone(t: TestContext, folder: string, remote: string, now: Instant): Promise<Repository> {
  const directory = { kind: 'sandbox', file: join(folder, 'tenant.sqlite') };
  const author = await createRepository(
    {
      'mfactl.yaml': { ...settings({ lock: 'git' }), directory, ledger: { branch: 'mfactl-ledger' } },
      'policies/tenant.yaml': {
        ...TENANT,
        approvers: ['lead.example@nhs.net'],
        exceptions: { unrecorded: 'keep', 'long-term': LONG_TERM },
      },
      'policies/organisations/X26/organisation.yaml': organisation('X26'),
      [EXCEPTIONS]: BEFORE,
      '.gitignore': '.mfactl/\napproval/\nforecast/\n*.csv\n',
    },
    ROWS,
    at(now),
  );
  t.after(() => author.remove());
  await author.here(['fmt'], at(now));
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main', remote);
  // As at GitHub, a commit can be asked for by its id.
  await git(remote, 'config', 'uploadpack.allowReachableSHA1InWant', 'true');
  await git(author.path, 'init', '--quiet', '-b', 'main');
  await commitAll(author.path, 'Policies');
  await git(author.path, 'remote', 'add', 'origin', remote);
  await git(author.path, 'push', '--quiet', 'origin', 'main');
  return author;
}
