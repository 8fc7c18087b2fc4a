import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixturePath } from '../../../emulators/kit/media/fixture-track';
import { ConnectorError, StopSignal } from '../domain/errors';
import { createMediaChild, type MediaChild, type MediaChildLimits } from './media-child';

/** The child's program from source. */
const entry = {
  file: path.join(__dirname, 'worker.ts'),
  execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href],
};
const good = fixturePath('speaker-320x180-part1.mp4');

let dir: string;
let pipe: string;
let otherPipe: string;
let children: MediaChild[] = [];
const warnings: string[] = [];

function start(limits: Partial<MediaChildLimits> = {}, file = entry): MediaChild {
  const child = createMediaChild({
    log: { warn: (text) => void warnings.push(text) },
    entry: file,
    // Where a test is not about a second child, none is started on a busy machine either.
    limits: { patienceMs: 60_000, ...limits },
  });
  children.push(child);
  return child;
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'media-child-'));
  // Nobody ever writes to it: opening it never ends, as with a file server that went away.
  pipe = path.join(dir, 'never-ends.mp4');
  otherPipe = path.join(dir, 'never-ends-either.mp4');
  execFileSync('mkfifo', [pipe, otherPipe]);
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.stop()));
  children = [];
  warnings.length = 0;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const pidOf = (child: MediaChild): number | undefined => child.processIds().readers[0];

/** Waits for a child that is not `before`, at most 20 s. */
async function pidAfter(child: MediaChild, before: number | undefined): Promise<number> {
  for (let tries = 0; tries < 400; tries += 1) {
    const pid = pidOf(child);
    if (pid !== undefined && pid !== before) return pid;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no media process was started');
}

/** Starts a job that never ends, and says when the child works on it. */
async function hang(child: MediaChild): Promise<{ job: Promise<unknown>; pid: number }> {
  await child.inspect(good, 'video');
  const pid = await pidAfter(child, undefined);
  const job = child.inspect(pipe, 'video');
  // Looked at later; until then a rejection is no surprise.
  job.catch(() => undefined);
  return { job, pid };
}

const lives = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const ended = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 800 && lives(pid); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  return !lives(pid);
};

const failureOf = (job: Promise<unknown>): Promise<ConnectorError> =>
  job.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(ConnectorError);
      return error as ConnectorError;
    },
  );

