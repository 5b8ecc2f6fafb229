/* Generated from schemas/population.schema.json by npm run generate; never edited. */

/**
 * One line of reports/population.ndjson: the highest counts of accounts of one day (UTC).
 */
export interface PopulationLine {
  /**
   * The day in UTC, such as 2026-11-24.
   */
  day: string;
  /**
   * Accounts of the tenant.
   */
  total: number;
  governed?: GovernedCounts;
  /**
   * Accounts by organisation.
   */
  organisations: {
    [k: string]: number;
  };
}
/**
 * Managed accounts that no rollout holds. Left out where no run has counted them.
 */
export interface GovernedCounts {
  /**
   * Of the tenant.
   */
  total: number;
  /**
   * By organisation.
   */
  organisations: {
    [k: string]: number;
  };
}
