/** What the portal calls things, as NHSmail's public guidance lists it. Names are compared folded. */
import type { RoleCategory } from './account.ts';
import { foldName, foldStatus } from './text.ts';

/** Account types of the portal. */
export const PORTAL_TYPES: readonly string[] = ['user', 'application', 'shared', 'resource'];

/** Account statuses of the portal. */
export const PORTAL_STATUSES: readonly string[] = [
  'Active',
  'Inactive',
  'Active (Leaver)',
  'Locked',
  'Disabled',
  'Disabled_Leaver',
  'Deleted',
  'Deleted Permanent',
  'Enabling',
  'Disabling',
  'Deleting',
  'Restoring',
  'Pending',
  'Migration Pending',
];

const ADMIN_ROLES = [
  'Local Primary Admin',
  'Primary Local Admin',
  'Primary Local Administrator',
  'Local Admin',
  'Local Administrator',
  'Local Helpdesk',
  'Global Admin',
  'Global Helpdesk',
  'Tenant Admin',
];
const ATP_ROLES = ['ATP Approver'];

const CATEGORIES: ReadonlyMap<string, RoleCategory> = new Map([
  ...ADMIN_ROLES.map((name) => [foldName(name), 'admin'] as const),
  ...ATP_ROLES.map((name) => [foldName(name), 'atp'] as const),
]);
const TYPES = new Set(PORTAL_TYPES.map(foldName));
const STATUSES = new Set(PORTAL_STATUSES.map(foldStatus));

/** The roles of the portal that are of a category. */
export function portalRoles(category: 'admin' | 'atp'): readonly string[] {
  return category === 'admin' ? ADMIN_ROLES : ATP_ROLES;
}

/** The category of a role of the portal, whatever a policy calls it; null for any other role. */
export function portalRoleCategory(name: string): RoleCategory | null {
  return CATEGORIES.get(foldName(name)) ?? null;
}

export function isPortalType(name: string): boolean {
  return TYPES.has(foldName(name));
}

export function isPortalStatus(name: string): boolean {
  return STATUSES.has(foldStatus(name));
}
