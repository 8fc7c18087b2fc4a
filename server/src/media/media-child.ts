import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError, StopSignal } from '../domain/errors';
import type { FileKind } from '../domain/recording';
import type { CopyResult } from './join/copy';
import type { PacketsDigest } from './join/packets';
import type { Streams } from './join/streams';
import {
  OPERATIONS,
  replySchema,
  type InputOf,
  type Inspection,
  type OperationName,
  type OutputOf,
  type Reply,
  type Request,
} from './operations';

export type { Inspection } from './operations';

export interface MediaChildLimits {
  /** JavaScript heap of the child; a file that needs more ends the child, not Strapi. */
  heapMegabytes: number;
  /** A job that takes longer is ended with the child. */
  jobTimeoutMs: number;
  startTimeoutMs: number;
  /** A child without work ends after this time and gives its memory back. */
  idleMs: number;
}

export const DEFAULT_MEDIA_LIMITS: MediaChildLimits = {
  heapMegabytes: 192,
  jobTimeoutMs: 60_000,
  startTimeoutMs: 30_000,
  idleMs: 60_000,
};

export interface MediaChildOptions {
  log: { warn(text: string): void };
  /** The child's program; by default the bundle beside the built server. */
  entry?: { file: string; execArgv: string[] };
  limits?: Partial<MediaChildLimits>;
}

/** Opens media files in a separate process. */
export interface MediaChild {
  /**
   * Whether the file is whole, and what is in it. Jobs run one at a time, so a crash belongs to the job
   * that runs.
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
  /** Process id of the running child, for measuring. */
  processId(): number | undefined;
  /** Ends the child and all jobs. */
  stop(): Promise<void>;
}

