import path from 'node:path';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError, StopSignal } from '../domain/errors';
import type { FileKind } from '../domain/recording';
import type { CopyResult } from './join/copy';
import { endLeftEncoders } from './join/encoders';
import type { FfmpegWork } from './join/ffmpeg';
import type { PacketsDigest } from './join/packets';
import type { Streams } from './join/streams';
import {
  OPERATIONS,
  type InputOf,
  type Inspection,
  type OperationName,
  type OutputOf,
  type Reply,
} from './operations';
import type { CaptionsRead, CaptionsWanted, TextFiles, TextsRead } from './read-texts';
import { startWorker, type Program, type WorkerProcess } from './worker-process';

export type { Inspection } from './operations';

export interface MediaChildLimits {
  /** JavaScript heap of the child; a file that needs more ends the child, not Strapi. */
  heapMegabytes: number;
  /** A job that takes longer is ended with the child. */
  jobTimeoutMs: number;
  /** After this time a job holds up the others no longer: a second child takes the next. */
  patienceMs: number;
  startTimeoutMs: number;
  /** A child without work ends after this time and gives its memory back. */
  idleMs: number;
}

export const DEFAULT_MEDIA_LIMITS: MediaChildLimits = {
  heapMegabytes: 192,
  jobTimeoutMs: 60_000,
  patienceMs: 3_000,
  startTimeoutMs: 30_000,
  idleMs: 60_000,
};

export interface MediaChildOptions {
  log: { warn(text: string): void };
  /** The child's program; by default the bundle beside the built server. */
  entry?: Program;
  limits?: Partial<MediaChildLimits>;
}

/**
 * Does what is heavy or may be hostile in separate processes: reads media files and long texts, and runs
 * ffmpeg.
 *
 * Files are read one at a time, so a crash belongs to the file that is read. When one takes long, a second
 * child takes the next. A file that ended its child, or was not read in time, goes last from then on, and
 * only one such file is read at a time: the other child stays free for all others.
 *
 * A third child runs ffmpeg, as often as asked for. It opens no foreign file itself.
 */
export interface MediaChild {
  /**
   * Whether the file is whole, and what is in it.
   * @throws ConnectorError `needs-person` if the file ended the child twice, `retry-later` if it took too
   * long, the child can't be started or the file can't be read; the reason of an aborted signal;
   * StopSignal after `stop`.
   */
  inspect(path: string, kind: FileKind, options?: { signal?: AbortSignal }): Promise<Inspection>;
  /** What decides whether a vetted file can be joined with others. */
  describe(path: string, signal: AbortSignal): Promise<Streams>;
  /** The packets of vetted files in order, as one hash a track; see `join/packets.ts`. */
  digest(
    paths: string[],
    marks: { video: number[]; audio: number[] } | undefined,
    limit: JobLimit,
  ): Promise<PacketsDigest>;
  /** Copies the packets of files with equal streams into one MP4 file. */
  copy(paths: string[], output: string, maxPackets: number, limit: JobLimit): Promise<CopyResult>;
  texts(files: TextFiles, signal: AbortSignal): Promise<TextsRead>;
  captions(wanted: CaptionsWanted): Promise<CaptionsRead>;
  /**
   * @param onProgress seconds of output written so far.
   * @throws ConnectorError `retry-later` when ffmpeg can't run or fails; the reason of an aborted signal,
   * once ffmpeg has ended.
   */
  ffmpeg(
    work: Omit<FfmpegWork, 'timeoutMs'>,
    limit: JobLimit,
    onProgress?: (seconds: number) => void,
  ): Promise<void>;
  /** Process ids of the children that run: those that read, and the one that runs ffmpeg. */
  processIds(): { readers: number[]; encoder: number | undefined };
  /** Ends the children and all jobs. */
  stop(): Promise<void>;
}

