import { message } from '../../../contracts/messages/catalogue';
import type { Queue } from '../jobs/queue';
import type { Database } from '../ledger/database';
import type { ClaimedImport } from '../ledger/due-imports';
import { isOver, NO_COUNTS, openRunLog } from '../ledger/runs';
import type { Redactor } from '../log/redact';
import { measureRun, PROGRESS_EVERY_MS } from './run-progress';

interface Dependencies {
  database: Database;
  redactor: Pick<Redactor, 'text'>;
  runs: Pick<Queue, 'wake'>;
}

/** What the work on an import does for its run, which waits for it and which nobody holds meanwhile. */
export interface WaitingRuns {
  /** Carries out `work` on the import. Keeps its run's progress, and has the run ended after its last import. */
  during(claimed: ClaimedImport, work: () => Promise<void>): Promise<void>;
}

export function openWaitingRuns(whole: () => Dependencies): WaitingRuns {
  /** Runs by the number of their imports in this process. */
  const watched = new Map<string, { working: number }>();
  const wentOn = new Set<string>();

  const waiting = async (id: string) => {
    const run = await whole().database.runs.findOne({ id });
    return run?.status === 'running' && run.listedAtMs !== null ? run : undefined;
  };

  /** While the process works on imports of a run, and once more afterwards. */
  function watch(id: string): { working: number } {
    const { database } = whole();
    const entry = { working: 0 };
    let measure: ReturnType<typeof measureRun> | undefined;
    const report = async () => {
      if (database.lock.pausedMs() > 0) return;
      const isLast = entry.working === 0;
      if (isLast) {
        clearInterval(timer);
        watched.delete(id);
      }
      const run = await waiting(id);
      if (run === undefined) return;
      measure ??= measureRun(database, run);
      await measure(message('step.importing'), { ...NO_COUNTS, ...run.counts });
    };
    const timer = setInterval(() => void report().catch(() => undefined), PROGRESS_EVERY_MS);
    timer.unref();
    watched.set(id, entry);
    return entry;
  }

  /** Once for each run: an import of it was left by a process that has ended, or that came to a halt. */
  async function sayThatItGoesOn(id: string): Promise<void> {
    if (wentOn.has(id) || (await waiting(id)) === undefined) return;
    wentOn.add(id);
    const { database, redactor } = whole();
    await openRunLog(database, redactor.text, id).add('info', 'went-on', message('log.run-continues'));
  }

  /** An import may have become another run's meanwhile. */
  async function endRunOf(importId: string): Promise<void> {
    const { database, runs } = whole();
    const { imports } = database;
    const row: { runId: string | null } | undefined = await imports
      .query()
      .where({ [imports.column('id')]: importId })
      .first({ runId: imports.column('runId') });
    const runId = row?.runId ?? null;
    if (runId !== null && (await isOver(database, runId))) runs.wake();
  }

  return {
    async during({ row, isTakenOver }, work) {
      const { runId } = row;
      const entry = runId === null ? undefined : (watched.get(runId) ?? watch(runId));
      if (entry !== undefined) entry.working += 1;
      // A database in trouble hinders the import itself, not what is told of its run.
      if (runId !== null && isTakenOver) await sayThatItGoesOn(runId).catch(() => undefined);
      try {
        await work();
      } finally {
        if (entry !== undefined) entry.working -= 1;
        // The next look for runs finds it as well.
        await endRunOf(row.id).catch(() => undefined);
      }
    },
  };
}
