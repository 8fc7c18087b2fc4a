import { fork } from 'node:child_process';
import { replySchema, type Reply, type Request } from './operations';

/** The program that is started; see `worker.ts`. */
export interface Program {
  file: string;
  execArgv: string[];
}

/** One started process. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  post(request: Request): void;
  /** Whether it keeps this process alive: only while it has work. */
  keepAlive(alive: boolean): void;
  kill(): void;
  /** It ends by itself, with what it started. */
  disconnect(): void;
  exited: Promise<void>;
  /** The last lines that it wrote to its error output. */
  lastLines(): string;
}

/** The only variables that it gets: no database address, token or key. */
const PASSED_ON = ['PATH', 'TMPDIR', 'TMP', 'TEMP', 'NODE_ENV', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot'];
const ERROR_OUTPUT_BYTES = 2_000;

/** @param on `end` is called once, with the signal, the exit code or the error. */
export function startWorker(
  { file, execArgv }: Program,
  heapMegabytes: number,
  on: { reply(reply: Reply): void; end(how: string): void },
): WorkerProcess {
  const forked = fork(file, [], {
    execArgv: [`--max-old-space-size=${heapMegabytes}`, ...execArgv],
    env: Object.fromEntries(
      PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Formats of texts have regular expressions.
    serialization: 'advanced',
  });
  let errorOutput = '';
  forked.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-ERROR_OUTPUT_BYTES);
  });
  forked.on('message', (received) => {
    const parsed = replySchema.safeParse(received);
    if (parsed.success) on.reply(parsed.data);
  });
  const exited = new Promise<void>((resolve) => {
    let hasEnded = false;
    // No `exit` follows if the process could not be started.
    const onEnd = (how: string): void => {
      resolve();
      if (!hasEnded) on.end(how);
      hasEnded = true;
    };
    forked.once('error', (error) => onEnd(error.message));
    forked.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
  });
  return {
    pid: forked.pid,
    // If the channel is closed, the process has ended and `exit` follows.
    post: (request) => void forked.send(request, () => undefined),
    keepAlive(alive) {
      const handles: unknown[] = [forked, forked.channel, forked.stderr];
      for (const handle of handles) {
        const method: unknown =
          typeof handle === 'object' && handle !== null
            ? Reflect.get(handle, alive ? 'ref' : 'unref')
            : undefined;
        if (typeof method === 'function') method.call(handle);
      }
    },
    kill: () => void forked.kill('SIGKILL'),
    disconnect() {
      if (forked.connected) forked.disconnect();
    },
    exited,
    lastLines: () => errorOutput.trim().split('\n').slice(-3).join(' ').slice(0, 300),
  };
}