interface Job {
  id: number;
  operation: OperationName;
  input: unknown;
  signal: AbortSignal | undefined;
  timeoutMs: number;
  /** What it reads, or where it writes. */
  files: string[];
  crashes: number;
  settled: boolean;
  onProgress(seconds: number): void;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

/** Reading every packet takes as long as the file is large. */
export interface JobLimit {
  signal: AbortSignal;
  timeoutMs: number;
}

/** The place of one child, and what it works on. */
interface Lane {
  process: WorkerProcess | undefined;
  ready: boolean;
  /** We ended it because it took too long. */
  timedOut: boolean;
  /** Its job has taken so long that nobody waits for it. */
  slow: boolean;
  jobs: Map<number, Job>;
  timer: NodeJS.Timeout | undefined;
  patience: NodeJS.Timeout | undefined;
}

const lane = (): Lane => ({
  process: undefined,
  ready: false,
  timedOut: false,
  slow: false,
  jobs: new Map(),
  timer: undefined,
  patience: undefined,
});

/** Files are forgotten beyond this number, the oldest first. */
const MOST_STUCK_FILES = 1_000;
/** ffmpeg is killed when it is cancelled; only a child that is frozen takes longer. */
const CANCEL_MS = 5_000;

const builtProgram = (): Program => ({
  // From dist/server/index.js.
  file: path.join(__dirname, '..', 'media-worker', 'index.js'),
  execArgv: [],
});

/** Starts nothing: children are started for the first job, and again whenever there is none. */
export function createMediaChild(options: MediaChildOptions): MediaChild {
  const limits: MediaChildLimits = { ...DEFAULT_MEDIA_LIMITS, ...options.limits };
  const readers = [lane(), lane()];
  const encoder = lane();
  const waiting: Job[] = [];
  const stuckFiles = new Set<string>();
  let nextId = 1;
  let stopped = false;

  const wasStuck = ({ files }: Job): boolean => files.some((file) => stuckFiles.has(file));

  const noteStuck = ({ files }: Job): void => {
    for (const file of files) stuckFiles.add(file);
    for (const file of stuckFiles) {
      if (stuckFiles.size <= MOST_STUCK_FILES) break;
      stuckFiles.delete(file);
    }
  };

  /** The next job to be read: one whose file was stuck only when no other waits, and not beside such a one. */
  const take = (): Job | undefined => {
    for (let at = waiting.length - 1; at >= 0; at -= 1) if (waiting[at]?.settled) waiting.splice(at, 1);
    const fresh = waiting.findIndex((job) => !wasStuck(job));
    if (fresh !== -1) return waiting.splice(fresh, 1)[0];
    const stuckRuns = readers.some(({ jobs }) => [...jobs.values()].some(wasStuck));
    return stuckRuns ? undefined : waiting.shift();
  };

  /** Gives waiting jobs to readers: one works at a time, the other only while the first is slow. */
  const next = (): void => {
    if (stopped) return;
    const started = [...readers].sort(
      (a, b) => Number(b.process !== undefined) - Number(a.process !== undefined),
    );
    for (const reader of started) {
      if (reader.jobs.size > 0) continue;
      if (!readers.every(({ jobs, slow }) => jobs.size === 0 || slow)) return;
      const job = take();
      if (job === undefined) return;
      begin(reader, job);
    }
  };

  const begin = (at: Lane, job: Job): void => {
    at.jobs.set(job.id, job);
    const process = (at.process ??= start(at));
    process.keepAlive(true);
    if (at.jobs.size === 1) clearTimeout(at.timer);
    if (at.ready) send(at, process, job);
    else if (at.jobs.size === 1) at.timer = setTimeout(() => process.kill(), limits.startTimeoutMs);
  };

  const start = (at: Lane): WorkerProcess => {
    at.ready = false;
    at.timedOut = false;
    const started = startWorker(options.entry ?? builtProgram(), limits.heapMegabytes, {
      reply: (reply) => {
        if (at.process === started) receive(at, started, reply);
      },
      end: (how) => {
        if (at.process === started) afterEnd(at, started, how);
      },
    });
    started.keepAlive(false);
    return started;
  };

  const send = (at: Lane, process: WorkerProcess, job: Job): void => {
    const { id, operation, input } = job;
    process.post({ type: 'run', id, operation, input });
    // ffmpeg has its limit with it: the child ends it, and lives on.
    if (at === encoder) return;
    clearTimeout(at.timer);
    at.timer = setTimeout(() => {
      at.timedOut = true;
      process.kill();
    }, job.timeoutMs);
    at.patience = setTimeout(() => {
      at.slow = true;
      next();
    }, limits.patienceMs);
  };

  const receive = (at: Lane, process: WorkerProcess, reply: Reply): void => {
    if (reply.type === 'ready') {
      at.ready = true;
      clearTimeout(at.timer);
      for (const job of at.jobs.values()) {
        if (job.settled) at.jobs.delete(job.id);
        else send(at, process, job);
      }
      if (at.jobs.size > 0) return;
      rest(at, process);
      next();
      return;
    }
    const job = at.jobs.get(reply.id);
    if (job === undefined) return;
    if (reply.type === 'progress') {
      if (!job.settled) job.onProgress(reply.seconds);
      return;
    }
    at.jobs.delete(job.id);
    if (reply.type === 'done') {
      for (const file of job.files) stuckFiles.delete(file);
      job.resolve(reply.output);
    } else if (job.signal?.aborted === true) job.reject(job.signal.reason);
    else {
      job.reject(
        new ConnectorError('retry-later', message('media.not-readable', { words: reply.message }), {
          code: 'media-not-readable',
        }),
      );
    }
    if (at.jobs.size === 0) rest(at, process);
    next();
  };

  /** A child without work ends after a while. */
  const rest = (at: Lane, process: WorkerProcess): void => {
    at.slow = false;
    clearTimeout(at.patience);
    clearTimeout(at.timer);
    process.keepAlive(false);
    at.timer = setTimeout(() => {
      at.process = undefined;
      process.disconnect();
    }, limits.idleMs).unref();
  };

  /** A child has ended: its jobs are tried once more or fail, and the others go on. */
  const afterEnd = (at: Lane, process: WorkerProcess, how: string): void => {
    clearTimeout(at.timer);
    clearTimeout(at.patience);
    at.process = undefined;
    at.slow = false;
    const jobs = [...at.jobs.values()];
    at.jobs.clear();
    const [what, lines] = [at.timedOut ? 'time limit' : how, process.lastLines()];
    if (jobs.length > 0) options.log.warn(`the media process ended (${what}) ${lines}`);
    for (const job of jobs) {
      if (!at.ready) job.reject(notStarted(how));
      else if (at === encoder) void encoderEnded(job, how);
      else readerEnded(job, at, how);
    }
    next();
  };

  const readerEnded = (job: Job, at: Lane, how: string): void => {
    noteStuck(job);
    if (at.timedOut) {
      const seconds = Math.round(job.timeoutMs / 1000);
      job.reject(
        new ConnectorError('retry-later', message('media.timeout', { seconds }), { code: 'media-timeout' }),
      );
    } else if (job.crashes > 0) {
      job.reject(
        new ConnectorError('needs-person', message('media.process-died', { how }), {
          code: 'media-process-died',
        }),
      );
    } else {
      job.crashes += 1;
      waiting.push(job);
    }
  };

  /** The child was killed. What it started is ended before anything else is written there. */
  const encoderEnded = async (job: Job, how: string): Promise<void> => {
    await Promise.allSettled(foldersOf(job).map(endLeftEncoders));
    job.reject(
      job.signal?.aborted === true
        ? job.signal.reason
        : new ConnectorError('retry-later', message('media.ffmpeg-failed', { words: how }), {
            code: 'ffmpeg-failed',
          }),
    );
  };

  const run = <Name extends OperationName>(
    operation: Name,
    input: InputOf<Name>,
    {
      signal,
      timeoutMs = limits.jobTimeoutMs,
      files = [],
      onProgress = () => undefined,
    }: {
      signal?: AbortSignal;
      timeoutMs?: number;
      files?: string[];
      onProgress?: (seconds: number) => void;
    },
  ): Promise<OutputOf<Name>> =>
    new Promise<unknown>((resolve, reject) => {
      if (stopped) {
        reject(new StopSignal('shutting-down'));
        return;
      }
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const job: Job = {
        id: nextId++,
        operation,
        input,
        signal,
        timeoutMs,
        files,
        crashes: 0,
        settled: false,
        onProgress,
        resolve: (output) => settle(() => resolve(output)),
        reject: (error) => settle(() => reject(error)),
      };
      const settle = (how: () => void): void => {
        if (job.settled) return;
        job.settled = true;
        signal?.removeEventListener('abort', aborted);
        how();
      };
      const aborted = (): void => cancel(job);
      signal?.addEventListener('abort', aborted, { once: true });
      if (operation === 'ffmpeg') begin(encoder, job);
      else {
        waiting.push(job);
        next();
      }
    }).then((output) => {
      const parsed = OPERATIONS[operation].output.safeParse(output);
      if (parsed.success) return parsed.data as OutputOf<Name>;
      throw new ConnectorError('retry-later', message('media.answer'), { code: 'media-answer' });
    });

  /** Nobody waits for a file that is read. ffmpeg must have ended before its output is removed. */
  const cancel = (job: Job): void => {
    const at = [...readers, encoder].find(({ jobs }) => jobs.has(job.id));
    const process = at?.process;
    if (at === encoder && at.ready && process !== undefined) {
      process.post({ type: 'cancel', id: job.id });
      setTimeout(() => {
        if (!job.settled) process.kill();
      }, CANCEL_MS).unref();
      return;
    }
    job.reject(job.signal?.reason);
    if (at?.ready === true) process?.post({ type: 'cancel', id: job.id });
    else if (at === encoder) encoder.jobs.delete(job.id);
  };

  return {
    inspect: (file, kind, { signal } = {}) =>
      run('inspect', { path: file, kind }, { ...(signal === undefined ? {} : { signal }), files: [file] }),
    describe: (file, signal) => run('describe', { path: file }, { signal, files: [file] }),
    digest: (paths, marks, limit) =>
      run('digest', { paths, ...(marks === undefined ? {} : { marks }) }, { ...limit, files: paths }),
    copy: (paths, output, maxPackets, limit) =>
      run('copy', { paths, output, maxPackets }, { ...limit, files: paths }),
    texts: (input, signal) => run('texts', input, { signal, files: input.files.map((file) => file.path) }),
    captions: (input) => run('captions', input, {}),
    async ffmpeg(work, limit, onProgress) {
      const { timeoutMs } = limit;
      const end = await run(
        'ffmpeg',
        { ...work, timeoutMs },
        { ...limit, files: [work.output], ...(onProgress === undefined ? {} : { onProgress }) },
      );
      if (end.outcome === 'ended') return;
      const [said, code] =
        end.outcome === 'timed-out'
          ? [message('media.ffmpeg-timeout', { seconds: Math.round(timeoutMs / 1000) }), 'ffmpeg-timeout']
          : [message('media.ffmpeg-failed', { words: end.words }), 'ffmpeg-failed'];
      throw new ConnectorError('retry-later', said, { code });
    },
    processIds: () => ({
      readers: readers.flatMap(({ process }) => (process?.pid === undefined ? [] : [process.pid])),
      encoder: encoder.process?.pid,
    }),
    async stop() {
      stopped = true;
      const lanes = [...readers, encoder];
      const jobs = [...waiting.splice(0), ...lanes.flatMap((at) => [...at.jobs.values()])];
      const folders = [...encoder.jobs.values()].flatMap(foldersOf);
      await Promise.all(
        lanes.map(async (at) => {
          const last = at.process;
          at.process = undefined;
          at.jobs.clear();
          clearTimeout(at.timer);
          clearTimeout(at.patience);
          if (last === undefined) return;
          last.keepAlive(true);
          if (at !== encoder) last.kill();
          last.disconnect();
          const timer = setTimeout(() => last.kill(), CANCEL_MS);
          await last.exited;
          clearTimeout(timer);
        }),
      );
      await Promise.allSettled(folders.map(endLeftEncoders));
      for (const job of jobs) job.reject(new StopSignal('shutting-down'));
    },
  };
}

const notStarted = (how: string) =>
  new ConnectorError('retry-later', message('media.process-not-started', { how }), {
    code: 'media-process-not-started',
  });

const foldersOf = ({ files }: Job): string[] => [...new Set(files.map((file) => path.dirname(file)))];