interface Job {
  id: number;
  operation: OperationName;
  input: unknown;
  timeoutMs: number;
  crashes: number;
  settled: boolean;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

/** Reading every packet takes as long as the file is large. */
export interface JobLimit {
  signal: AbortSignal;
  timeoutMs: number;
}

/** One started process. */
interface Started {
  process: ChildProcess;
  ready: boolean;
  /** We ended it because it took too long. */
  timedOut: boolean;
  timer: NodeJS.Timeout | undefined;
  errorOutput: string;
  exited: Promise<void>;
}

/** The only variables that the child gets: no database address, token or key. */
const PASSED_ON = ['PATH', 'TMPDIR', 'TMP', 'TEMP', 'NODE_ENV', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot'];
const ERROR_OUTPUT_BYTES = 2_000;

const builtEntry = (): { file: string; execArgv: string[] } => ({
  // From dist/server/index.js.
  file: path.join(__dirname, '..', 'media-worker', 'index.js'),
  execArgv: [],
});

/** Starts nothing: the child is started for the first job, and again whenever there is none. */
export function createMediaChild(options: MediaChildOptions): MediaChild {
  const limits: MediaChildLimits = { ...DEFAULT_MEDIA_LIMITS, ...options.limits };
  const waiting: Job[] = [];
  let current: Job | undefined;
  let child: Started | undefined;
  let nextId = 1;
  let stopped = false;

  const start = (): Started => {
    const { file, execArgv } = options.entry ?? builtEntry();
    const forked = fork(file, [], {
      execArgv: [`--max-old-space-size=${limits.heapMegabytes}`, ...execArgv],
      env: Object.fromEntries(
        PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
      ),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    let ended: () => void = () => undefined;
    const started: Started = {
      process: forked,
      ready: false,
      timedOut: false,
      timer: undefined,
      errorOutput: '',
      exited: new Promise((resolve) => {
        ended = resolve;
      }),
    };
    forked.stderr?.setEncoding('utf8').on('data', (text: string) => {
      started.errorOutput = (started.errorOutput + text).slice(-ERROR_OUTPUT_BYTES);
    });
    forked.on('message', (received) => {
      const parsed = replySchema.safeParse(received);
      if (parsed.success) receive(started, parsed.data);
    });
    // No `exit` follows if the process could not be started.
    const onEnd = (how: string): void => {
      ended();
      afterEnd(started, how);
    };
    forked.once('error', (error) => onEnd(error.message));
    forked.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
    keepAlive(started, false);
    return started;
  };

  /** Only a running job may keep this process alive. */
  const keepAlive = (started: Started, alive: boolean): void => {
    const handles: unknown[] = [started.process, started.process.channel, started.process.stderr];
    for (const handle of handles) {
      const method: unknown =
        typeof handle === 'object' && handle !== null
          ? Reflect.get(handle, alive ? 'ref' : 'unref')
          : undefined;
      if (typeof method === 'function') method.call(handle);
    }
  };

  const receive = (started: Started, reply: Reply): void => {
    if (started !== child) return;
    if (reply.type === 'ready') {
      started.ready = true;
      if (current !== undefined) send(started, current);
      return;
    }
    if (current?.id !== reply.id) return;
    const job = current;
    current = undefined;
    if (reply.type === 'failed') {
      job.reject(
        new ConnectorError('retry-later', message('media.not-readable', { words: reply.message }), {
          code: 'media-not-readable',
        }),
      );
    } else {
      job.resolve(reply.output);
    }
    next();
  };

  const send = (started: Started, job: Job): void => {
    clearTimeout(started.timer);
    started.timer = setTimeout(() => {
      started.timedOut = true;
      started.process.kill('SIGKILL');
    }, job.timeoutMs);
    post(started, { type: 'run', id: job.id, operation: job.operation, input: job.input });
  };

  const post = (started: Started, request: Request): void => {
    // If the channel is closed, the child has ended and `exit` follows.
    started.process.send(request, () => undefined);
  };

  /** Starts the next job, or the timer that ends an idle child. */
  const next = (): void => {
    if (current !== undefined || stopped) return;
    do current = waiting.shift();
    while (current?.settled === true);
    if (current === undefined) {
      const idle = child;
      if (idle === undefined) return;
      keepAlive(idle, false);
      clearTimeout(idle.timer);
      idle.timer = setTimeout(() => retire(idle), limits.idleMs).unref();
      return;
    }
    child ??= start();
    keepAlive(child, true);
    clearTimeout(child.timer);
    if (child.ready) send(child, current);
    else {
      const starting = child;
      starting.timer = setTimeout(() => starting.process.kill('SIGKILL'), limits.startTimeoutMs);
    }
  };

  const retire = (started: Started): void => {
    if (started === child) child = undefined;
    if (started.process.connected) started.process.disconnect();
  };

  /** The child has ended: its job is tried once more or fails, and the others go on with a new child. */
  const afterEnd = (started: Started, how: string): void => {
    clearTimeout(started.timer);
    if (started !== child) return;
    child = undefined;
    const job = current;
    current = undefined;
    if (job !== undefined) settleAfterEnd(job, started, how);
    next();
  };

  const settleAfterEnd = (job: Job, started: Started, how: string): void => {
    if (job.settled) return;
    const lastLines = started.errorOutput.trim().split('\n').slice(-3).join(' ').slice(0, 300);
    options.log.warn(`the media process ended (${started.timedOut ? 'time limit' : how}) ${lastLines}`);
    if (!started.ready) {
      job.reject(
        new ConnectorError('retry-later', message('media.process-not-started', { how }), {
          code: 'media-process-not-started',
        }),
      );
    } else if (started.timedOut) {
      job.reject(
        new ConnectorError(
          'retry-later',
          message('media.timeout', { seconds: Math.round(job.timeoutMs / 1000) }),
          { code: 'media-timeout' },
        ),
      );
    } else if (job.crashes > 0) {
      job.reject(
        new ConnectorError('needs-person', message('media.process-died', { how }), {
          code: 'media-process-died',
        }),
      );
    } else {
      job.crashes += 1;
      waiting.unshift(job);
    }
  };

  const run = <Name extends OperationName>(
    operation: Name,
    input: InputOf<Name>,
    signal: AbortSignal | undefined,
    timeoutMs = limits.jobTimeoutMs,
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
        timeoutMs,
        crashes: 0,
        settled: false,
        resolve: (output) => settle(() => resolve(output)),
        reject: (error) => settle(() => reject(error)),
      };
      const settle = (how: () => void): void => {
        job.settled = true;
        signal?.removeEventListener('abort', aborted);
        how();
      };
      const aborted = (): void => {
        job.reject(signal?.reason);
        if (current === job && child?.ready === true) post(child, { type: 'cancel', id: job.id });
      };
      signal?.addEventListener('abort', aborted, { once: true });
      waiting.push(job);
      next();
    }).then((output) => {
      const parsed = OPERATIONS[operation].output.safeParse(output);
      if (parsed.success) return parsed.data as OutputOf<Name>;
      throw new ConnectorError('retry-later', message('media.answer'), { code: 'media-answer' });
    });

  return {
    inspect: (file, kind, { signal } = {}) => run('inspect', { path: file, kind }, signal),
    describe: (file, signal) => run('describe', { path: file }, signal),
    digest: (paths, marks, limit) =>
      run('digest', { paths, ...(marks === undefined ? {} : { marks }) }, limit.signal, limit.timeoutMs),
    copy: (paths, output, maxPackets, limit) =>
      run('copy', { paths, output, maxPackets }, limit.signal, limit.timeoutMs),
    processId: () => child?.process.pid,
    async stop() {
      stopped = true;
      const jobs = current === undefined ? waiting.splice(0) : [current, ...waiting.splice(0)];
      current = undefined;
      for (const job of jobs) if (!job.settled) job.reject(new StopSignal('shutting-down'));
      const last = child;
      child = undefined;
      if (last === undefined) return;
      clearTimeout(last.timer);
      keepAlive(last, true);
      last.process.kill('SIGKILL');
      await last.exited;
    },
  };
}
