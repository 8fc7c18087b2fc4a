import { spawn } from 'node:child_process';
import { constants, existsSync, accessSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';

/** A lower priority than everything that answers people. */
const NICENESS = 10;
const ERROR_OUTPUT_BYTES = 4_000;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The configured ffmpeg, else `FFMPEG_PATH`, else the first on the PATH; undefined when there is none. */
export function findFfmpeg(
  configured: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const named = configured ?? env.FFMPEG_PATH;
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter((dir) => path.isAbsolute(dir))
    .map((dir) => path.join(dir, name))
    .find((file) => existsSync(file) && isExecutable(file));
}

export interface FfmpegRun {
  args: string[];
  timeoutMs: number;
  signal: AbortSignal;
  /** Seconds of output written so far. */
  onProgress?(seconds: number): void;
}

/**
 * Runs ffmpeg with fixed arguments, no shell, no terminal, no network and an almost empty
 * environment, at low priority. Its exit code proves little, so the packets of the result are checked.
 * @throws ConnectorError `retry-later` when it can't run or fails; the reason of an aborted signal.
 */
export async function runFfmpeg(ffmpeg: string, run: FfmpegRun): Promise<void> {
  run.signal.throwIfAborted();
  const child = spawn(
    ffmpeg,
    ['-nostdin', '-hide_banner', '-v', 'error', '-progress', 'pipe:1', ...run.args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LANG: 'C' },
      windowsHide: true,
      // A process group of its own, so that whatever it starts ends with it.
      detached: process.platform !== 'win32',
    },
  );
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-ERROR_OUTPUT_BYTES);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const times = [...text.matchAll(/out_time_us=(\d+)/g)];
    const last = times.at(-1)?.[1];
    if (last !== undefined) run.onProgress?.(Number(last) / 1e6);
  });
  if (child.pid !== undefined) {
    try {
      os.setPriority(child.pid, NICENESS);
    } catch {
      // It may have ended already, or the system knows no priorities.
    }
  }
  let timedOut = false;
  const kill = () => {
    try {
      if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, run.timeoutMs);
  run.signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = await new Promise<{ code: number | null; error?: Error }>((resolve) => {
      child.once('error', (error) => resolve({ code: null, error }));
      child.once('close', (code) => resolve({ code }));
    });
    run.signal.throwIfAborted();
    if (ended.code === 0) return;
    if (timedOut) {
      const seconds = Math.round(run.timeoutMs / 1000);
      throw new ConnectorError('retry-later', message('media.ffmpeg-timeout', { seconds }), {
        code: 'ffmpeg-timeout',
      });
    }
    // Its last line says why it ended; folders of this machine are nobody's business.
    const lastLine = errorOutput.trim().split('\n').at(-1) ?? '';
    const said = ended.error?.message ?? lastLine.replaceAll(/\/\S+\//g, '').slice(0, 200);
    throw new ConnectorError('retry-later', message('media.ffmpeg-failed', { words: said }), {
      code: 'ffmpeg-failed',
    });
  } finally {
    clearTimeout(timer);
    run.signal.removeEventListener('abort', kill);
  }
}

/**
 * Copies equal streams one after the other. The list has names that we made (links in a folder beside the
 * output), so that ffmpeg's safe mode stays on and it never sees names from outside.
 */
export async function concatByFfmpeg(
  ffmpeg: string,
  paths: string[],
  output: string,
  run: Omit<FfmpegRun, 'args'>,
): Promise<void> {
  const folder = `${output}.list`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const names = paths.map((_file, index) => `${index + 1}.mp4`);
  const list = path.join(folder, 'list.txt');
  try {
    for (const [index, file] of paths.entries())
      await symlink(path.resolve(file), path.join(folder, names[index] ?? ''));
    await writeFile(list, `ffconcat version 1.0\n${names.map((name) => `file ${name}`).join('\n')}\n`);
    await runFfmpeg(ffmpeg, {
      ...run,
      args: [
        '-protocol_whitelist',
        'file',
        '-f',
        'concat',
        '-safe',
        '1',
        // Otherwise ffmpeg writes parameter sets into every key frame, and the packets differ.
        '-auto_convert',
        '0',
        '-i',
        list,
        '-map',
        '0:v:0?',
        '-map',
        '0:a:0?',
        '-c',
        'copy',
        '-movflags',
        '+faststart',
        '-f',
        'mp4',
        '-y',
        output,
      ],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Encodes segments with video and audio to one size and rate, one after the other. */
export async function encodeByFfmpeg(
  ffmpeg: string,
  paths: string[],
  output: string,
  target: { width: number; height: number },
  run: Omit<FfmpegRun, 'args'>,
): Promise<void> {
  const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);
  const [width, height] = [even(target.width), even(target.height)];
  const picture = (index: number) =>
    `[${index}:v:0]scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=30,format=yuv420p[v${index}]`;
  const sound = (index: number) =>
    `[${index}:a:0]aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo[a${index}]`;
  const numbers = paths.map((_path, index) => index);
  const filters = [
    ...numbers.flatMap((index) => [picture(index), sound(index)]),
    `${numbers.map((index) => `[v${index}][a${index}]`).join('')}concat=n=${paths.length}:v=1:a=1[v][a]`,
  ];
  await runFfmpeg(ffmpeg, {
    ...run,
    args: [
      '-protocol_whitelist',
      'file',
      ...paths.flatMap((file) => ['-f', 'mp4', '-i', file]),
      '-filter_complex',
      filters.join(';'),
      '-map',
      '[v]',
      '-map',
      '[a]',
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '21',
      '-threads',
      '1',
      '-c:a',
      'aac',
      '-b:a',
      '128k',
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      '-y',
      output,
    ],
  });
}

/** Writes one frame of a video as JPEG, at most 1280 pixels wide. */
export async function pictureByFfmpeg(
  ffmpeg: string,
  file: string,
  output: string,
  atSeconds: number,
  run: Omit<FfmpegRun, 'args'>,
): Promise<void> {
  await runFfmpeg(ffmpeg, {
    ...run,
    args: [
      '-protocol_whitelist',
      'file',
      '-format_whitelist',
      'mov,mp4,matroska,webm',
      '-ss',
      atSeconds.toFixed(3),
      '-i',
      file,
      '-map',
      '0:v:0',
      '-frames:v',
      '1',
      '-vf',
      "scale='min(1280,iw)':-2",
      '-f',
      'image2',
      '-c:v',
      'mjpeg',
      '-q:v',
      '4',
      '-y',
      output,
    ],
  });
}
