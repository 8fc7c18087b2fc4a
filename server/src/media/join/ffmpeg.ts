import { spawn } from 'node:child_process';
import { constants, existsSync, accessSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { endGroup, recordEncoder } from './encoders';

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

/** What ffmpeg is asked for. Its arguments are fixed, and files are its only input. */
export const ffmpegWork = z.object({
  ffmpeg: z.string(),
  output: z.string(),
  timeoutMs: z.number(),
  does: z.discriminatedUnion('type', [
    /** Copies files with equal streams one after the other. */
    z.object({ type: z.literal('concat'), paths: z.array(z.string()) }),
    /** Encodes segments with video and audio to one size and rate, one after the other. */
    z.object({
      type: z.literal('encode'),
      paths: z.array(z.string()),
      width: z.number(),
      height: z.number(),
    }),
    /** Writes one frame of a video as JPEG, at most 1280 pixels wide. */
    z.object({ type: z.literal('picture'), path: z.string(), atSeconds: z.number() }),
  ]),
});
export type FfmpegWork = z.infer<typeof ffmpegWork>;

/** Its exit code proves little, so the packets of the result are checked. */
export const ffmpegEnd = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ended') }),
  z.object({ outcome: z.literal('timed-out') }),
  /** In ffmpeg's or the system's words. */
  z.object({ outcome: z.literal('failed'), words: z.string() }),
]);
export type FfmpegEnd = z.infer<typeof ffmpegEnd>;

interface FfmpegRun {
  signal: AbortSignal;
  /** Seconds of output written so far. */
  onProgress(seconds: number): void;
}

/** Runs in the media child only. @throws the reason of an aborted signal, once ffmpeg has ended. */
export async function runFfmpeg(work: FfmpegWork, run: FfmpegRun): Promise<FfmpegEnd> {
  switch (work.does.type) {
    case 'concat':
      return await concat(work, work.does.paths, run);
    case 'encode':
      return await carryOut(work, encodeArguments(work.does, work.output), run);
    case 'picture':
      return await carryOut(work, pictureArguments(work.does, work.output), run);
  }
}

/** Encoders of this process, by process id, with what removes their records. */
const encoders = new Map<number, () => void>();

/** Ends all of them at once: called when the process that waits for them has ended. */
export function endEncoders(): void {
  for (const [pid, forget] of encoders) {
    endGroup(pid);
    forget();
  }
  encoders.clear();
}

/** No shell, no terminal, no network, an almost empty environment, and a low priority. */
async function carryOut(
  { ffmpeg, output, timeoutMs }: FfmpegWork,
  args: string[],
  { signal, onProgress }: FfmpegRun,
): Promise<FfmpegEnd> {
  signal.throwIfAborted();
  const child = spawn(ffmpeg, ['-nostdin', '-hide_banner', '-v', 'error', '-progress', 'pipe:1', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LANG: 'C' },
    windowsHide: true,
    // A process group of its own, so that whatever it starts ends with it.
    detached: process.platform !== 'win32',
  });
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-ERROR_OUTPUT_BYTES);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const times = [...text.matchAll(/out_time_us=(\d+)/g)];
    const last = times.at(-1)?.[1];
    if (last !== undefined) onProgress(Number(last) / 1e6);
  });
  const { pid } = child;
  if (pid !== undefined) {
    encoders.set(pid, recordEncoder(path.dirname(output), pid));
    try {
      os.setPriority(pid, NICENESS);
    } catch {
      // It may have ended already, or the system knows no priorities.
    }
  }
  let timedOut = false;
  const end = () => void (pid !== undefined && endGroup(pid));
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const ended = await new Promise<{ code: number | null; error?: Error }>((resolve) => {
      child.once('error', (error) => resolve({ code: null, error }));
      child.once('close', (code) => resolve({ code }));
    });
    signal.throwIfAborted();
    if (ended.code === 0) return { outcome: 'ended' };
    if (timedOut) return { outcome: 'timed-out' };
    // Its last line says why it ended; folders of this machine are nobody's business.
    const lastLine = errorOutput.trim().split('\n').at(-1) ?? '';
    const words = ended.error?.message ?? lastLine.replaceAll(/\/\S+\//g, '').slice(0, 200);
    return { outcome: 'failed', words };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    if (pid !== undefined) {
      encoders.get(pid)?.();
      encoders.delete(pid);
    }
  }
}

/**
 * The list has names that we made (links in a folder beside the output), so that ffmpeg's safe mode stays
 * on and it never sees names from outside.
 */
async function concat(work: FfmpegWork, paths: string[], run: FfmpegRun): Promise<FfmpegEnd> {
  const { output } = work;
  const folder = `${output}.list`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const names = paths.map((_file, index) => `${index + 1}.mp4`);
  const list = path.join(folder, 'list.txt');
  try {
    for (const [index, file] of paths.entries())
      await symlink(path.resolve(file), path.join(folder, names[index] ?? ''));
    await writeFile(list, `ffconcat version 1.0\n${names.map((name) => `file ${name}`).join('\n')}\n`);
    return await carryOut(
      work,
      [
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
      run,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function encodeArguments(
  { paths, ...target }: { paths: string[]; width: number; height: number },
  output: string,
): string[] {
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
  return [
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
  ];
}

const pictureArguments = (
  { path: file, atSeconds }: { path: string; atSeconds: number },
  output: string,
): string[] => [
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
];
