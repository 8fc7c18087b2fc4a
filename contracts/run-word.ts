/** Free of the schema library, so that the admin panel can use it. */

/** How a run stands, at its connector and in every list: one that left something out is not *finished*. */
export function runWord<Status extends string>(run: {
  status: Status;
  problem?: unknown;
  counts: { failed: number; incomplete?: number } | null;
}): Status | 'with-problems' {
  const left = (run.counts?.failed ?? 0) + (run.counts?.incomplete ?? 0);
  const hasProblems = (run.problem ?? null) !== null || left > 0;
  return run.status === 'finished' && hasProblems ? 'with-problems' : run.status;
}
