/** An address or id as the page compares it. */
export const folded = (text: string): string => text.normalize('NFC').trim().toLowerCase();

const compared = new Map<string, string>();

/** A name as the page compares it. A property test asks for the same few names millions of times, so each is made once. */
export function plain(text: string): string {
  const known = compared.get(text);
  if (known !== undefined) return known;
  const made = Array.from(text.normalize('NFC'))
    .filter((mark) => !/\p{Cf}/u.test(mark))
    .join('')
    .split(/\s/)
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
  compared.set(text, made);
  return made;
}

/** A status as the page compares it. */
export const plainStatus = (text: string): string => plain(text.replaceAll('_', ' '));

/** The portal roles that the page lists. */
export const PORTAL_ROLES: Readonly<Record<string, 'admin' | 'atp'>> = {
  'local primary admin': 'admin',
  'primary local admin': 'admin',
  'primary local administrator': 'admin',
  'local admin': 'admin',
  'local administrator': 'admin',
  'local helpdesk': 'admin',
  'global admin': 'admin',
  'global helpdesk': 'admin',
  'tenant admin': 'admin',
  'atp approver': 'atp',
};

/** A unit as the names on its path. */
export const pathOf = (unit: string): string[] =>
  unit.replaceAll('\\', '/').replaceAll('>', '/').split('/').map(plain).filter(Boolean);

/** Whether a unit is the scope, or below it. */
export const covers = (scope: readonly string[], unit: readonly string[]): boolean =>
  `${unit.join('/')}/`.startsWith(`${scope.join('/')}/`);
