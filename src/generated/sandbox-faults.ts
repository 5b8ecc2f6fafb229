/* Generated from schemas/sandbox-faults.schema.json by npm run generate; never edited. */

/**
 * refused: nothing is done, and trying again does not help. retryable: nothing is done, trying again may help. timeout-before: nothing is done, and no answer comes. timeout-after: all is done, and no answer comes. slow: all is done, the answer comes late. partial: every second account is done, the others fail and may be tried again.
 */
export type FaultKind = 'refused' | 'retryable' | 'timeout-before' | 'timeout-after' | 'slow' | 'partial';
/**
 * How a sandbox fails on purpose: the file that `mfactl sandbox faults` reads. An empty list ends the faults.
 */
export type SandboxFaults = SandboxFault[];

/**
 * What happens to one write.
 */
export interface SandboxFault {
  /**
   * The number of the write that it happens to, counted from 1 since the faults were set. A repeated write has a number of its own.
   */
  request: number;
  fault: FaultKind;
  /**
   * Milliseconds until the answer, or the error, comes. Default 0.
   */
  latency?: number;
}
