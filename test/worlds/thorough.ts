/**
 * How often a long proof is repeated. `npm test` proves each defence: every kind of place and of damage is met at least
 * once. `npm run test:thorough` (MFACTL_THOROUGH=1) meets all places, and many more cases by chance.
 */
export const isThorough: boolean = process.env['MFACTL_THOROUGH'] === '1';

/** A count of one or the other. */
export function counted(short: number, thorough: number): number {
  return isThorough ? thorough : short;
}
