import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../src/decide/decide.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Policies } from '../../src/model/policies.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { contextAt, someone } from '../example/tenant.ts';
import { addressOf, entryName, type Organisation } from './generated-model.ts';
import { git } from './generated-repository.ts';

/** Name of the rule of a line of a trace, as the generator calls it. */
export function ruleName(says: string, organisation: Organisation, user: string): string | null {
  if (says.startsWith('the level of organisation ')) return 'level';
  if (says.startsWith('the level of unit ')) return 'unit';
  const ends = /^long-term exception until (\S+):/.exec(says)?.[1];
  const entry = organisation.entries.find((each) => each.user === user && each.expiresAt === Date.parse(ends ?? ''));
  return entry === undefined ? null : entryName(entry);
}

/** What policies decide for a user of a generated organisation. */
export function decided(policies: Policies, user: string, code: string, at: number): Decision {
  const unit = user === 'bob' ? 'Kiosks/Ward 1' : 'Wards';
  return decide(
    someone({ address: addressOf(user, code), organisation: code, unit, userPolicy: '' }),
    policies,
    contextAt(at),
  );
}

/** All policies of a folder; null where one has an error. */
export function loadedAt(folder: string, at: number): Policies | null {
  const loaded = loadPolicies(folder, 'policies', at);
  return loaded.ok ? loaded.value.policies : null;
}

/** The policies of a commit of one repository, all of them, put into another folder by git alone. */
export function checkOut(from: string, to: string, commit: string): void {
  rmSync(join(to, 'policies'), { recursive: true, force: true });
  const tree = ['-c', 'core.bare=false', '--git-dir', join(from, '.git'), '--work-tree', to];
  git(to, [...tree, 'restore', '--source', commit, '--worktree', '--', 'policies']);
}
