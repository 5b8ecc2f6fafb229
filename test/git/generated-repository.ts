/**
 * A real git repository of thousands of commits, made in a second by `git fast-import`, with what its generator knows
 * of it: direct commits, squashed and merged pull requests, reverts, renames, moved and reformatted entries, commits
 * with errors, dates of authorship long before, and clocks that go back.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../example/random.ts';
import { reports, type Row } from '../worlds/tenant-folder.ts';
import { addressOf, type Organisation, organisationCode, USERS } from './generated-model.ts';
import { type KnownArrival, type KnownCommit, Writer } from './generated-writer.ts';

export interface KnownRepository {
  readonly path: string;
  readonly arrivals: readonly KnownArrival[];
  /** By code, and by the name of the rule: the commit that introduced what it says. */
  readonly introduced: ReadonlyMap<string, ReadonlyMap<string, KnownCommit>>;
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly commits: number;
}

export function git(folder: string, args: readonly string[], input?: string | Buffer): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Jo Example',
    GIT_AUTHOR_EMAIL: 'jo.example@nhs.net',
    GIT_COMMITTER_NAME: 'Jo Example',
    GIT_COMMITTER_EMAIL: 'jo.example@nhs.net',
  };
  return execFileSync('git', args, {
    cwd: folder,
    env,
    input: input ?? '',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  }).toString();
}

/** Makes the repository in an empty folder: at least so many commits over so many organisations. */
export function generateRepository(
  path: string,
  { commits, organisations, seed }: { commits: number; organisations: number; seed: number },
): KnownRepository {
  const writer = new Writer(seededRandom(seed), organisations);
  while (writer.count < commits) writer.step();
  git(path, ['init', '--quiet', '--initial-branch', 'main']);
  git(path, ['fast-import', '--quiet', '--export-marks=marks'], writer.stream());
  const ids = new Map(
    readFileSync(join(path, 'marks'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  writer.known.forEach((commit, i) => Object.assign(commit, { id: ids.get(`:${i + 1}`) }));
  git(path, ['update-ref', '-d', 'refs/heads/topic']);
  git(path, ['reset', '--quiet', '--hard', 'main']);
  writeDirectory(path, organisations);
  return { path, ...writer.answers(), commits: writer.count };
}

/** Reports beside the policies, not committed: three users an organisation, all with MFA. */
function writeDirectory(path: string, organisations: number): void {
  const rows = Array.from({ length: organisations }, (_, i) =>
    USERS.map((user): Row => {
      const organisation = organisationCode(i);
      const unit = user === 'bob' ? 'Kiosks/Ward 1' : 'Wards';
      return { address: addressOf(user, organisation), organisation, unit, reported: 'Admin Enabled' };
    }),
  ).flat();
  const { mailbox, mfa } = reports(rows);
  mkdirSync(join(path, 'directory'));
  writeFileSync(join(path, 'directory', 'mailbox.csv'), mailbox);
  writeFileSync(join(path, 'directory', 'mfa.csv'), mfa);
  writeFileSync(
    join(path, 'mfactl.yaml'),
    'directory: { kind: report, mailboxReport: directory/mailbox.csv, mfaStatusReport: directory/mfa.csv, observedAt: 2026-11-24T06:00:00Z }\n',
  );
}
