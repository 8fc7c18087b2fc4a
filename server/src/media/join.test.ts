import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { message } from '../../../contracts/messages/catalogue';
import { fixturePath } from '../../../emulators/kit/media/fixture-track';
import { createMediaChild, type MediaChild } from './media-child';
import { findFfmpeg } from './join/ffmpeg';
import { join } from './join';
import { holeInUnits } from './join/packets';
import { describeStreams } from './join/streams';

const WORKER = path.join(__dirname, 'worker.ts');
const ffmpeg = findFfmpeg(undefined);
const joiners: [string, string | undefined][] = [
  ['mediabunny', undefined],
  ...(ffmpeg === undefined ? [] : [['ffmpeg', ffmpeg] as [string, string]]),
];

describe.each(joiners)('segments joined by %s', (_name, tool) => {
  let dir: string;
  let media: MediaChild;
  const signal = new AbortController().signal;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'mc-join-'));
    media = createMediaChild({
      log: { warn: () => undefined },
      entry: { file: WORKER, execArgv: ['--import', 'tsx'] },
    });
  });
  afterAll(async () => {
    await media.stop();
    await rm(dir, { recursive: true });
  });

  const joinAll = (names: string[], over: { reencode?: boolean; signal?: AbortSignal } = {}) =>
    join(media, {
      paths: names.map((name) => (path.isAbsolute(name) ? name : fixturePath(name))),
      output: path.join(dir, 'joined.mp4'),
      ffmpeg: tool,
      reencode: false,
      signal,
      ...over,
    });
  const PART_1 = 'speaker-320x180-part1.mp4';
  const PART_2 = 'speaker-320x180-part2.mp4';
  const limit = { signal, timeoutMs: 30_000 };

  it('have the packets of four segments, byte for byte and in order, each at its place', async () => {
    const names = [PART_1, PART_2, PART_1, PART_2];
    const result = await joinAll(names);
    expect(result).toMatchObject({ outcome: 'joined', reencoded: false });
    if (result.outcome !== 'joined') return;
    const before = await media.digest(names.map(fixturePath), undefined, limit);
    const counts = await Promise.all(
      names.map((name) => media.digest([fixturePath(name)], undefined, limit)),
    );
    const firsts: number[] = [];
    counts.reduce((at, one) => (firsts.push(at), at + (one.video?.packets ?? 0)), 0);
    const after = await media.digest([path.join(dir, 'joined.mp4')], { video: firsts, audio: [] }, limit);
    expect(after.video?.sha256).toBe(before.video?.sha256);
    expect(after.video?.packets).toBe(before.video?.packets);
    expect([before.audio?.sha256, before.audioWithoutPriming?.sha256]).toContain(after.audio?.sha256);
    // One stretch of sound for each joint is what containers may add.
    for (const [index, offset] of result.offsetsSeconds.entries())
      expect(Math.abs((after.video?.startsSeconds[index] ?? -1) - offset)).toBeLessThan(0.03 * (index + 1));
    expect(result.sizeBytes).toBe((await readFile(path.join(dir, 'joined.mp4'))).length);
  });

  it('are thrown away when one bit of one packet in the joined file is another', async () => {
    const output = path.join(dir, 'joined.mp4');
    /** Writes as the real one does, then changes a bit in the middle of the content: counts and sizes stay. */
    const spoil = async () => {
      const bytes = await readFile(output);
      const mdat = bytes.indexOf('mdat');
      const length = bytes.readUInt32BE(mdat - 4);
      const at = mdat + 4 + Math.floor(length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(output, bytes);
    };
    const spoiling: MediaChild = {
      ...media,
      // Reads of the joined file come after it was written, by whichever joiner.
      digest: async (paths, ...rest) => {
        if (paths.includes(output)) await spoil();
        return await media.digest(paths, ...rest);
      },
    };
    const request = {
      paths: [fixturePath(PART_1), fixturePath(PART_2)],
      output,
      ffmpeg: tool,
      reencode: false,
    };
    expect(await join(spoiling, { ...request, signal })).toMatchObject({
      outcome: 'separate',
      code: 'audit',
    });
    expect(await readdir(dir)).not.toContain('joined.mp4');
  });

  it('are thrown away when the joined file is longer than they are', async () => {
    const output = path.join(dir, 'joined.mp4');
    const stretching: MediaChild = {
      ...media,
      describe: async (file, stop) => {
        const streams = await media.describe(file, stop);
        if (file !== output || streams.video === null) return streams;
        return {
          ...streams,
          video: { ...streams.video, durationSeconds: streams.video.durationSeconds + 1 },
        };
      },
    };
    const paths = [fixturePath(PART_1), fixturePath(PART_2)];
    expect(await join(stretching, { paths, output, ffmpeg: tool, reencode: false, signal })).toMatchObject({
      outcome: 'separate',
      said: message('join.audit-length'),
    });
    expect(await readdir(dir)).not.toContain('joined.mp4');
  });

  it('of sound alone are joined too', async () => {
    const copy = path.join(dir, 'again.m4a');
    await copyFile(fixturePath('audio-only.m4a'), copy);
    const result = await joinAll(['audio-only.m4a', copy]);
    expect(result).toMatchObject({ outcome: 'joined' });
  });

  it('stay separate when their streams differ, and leave nothing behind', async () => {
    await rm(path.join(dir, 'joined.mp4'), { force: true });
    expect(await joinAll([PART_1, 'screen-640x360-moov-last.mp4'])).toEqual({
      outcome: 'separate',
      code: 'size',
      said: message('join.size', { segment: 2, size: '640×360', first: '320×180' }),
    });
    expect(await readdir(dir)).not.toContain('joined.mp4');
  });

  it('fault 49: stay separate when one is damaged inside, where the tool would say nothing', async () => {
    const bytes = Buffer.from(await readFile(fixturePath(PART_2)));
    bytes.fill(0, bytes.indexOf('mdat') + 6_000, bytes.indexOf('mdat') + 9_000);
    const damaged = path.join(dir, 'damaged.mp4');
    await writeFile(damaged, bytes);
    expect(await joinAll([PART_1, damaged])).toMatchObject({
      outcome: 'separate',
      code: 'damaged',
      said: { code: 'join.damaged', values: { segment: 2 } },
    });
  });

  it('fault 46: are joined whatever their files are called, and leave no list behind', async () => {
    const names = ["it's.mp4", 'new\nline.mp4', '-leading dash.mp4', 'concat:http:..mp4'];
    for (const [index, name] of names.entries())
      await copyFile(fixturePath(index % 2 === 0 ? PART_1 : PART_2), path.join(dir, name));
    const result = await joinAll(names.map((name) => path.join(dir, name)));
    expect(result).toMatchObject({ outcome: 'joined' });
    expect((await readdir(dir)).filter((name) => name.includes('.list'))).toEqual([]);
  });

  it('that are stopped leave nothing', async () => {
    const stop = new AbortController();
    const stopped = joinAll([PART_1, PART_2], { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    expect((await readdir(dir)).filter((name) => name.startsWith('joined'))).toEqual([]);
  });

  if (tool !== undefined) {
    it('are encoded anew where that is allowed', async () => {
      const result = await joinAll([PART_1, 'screen-640x360-moov-last.mp4'], { reencode: true });
      expect(result).toMatchObject({ outcome: 'joined', reencoded: true });
      const streams = await describeStreams(path.join(dir, 'joined.mp4'));
      expect(streams.video).toMatchObject({ width: 640, height: 360, codec: 'avc' });
    }, 60_000);
  }
});

describe('fault 48: an ffmpeg that misbehaves (P16)', () => {
  let dir: string;
  let media: MediaChild;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'mc-ffmpeg-'));
    media = createMediaChild({
      log: { warn: () => undefined },
      entry: { file: WORKER, execArgv: ['--import', 'tsx'] },
    });
  });
  afterAll(async () => {
    await media.stop();
    await rm(dir, { recursive: true });
  });

  /** A program in ffmpeg's place. */
  const tool = async (script: string) => {
    const file = path.join(dir, `tool-${script.length}`);
    await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
    return file;
  };
  const paths = ['speaker-320x180-part1.mp4', 'speaker-320x180-part2.mp4'].map(fixturePath);
  const joinBy = (ffmpeg: string | undefined) =>
    join(media, {
      paths,
      output: path.join(dir, 'joined.mp4'),
      ffmpeg,
      reencode: false,
      signal: new AbortController().signal,
    });

  const picture = (ffmpeg: string, timeoutMs: number) =>
    media.ffmpeg(
      {
        ffmpeg,
        output: path.join(dir, 'picture.jpg'),
        does: { type: 'picture', path: paths[0] ?? '', atSeconds: 0 },
      },
      { signal: new AbortController().signal, timeoutMs },
    );

  it('by writing only the first segment and ending well is caught by the packets', async () => {
    const result = await joinBy(await tool(`for last; do :; done; cp '${paths[0]}' "$last"`));
    expect(result).toMatchObject({ outcome: 'separate', code: 'audit' });
    expect(await readdir(dir)).not.toContain('joined.mp4');
  });

  it('by crashing or by not being one is tried again later', async () => {
    await expect(joinBy(await tool('kill -9 $$'))).rejects.toMatchObject({
      failure: 'retry-later',
      code: 'ffmpeg-failed',
    });
    await expect(joinBy(path.join(dir, 'not-there'))).rejects.toMatchObject({ failure: 'retry-later' });
  });

  it('sees nothing of this process’s environment, and its words name no folder', async () => {
    process.env.JOIN_TEST_SECRET = 'canary-4b1d';
    try {
      const note = path.join(dir, 'environment');
      const ffmpeg = await tool(`env > '${note}'; echo '/srv/site/uploads/in.mp4: Invalid data' >&2; exit 1`);
      await expect(picture(ffmpeg, 30_000)).rejects.toMatchObject({
        said: message('media.ffmpeg-failed', { words: 'in.mp4: Invalid data' }),
      });
      const environment = await readFile(note, 'utf8');
      expect(environment).toContain('PATH=');
      expect(environment).not.toContain('canary-4b1d');
    } finally {
      delete process.env.JOIN_TEST_SECRET;
    }
  });

  it('is never one that lies in a folder named relative to where Strapi was started', async () => {
    const folder = await mkdtemp(path.join(dir, 'bin-'));
    await copyFile(await tool('exit 0'), path.join(folder, 'ffmpeg'));
    expect(findFfmpeg(undefined, { PATH: folder })).toBe(path.join(folder, 'ffmpeg'));
    expect(findFfmpeg(undefined, { PATH: path.relative(process.cwd(), folder) })).toBeUndefined();
  });

  it('by not being there leaves too long segments separate', async () => {
    const output = path.join(dir, 'joined.mp4');
    const small: MediaChild = {
      ...media,
      copy: (files, into, _mostPackets, limit) => media.copy(files, into, 100, limit),
    };
    const signal = new AbortController().signal;
    const request = { paths, output, ffmpeg: undefined, reencode: false, signal };
    expect(await join(small, request)).toMatchObject({
      outcome: 'separate',
      said: message('join.too-long-without-ffmpeg'),
    });
  });

  it('by hanging is ended at its limit, with everything that it started', async () => {
    const note = path.join(dir, 'pid');
    const ffmpeg = await tool(`sleep 600 & echo $! > '${note}'; wait`);
    await expect(picture(ffmpeg, 500)).rejects.toMatchObject({
      code: 'ffmpeg-timeout',
    });
    const pid = Number(await readFile(note, 'utf8'));
    const isAlive = () => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    for (let tries = 0; tries < 100 && isAlive(); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAlive()).toBe(false);
  });

  it('by not being there leaves the join to the plugin itself', async () => {
    expect(findFfmpeg(path.join(dir, 'not-there'))).toBeUndefined();
    expect(findFfmpeg(undefined, { FFMPEG_PATH: '/not/there', PATH: process.env.PATH })).toBeUndefined();
    expect(findFfmpeg(undefined, { PATH: dir })).toBeUndefined();
    expect(await joinBy(undefined)).toMatchObject({ outcome: 'joined', joiner: 'mediabunny' });
  });
});

describe('holes in pictures', () => {
  const unit = (...bytes: number[]) => Buffer.from([0, 0, 0, bytes.length, ...bytes]);
  it('are zeros that H.264 forbids, and units that do not fill their packet', () => {
    expect(holeInUnits(Buffer.concat([unit(0x65, 1, 2, 3), unit(0x41, 9, 0, 0)]), 4)).toBeUndefined();
    expect(holeInUnits(unit(0x65, 1, 0, 0, 0, 1, 2, 3, 4, 5), 4)).toMatch(/never written/);
    expect(holeInUnits(Buffer.from([0, 0, 0, 9, 0x65]), 4)).toMatch(/cut off/);
    expect(holeInUnits(Buffer.alloc(64), 4)).toMatch(/cut off|overwritten/);
  });
});
