import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
let children: MediaChild[] = [];
const warnings: string[] = [];

function start(limits: Partial<MediaChildLimits> = {}, file = entry): MediaChild {
  const child = createMediaChild({ log: { warn: (text) => void warnings.push(text) }, entry: file, limits });
  children.push(child);
  return child;
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'media-child-'));
  // Nobody ever writes to it: opening it never ends, as with a file server that went away.
  pipe = path.join(dir, 'never-ends.mp4');
  execFileSync('mkfifo', [pipe]);
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.stop()));
  children = [];
  warnings.length = 0;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Waits for a child that is not `before`, at most 20 s. */
async function pidAfter(child: MediaChild, before: number | undefined): Promise<number> {
  for (let tries = 0; tries < 400; tries += 1) {
    const pid = child.processId();
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
    const pid = child.processId();
    await child.inspect(good, 'video');
    expect(child.processId()).toBe(pid);
  });

  it('fault 47: a job that never ends is killed by its time limit, and the next job works', async () => {
    const child = start({ jobTimeoutMs: 3_000 });
    const { job, pid } = await hang(child);
    const next = child.inspect(good, 'video');
    await expect(failureOf(job)).resolves.toMatchObject({ failure: 'retry-later', code: 'media-timeout' });
    await expect(next).resolves.toMatchObject({ outcome: 'whole' });
    expect(child.processId()).not.toBe(pid);
    expect(warnings.join()).toContain('time limit');
  });

  it('fault 47: a file that ends the child twice fails alone, the jobs behind it work', async () => {
    const child = start();
    const { job, pid } = await hang(child);
    const next = child.inspect(good, 'video');
    process.kill(pid, 'SIGKILL');
    const second = await pidAfter(child, pid);
    // The good job's answer comes from a third process: the bad one was tried again first.
    await waitUntilReady(child, second);
    process.kill(second, 'SIGKILL');
    await expect(failureOf(job)).resolves.toMatchObject({
      failure: 'needs-person',
      code: 'media-process-died',
    });
    await expect(next).resolves.toMatchObject({ outcome: 'whole' });
    expect(child.processId()).not.toBe(second);
  });

  it('tries a job again when the child died once', async () => {
    const child = start();
    await child.inspect(good, 'video');
    const pid = await pidAfter(child, undefined);
    process.kill(pid, 'SIGKILL');
    await expect(child.inspect(good, 'video')).resolves.toMatchObject({ outcome: 'whole' });
    expect(child.processId()).not.toBe(pid);
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
    for (let tries = 0; tries < 200 && child.processId() !== undefined; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(child.processId()).toBeUndefined();
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
      const environment = await readFile(`/proc/${child.processId()}/environ`, 'utf8');
      expect(environment).toContain('PATH=');
      expect(environment).not.toContain('canary-9f2c');
    } finally {
      delete process.env.MEDIA_CHILD_TEST_SECRET;
    }
  });
});

describe('the program of the media child', () => {
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

/** Waits for the title that the child takes when it has said that it is ready; at most 20 s. */
async function waitUntilReady(child: MediaChild, pid: number): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (title.startsWith('meeting-connectors media')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Its greeting is on the way to us.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(child.processId()).toBe(pid);
}
