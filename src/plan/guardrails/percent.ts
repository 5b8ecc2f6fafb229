/** A per cent of a number of accounts, rounded down. Shares have up to three decimals. */
export function percentOf(percent: number, accounts: number): number {
  // Rounding first keeps 29 % of 100 at 29, whatever binary fractions say.
  return Math.floor(Math.round(percent * 1000 * accounts) / 100_000);
}
