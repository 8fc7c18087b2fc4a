import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { RunCounts, RunProgress } from '../../../contracts/runs';
import { isoOf } from '../domain/instant';
import { reasonMessage } from '../domain/reasons';
import type { Database, RunRow } from '../ledger/database';
import { figuresOf, listsSomething, openOf, tallyRun, totalOf } from '../ledger/runs';
import type { RunWork } from './run-work';

export const PROGRESS_EVERY_MS = 1_000;
const RATE_OVER_MS = 30_000;

export interface Progress {
  step(doing: Message): void;
  /** Writes the progress of the run. */
  write(): Promise<void>;
  stop(): void;
}

/** Reports what a run lists while it lists, and how far its imports are. */
export function reportProgress({
  database,
  run,
  counts,
}: Pick<RunWork, 'database' | 'run' | 'counts'>): Progress {
  let step: Message = message('step.starting');
  const measure = measureRun(database, run);
  const write = () => measure(step, counts);
  const timer = setInterval(() => {
    if (database.lock.pausedMs() === 0) void write().catch(() => undefined);
  }, PROGRESS_EVERY_MS);
  timer.unref();
  return {
    step(doing) {
      step = doing;
    },
    write,
    stop: () => clearInterval(timer),
  };
}

/**
 * Reads how far a run is from the ledger, so that it is right on every instance, and writes it into its row.
 * @returns called once for each report, with what the listing counted.
 */
export function measureRun(
  database: Database,
  run: Pick<RunRow, 'id' | 'lists'>,
): (step: Message, listed: RunCounts) => Promise<void> {
  let samples: { atMs: number; bytes: number }[] = [];
  return async (step, listed) => {
    const tally = await tallyRun(database, run.id);
    const atMs = performance.now();
    samples = [
      ...samples.filter((sample) => atMs - sample.atMs <= RATE_OVER_MS),
      { atMs, bytes: tally.bytesDone },
    ];
    const first = samples[0];
    const elapsedMs = first === undefined ? 0 : atMs - first.atMs;
    const total = totalOf(tally);
    const open = openOf(tally);
    const waits = open > 0 && tally.due === 0 ? await nextWait(database, run.id) : undefined;
    const progress: RunProgress = {
      step,
      itemsDone: total - open,
      itemsTotal: total,
      bytesDone: tally.bytesDone,
      ...(tally.bytesTotal === undefined ? {} : { bytesTotal: tally.bytesTotal }),
      bytesPerSecond:
        first === undefined || elapsedMs < 100
          ? 0
          : Math.round(((tally.bytesDone - first.bytes) / elapsedMs) * 1000),
      ...(waits === undefined ? {} : { waitsFor: waits }),
    };
    // Counts and progress are of the same moment. A run that has ended keeps its last figures.
    await database.runs.update(
      { id: run.id, status: 'running' },
      { progress, counts: figuresOf(listed, tally, listsSomething(run)) },
    );
  };
}

/** Why and until when the next import of a run waits. */
async function nextWait(database: Database, runId: string): Promise<RunProgress['waitsFor']> {
  const { imports } = database;
  const record: Record<string, unknown> | undefined = await imports
    .query()
    .where({ [imports.column('runId')]: runId })
    .whereIn(imports.column('status'), ['waiting', 'retrying'])
    .whereNotNull(imports.column('nextAttemptAtMs'))
    .orderBy(imports.column('nextAttemptAtMs'))
    .first();
  if (record === undefined) return undefined;
  const row = imports.read(record);
  return {
    reason: row.reason === null ? message('reason.retrying') : reasonMessage(row.reason),
    until: isoOf(row.nextAttemptAtMs),
  };
}
