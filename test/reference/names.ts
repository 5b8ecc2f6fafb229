/** A name as the page compares it. */
export const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** A unit as the names on its path. */
export const pathOf = (unit: string): string[] =>
  unit.replaceAll('\\', '/').replaceAll('>', '/').split('/').map(plain).filter(Boolean);

/** Whether a unit is the scope, or below it. */
export const covers = (scope: readonly string[], unit: readonly string[]): boolean =>
  `${unit.join('/')}/`.startsWith(`${scope.join('/')}/`);
