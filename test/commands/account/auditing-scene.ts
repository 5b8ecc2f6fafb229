/** A small tenant in a git repository with runs of its own, on a clock that is turned. */
import assert from 'node:assert/strict';
import { after, type TestContext } from 'node:test';
import type { Audit } from '../../../src/generated/audit.ts';
import { readSchema, schemaCompiler } from '../../../src/machine/schemas.ts';
import { commitAll, git } from '../../proof/git.ts';
import { createRepository, organisation, type Repository, succeed } from '../../worlds/repository.ts';
import { ALLOWS, at, FILES, longTerm, people } from '../../proof/small-tenant.ts';

export const FIRST = Date.parse('2026-11-24T09:00:00Z');
export const SECOND = Date.parse('2026-11-26T09:00:00Z');
export const LAST = Date.parse('2026-12-02T09:00:00Z');
export const ANNA = 'x26-0.example@nhs.net';
export const BEN = 'x26-1.example@nhs.net';

/** Commits all at an instant; what is not a policy stays out. */
export async function commitAt(repository: Repository, now: number, message: string): Promise<string> {
  await repository.write('.gitignore', '.mfactl/\nreports/\n*.csv\n*.ndjson\n');
  const date = new Date(now).toISOString();
  process.env['GIT_AUTHOR_DATE'] = date;
  process.env['GIT_COMMITTER_DATE'] = date;
  try {
    return await commitAll(repository.path, message);
  } finally {
    delete process.env['GIT_AUTHOR_DATE'];
    delete process.env['GIT_COMMITTER_DATE'];
  }
}

/** Plans and applies at an instant. */
export async function applyAt(repository: Repository, now: number): Promise<void> {
  await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(now));
  await succeed(
    repository,
    ['apply', 'plan.ndjson', '--run', `run-${new Date(now).toISOString().slice(5, 10)}`],
    at(now),
  );
}

/** The scene with the ids of its two commits of policies. */
export type AuditedTenant = Repository & { readonly commits: readonly string[] };

let made: Promise<AuditedTenant> | null = null;
after(async () => (await made)?.remove());

/**
 * Four accounts without MFA. The first commit enables them (FIRST); the second exempts Anna until 1 December (SECOND);
 * then her exception lapses (LAST). A run follows each. Made once, and copied for each test.
 */
export async function auditedTenant(t: TestContext): Promise<AuditedTenant> {
  made ??= makeScene();
  const { commits } = await made;
  const copy = await (await made).copy();
  t.after(() => copy.remove());
  return Object.assign(copy, { commits });
}

async function makeScene(): Promise<AuditedTenant> {
  const repository = await createRepository({ ...FILES, ...ALLOWS }, people(4, 'X26', 'Admin Disabled'), at(FIRST));
  await git(repository.path, 'init', '--quiet', '--initial-branch', 'main');
  await repository.write('policies/organisations/X26/organisation.yaml', organisation('X26', { mfa: 'standard' }));
  const first = await commitAt(repository, FIRST - 60_000, 'First policies');
  await applyAt(repository, FIRST);
  await repository.write('policies/organisations/X26/exceptions.yaml', longTerm(ANNA));
  const second = await commitAt(repository, SECOND - 60_000, 'An exception for a user of X26 (#7)');
  await applyAt(repository, SECOND);
  await applyAt(repository, LAST);
  return Object.assign(repository, { commits: [first, second] });
}

/** An hour after the last run. */
export const AFTER = LAST + 3_600_000;
const env = { MFACTL_MASK_KEY: 'a long random text' };
const ajv = schemaCompiler({ allErrors: true });
const isAudit = ajv.compile(readSchema('audit'));

/** What a command says: its results, or where another code than 0 is expected, its messages. */
export async function said(folder: Repository, argv: readonly string[], now = AFTER, code = 0): Promise<string> {
  const ran = await folder.here(argv, { ...at(now), env });
  assert.equal(ran.code, code, ran.err);
  return code === 0 ? ran.out : ran.err;
}

/** An audit as JSON, which its schema takes. */
export async function audit(folder: Repository, ...options: string[]): Promise<Audit> {
  const data: unknown = JSON.parse(await said(folder, ['audit', '--json', ...options]));
  assert.ok(isAudit(data), JSON.stringify(isAudit.errors));
  return data as Audit;
}

export const instant = (time: number): string => new Date(time).toISOString();
