/**
 * The media child: a separate process, so that a hostile file can't take down anything else, and Strapi
 * waits for nothing heavy. Started by `media-child.ts`; ends with its parent, and with it what it started.
 */
import { Worker } from 'node:worker_threads';
import { inspectFile } from './inspect';
import { copyPackets } from './join/copy';
import { endEncoders, runFfmpeg } from './join/ffmpeg';
import { digestPackets } from './join/packets';
import { describeStreams } from './join/streams';
import {
  OPERATIONS,
  requestSchema,
  type InputOf,
  type OperationName,
  type OutputOf,
  type Reply,
} from './operations';
import { readCaptions, readTextFiles } from './read-texts';

type Work = {
  [Name in OperationName]: (
    input: InputOf<Name>,
    signal: AbortSignal,
    onProgress: (seconds: number) => void,
  ) => Promise<OutputOf<Name>> | OutputOf<Name>;
};

const WORK: Work = {
  inspect: ({ path, kind }) => inspectFile(path, kind),
  describe: ({ path }) => describeStreams(path),
  digest: ({ paths, marks }, signal) => digestPackets(paths, marks, signal),
  copy: ({ paths, output, maxPackets }, signal) => copyPackets(paths, output, { maxPackets }, signal),
  texts: readTextFiles,
  captions: readCaptions,
  ffmpeg: (work, signal, onProgress) => runFfmpeg(work, { signal, onProgress }),
};

const running = new Map<number, AbortController>();

const reply = (message: Reply): void => {
  // The parent may have ended.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

/** Generic, so that an operation's input and its work are known to belong together. */
const carryOut = <Name extends OperationName>(
  name: Name,
  input: unknown,
  signal: AbortSignal,
  onProgress: (seconds: number) => void,
) => WORK[name](OPERATIONS[name].input.parse(input) as InputOf<Name>, signal, onProgress);

async function run(id: number, operation: OperationName, input: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const output = await carryOut(operation, input, controller.signal, (seconds) =>
      reply({ type: 'progress', id, seconds }),
    );
    reply({ type: 'done', id, output });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    reply({ type: 'failed', id, message: error instanceof Error ? error.message : String(error), code });
  } finally {
    running.delete(id);
  }
}

process.on('message', (message) => {
  const request = requestSchema.parse(message);
  if (request.type === 'cancel') running.get(request.id)?.abort();
  else void run(request.id, request.operation, request.input);
});
process.on('disconnect', () => {
  endEncoders();
  process.exit(0);
});
// A file may keep this thread busy for ever, and then it hears of nothing: another one looks.
const WATCH = `const parent = require('node:worker_threads').workerData;
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
const SMALL = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 };
new Worker(WATCH, {
  eval: true,
  workerData: process.ppid,
  execArgv: [],
  env: {},
  resourceLimits: SMALL,
}).unref();
// On a signal to the whole process group, the parent decides.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
reply({ type: 'ready' });
process.title = 'meeting-connectors media';