describe('the media child', () => {
  it('says that a good file is whole, and what is in it', async () => {
    await expect(start().inspect(good, 'video')).resolves.toMatchObject({
      outcome: 'whole',
      container: 'mp4',
      mime: 'video/mp4',
      sizeBytes: 28_295,
      endProven: true,
      durationSeconds: 3.84,
      sampleCount: 277,
      tracks: [
        { type: 'video', codec: 'avc', width: 320, height: 180 },
        { type: 'audio', codec: 'aac', sampleRateHz: 48_000, channels: 1 },
      ],
    });
  });

  it('answers for a text file without a duration', async () => {
    await expect(start().inspect(fixturePath('captions.vtt'), 'captions')).resolves.toMatchObject({
      outcome: 'whole',
      mime: 'text/vtt',
      durationSeconds: null,
      tracks: [],
    });
  });

  it('starts one process for many jobs and answers each with its own file', async () => {
    const child = start();
    const names = [
      'speaker-320x180-part1.mp4',
      'speaker-320x180-part2.mp4',
      'screen-640x360-moov-last.mp4',
      'audio-only.m4a',
    ];
    const answers = await Promise.all(names.map((name) => child.inspect(fixturePath(name), 'video')));
    expect(
      answers.map((answer) => (answer.outcome === 'whole' ? answer.durationSeconds : undefined)),
    ).toEqual([3.84, 2.56, 4, 4]);
    const pid = pidOf(child);
    await child.inspect(good, 'video');
    expect(pidOf(child)).toBe(pid);
  });

  it('fault 47: a job that never ends is killed by its time limit, and the next job works', async () => {
    const child = start({ jobTimeoutMs: 3_000 });
    const { job, pid } = await hang(child);
    const next = child.inspect(good, 'video');
    await expect(failureOf(job)).resolves.toMatchObject({ failure: 'retry-later', code: 'media-timeout' });
    await expect(next).resolves.toMatchObject({ outcome: 'whole' });
    expect(pidOf(child)).not.toBe(pid);
    expect(warnings.join()).toContain('time limit');
  });

  it('fault 47: a file that ends the child twice fails alone, the jobs behind it go first', async () => {
    const child = start();
    const { job, pid } = await hang(child);
    const next = child.inspect(good, 'video');
    process.kill(pid, 'SIGKILL');
    await expect(next).resolves.toMatchObject({ outcome: 'whole' });
    // The same process reads the bad one now.
    const second = await pidAfter(child, pid);
    process.kill(second, 'SIGKILL');
    await expect(failureOf(job)).resolves.toMatchObject({
      failure: 'needs-person',
      code: 'media-process-died',
    });
    await expect(child.inspect(good, 'video')).resolves.toMatchObject({ outcome: 'whole' });
    expect(pidOf(child)).not.toBe(second);
  });

  it('fault 47: while a file is stuck, a second child takes the next, and never a third', async () => {
    const child = start({ patienceMs: 50 });
    const { job, pid } = await hang(child);
    await expect(child.inspect(good, 'video')).resolves.toMatchObject({ outcome: 'whole' });
    expect(child.processIds().readers).toHaveLength(2);
    // Still stuck: in the same process, of which nobody waits for an answer.
    expect(child.processIds().readers).toContain(pid);
    const other = child.inspect(otherPipe, 'video');
    other.catch(() => undefined);
    const third = child.inspect(good, 'video');
    third.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(child.processIds().readers).toHaveLength(2);
    await child.stop();
    for (const stopped of [job, other, third]) await expect(stopped).rejects.toBeInstanceOf(StopSignal);
  });

  /** Notes in which order jobs end, however they end. */
  const noted = () => {
    const order: string[] = [];
    const note = (name: string, job: Promise<unknown>) =>
      job.then(
        () => order.push(name),
        () => order.push(name),
      );
    return { order, note };
  };
  const shortly = { signal: new AbortController().signal, timeoutMs: 300 };

  it('fault 47: a file that got stuck goes last from then on', async () => {
    const child = start();
    const read = child.digest([pipe], undefined, shortly);
    await expect(failureOf(read)).resolves.toMatchObject({ code: 'media-timeout' });
    const { order, note } = noted();
    await Promise.all([
      note('first', child.inspect(good, 'video')),
      note('stuck', child.digest([pipe], undefined, shortly)),
      note('second', child.inspect(good, 'video')),
      note('third', child.inspect(fixturePath('audio-only.m4a'), 'audio')),
    ]);
    expect(order).toEqual(['first', 'second', 'third', 'stuck']);
  });

  it('fault 47: of files that got stuck only one is read at a time, so that others find a free child', async () => {
    const child = start({ patienceMs: 50, jobTimeoutMs: 30_000 });
    for (const file of [pipe, otherPipe]) {
      const read = child.digest([file], undefined, shortly);
      await expect(failureOf(read)).resolves.toMatchObject({ code: 'media-timeout' });
    }
    const { order, note } = noted();
    const stuck = [pipe, otherPipe].map((file) => note('stuck', child.inspect(file, 'video')));
    // More than enough for a second child to begin with the other one, if it did.
    await pidAfter(child, undefined);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await note('good', child.inspect(good, 'video'));
    await child.stop();
    await Promise.all(stuck);
    expect(order).toEqual(['good', 'stuck', 'stuck']);
  });

  it('tries a job again when the child died once', async () => {
    const child = start();
    await child.inspect(good, 'video');
    const pid = await pidAfter(child, undefined);
    process.kill(pid, 'SIGKILL');
    await expect(child.inspect(good, 'video')).resolves.toMatchObject({ outcome: 'whole' });
    expect(pidOf(child)).not.toBe(pid);
  });

  it('does not blame the file when the child can not be started', async () => {
    const child = start({}, { file: path.join(dir, 'not-there.js'), execArgv: [] });
    await expect(failureOf(child.inspect(good, 'video'))).resolves.toMatchObject({
      failure: 'retry-later',
      code: 'media-process-not-started',
    });
  });

  it('does not blame the file when it can not be read', async () => {
    const failed = await failureOf(start().inspect(path.join(dir, 'not-there.mp4'), 'video'));
    expect(failed).toMatchObject({ failure: 'retry-later', code: 'media-not-readable' });
  });

  it('gives the reason of the signal at once when a job is aborted', async () => {
    const child = start();
    await child.inspect(good, 'video');
    const stop = new AbortController();
    const job = child.inspect(pipe, 'video', { signal: stop.signal });
    stop.abort(new StopSignal('lease-lost'));
    await expect(job).rejects.toMatchObject({ reason: 'lease-lost' });
    await expect(child.inspect(good, 'video', { signal: stop.signal })).rejects.toMatchObject({
      reason: 'lease-lost',
    });
  });

  it('ends an idle child, and starts another when there is work again', async () => {
    const child = start({ idleMs: 50 });
    await child.inspect(good, 'video');
    for (let tries = 0; tries < 200 && pidOf(child) !== undefined; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(pidOf(child)).toBeUndefined();
    await expect(child.inspect(good, 'video')).resolves.toMatchObject({ outcome: 'whole' });
  });

  it('stops with its process gone, and takes no more jobs', async () => {
    const child = start();
    const { job, pid } = await hang(child);
    await child.stop();
    await expect(job).rejects.toBeInstanceOf(StopSignal);
    await expect(child.inspect(good, 'video')).rejects.toBeInstanceOf(StopSignal);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('hands no secret of the environment to the process that opens foreign files', async () => {
    process.env.MEDIA_CHILD_TEST_SECRET = 'canary-9f2c';
    try {
      const child = start();
      await child.inspect(good, 'video');
      const environment = await readFile(`/proc/${pidOf(child)}/environ`, 'utf8');
      expect(environment).toContain('PATH=');
      expect(environment).not.toContain('canary-9f2c');
    } finally {
      delete process.env.MEDIA_CHILD_TEST_SECRET;
    }
  });
});

describe('ffmpeg in the media child (P16)', () => {
  const limit = { signal: new AbortController().signal, timeoutMs: 60_000 };
  let number = 0;
  /** A program in ffmpeg's place that never ends, and says which process it is. */
  async function encoding(child: MediaChild, signal = limit.signal) {
    const name = path.join(dir, `endless-${(number += 1)}`);
    await writeFile(name, `#!/bin/sh\necho $$ > '${name}.pid'\nsleep 600 & wait\n`, { mode: 0o700 });
    const job = child.ffmpeg(
      { ffmpeg: name, output: `${name}.mp4`, does: { type: 'concat', paths: [good] } },
      { ...limit, signal },
    );
    job.catch(() => undefined);
    return { job, pid: await pidIn(`${name}.pid`) };
  }
  async function pidIn(file: string): Promise<number> {
    for (let tries = 0; tries < 400; tries += 1) {
      const pid = existsSync(file) ? Number(await readFile(file, 'utf8')) : 0;
      if (pid > 0) return pid;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('nothing was started');
  }
  const parentOf = (pid: number): number =>
    Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  const records = async () => (await readdir(dir)).filter((name) => name.startsWith('encoder-'));

  it('is started by a child of its own: Strapi starts nothing but children', async () => {
    const child = start();
    const { pid } = await encoding(child);
    expect(parentOf(pid)).toBe(child.processIds().encoder);
    // Files are read meanwhile, by another child.
    await expect(child.inspect(good, 'video')).resolves.toMatchObject({ outcome: 'whole' });
    expect(child.processIds().readers).not.toContain(child.processIds().encoder);
  });

  it('runs as often as is asked for, and has ended when its job was stopped', async () => {
    const child = start();
    const stop = new AbortController();
    const first = await encoding(child, stop.signal);
    const second = await encoding(child);
    expect(parentOf(second.pid)).toBe(parentOf(first.pid));
    stop.abort(new StopSignal('lease-lost'));
    await expect(first.job).rejects.toMatchObject({ reason: 'lease-lost' });
    expect(lives(first.pid)).toBe(false);
    expect(lives(second.pid)).toBe(true);
  });

  it('fault 48: ends with the child that started it, however that was ended, and nothing is blamed', async () => {
    const child = start();
    const { job, pid } = await encoding(child);
    process.kill(child.processIds().encoder ?? 0, 'SIGKILL');
    await expect(failureOf(job)).resolves.toMatchObject({ failure: 'retry-later', code: 'ffmpeg-failed' });
    expect(await ended(pid)).toBe(true);
    expect(await records()).toEqual([]);
  });

  it('fault 48: ends when the channel of its child closes', async () => {
    const child = start();
    const { job, pid } = await encoding(child);
    expect(await records()).toHaveLength(1);
    await child.stop();
    await expect(job).rejects.toBeInstanceOf(StopSignal);
    expect(await ended(pid)).toBe(true);
    expect(await records()).toEqual([]);
  });
});

describe('the program of the media child', () => {
  it('ends with its parent even while a file keeps it so busy that it hears of nothing', async () => {
    const busy = path.join(dir, 'busy.mjs');
    await writeFile(busy, `process.once('message', () => { for (;;); });`);
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const child = require('node:child_process').fork(${JSON.stringify(entry.file)}, [], {
          execArgv: ${JSON.stringify([...entry.execArgv, '--import', pathToFileURL(busy).href])},
          serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        child.on('message', () => { child.send({ type: 'cancel', id: 1 }); console.log(child.pid); });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (text: Buffer) => resolve(Number(text))),
    );
    expect(lives(pid)).toBe(true);
    parent.kill('SIGKILL');
    try {
      expect(await ended(pid)).toBe(true);
    } finally {
      if (lives(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it('holds no sentences of the catalogues: what it finds is told as codes', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      for (const [, from = ''] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?'(\.[^']*)';$/gm)) {
        const at = path.join(path.dirname(file), from);
        visit(existsSync(`${at}.ts`) ? `${at}.ts` : path.join(at, 'index.ts'));
      }
    };
    visit(entry.file);
    const loaded = [...seen].map((file) => path.relative(path.join(__dirname, '..', '..', '..'), file));
    expect(loaded).toContain(path.join('contracts', 'messages', 'catalogue.ts'));
    expect(loaded.filter((file) => /messages.(en|uk|say\b)/.test(file))).toEqual([]);
  });
});
