/** What one check found. Without problems it passed, and `says` tells in one line what was looked at. */
export interface Verdict {
  readonly says: string;
  readonly problems: readonly string[];
}

/** Prints a verdict and sets the exit code, for a check that is run by itself. */
export function report(verdict: Verdict): void {
  for (const problem of verdict.problems) console.error(problem);
  console.log(verdict.says);
  if (verdict.problems.length > 0) process.exitCode = 1;
}
