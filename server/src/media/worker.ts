/**
 * The media child: a separate process, so that a hostile file can't take down anything else. Started by
 * `media-child.ts`; ends with its parent.
 */
import { inspectFile } from './inspect';
import { copyPackets } from './join/copy';
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

type Work = {
  [Name in OperationName]: (input: InputOf<Name>, signal: AbortSignal) => Promise<OutputOf<Name>>;
};

const WORK: Work = {
  inspect: ({ path, kind }) => inspectFile(path, kind),
  describe: ({ path }) => describeStreams(path),
  digest: ({ paths, marks }, signal) => digestPackets(paths, marks, signal),
  copy: ({ paths, output, maxPackets }, signal) => copyPackets(paths, output, { maxPackets }, signal),
};

const running = new Map<number, AbortController>();

const reply = (message: Reply): void => {
  // The parent may have ended.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

/** Generic, so that an operation's input and its work are known to belong together. */
const carryOut = <Name extends OperationName>(name: Name, input: unknown, signal: AbortSignal) =>
  WORK[name](OPERATIONS[name].input.parse(input) as InputOf<Name>, signal);

async function run(id: number, operation: OperationName, input: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const output = await carryOut(operation, input, controller.signal);
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
process.on('disconnect', () => process.exit(0));
// On a signal to the whole process group, the parent decides.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
reply({ type: 'ready' });
process.title = 'meeting-connectors media';
